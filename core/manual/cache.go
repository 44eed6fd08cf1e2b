package manual

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// stamp says what was read, so that a change of it is seen.
type stamp struct {
	Path string // of the page, or of the program and what it was asked
	Size int64
	Time int64 // of the last change, in nanoseconds since 1970
}

const (
	// cacheVersion changes with the form of the files and with what is read from a page.
	cacheVersion = "caro manual 1"
	// maxCacheFile bounds a file of the cache, in bytes.
	maxCacheFile = 4 << 20
	// maxCacheFiles bounds how many there are; the oldest go first.
	maxCacheFiles = 500
)

// kept is a page as the cache has it.
type kept struct {
	Stamp    stamp
	Full     bool
	Words    bool
	Flags    []keptFlag
	Mentions string // with blanks between
}

type keptFlag struct {
	Names    string // with blanks between
	Argument string `json:",omitempty"`
	Optional bool   `json:",omitempty"`
	Meaning  string `json:",omitempty"`
}

// cacheFile is where a page is kept.
func cacheFile(dir string, s stamp) string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, s.Path)
	base, _, _ := strings.Cut(filepath.Base(s.Path), " ")
	return filepath.Join(dir, fmt.Sprintf("%.40s-%016x", base, h.Sum64()))
}

// load returns what is kept of a page, if it is intact and of the page as it is now.
func load(dir string, s stamp) (page, bool) {
	data, err := readLimited(cacheFile(dir, s), maxCacheFile)
	if err != nil {
		return page{}, false
	}
	head, body, _ := bytes.Cut(data, []byte("\n"))
	var k kept
	if string(head) != cacheHead(body) || json.Unmarshal(body, &k) != nil || k.Stamp != s {
		return page{}, false
	}
	p := page{flags: map[string]*flag{}, mentions: map[string]bool{}, full: k.Full, words: k.Words}
	for _, f := range k.Flags {
		known := &flag{names: strings.Fields(f.Names), argument: f.Argument, optional: f.Optional, meaning: f.Meaning}
		for _, name := range known.names {
			p.flags[name] = known
		}
	}
	for name := range strings.FieldsSeq(k.Mentions) {
		p.mentions[name] = true
	}
	return p, true
}

// cacheHead is the first line of a file: the form, and a sum by which damage is seen.
func cacheHead(body []byte) string {
	return fmt.Sprintf("%s %08x", cacheVersion, crc32.ChecksumIEEE(body))
}

// save keeps a page. Whoever reads the file meanwhile has the old one or the new one.
func save(dir string, s stamp, p page) error {
	k := kept{Stamp: s, Full: p.full, Words: p.words}
	byFlag := map[*flag][]string{}
	for name, f := range p.flags {
		byFlag[f] = append(byFlag[f], name)
	}
	for f, names := range byFlag {
		slices.Sort(names)
		k.Flags = append(k.Flags, keptFlag{strings.Join(names, " "), f.argument, f.optional, f.meaning})
	}
	slices.SortFunc(k.Flags, func(a, b keptFlag) int { return strings.Compare(a.Names, b.Names) })
	mentions := make([]string, 0, len(p.mentions))
	for name := range p.mentions {
		mentions = append(mentions, name)
	}
	slices.Sort(mentions)
	k.Mentions = strings.Join(mentions, " ")
	body, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	prune(dir)
	f, err := os.CreateTemp(dir, ".new-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(cacheHead(body) + "\n" + string(body))
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), cacheFile(dir, s))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// prune makes room: the oldest half goes where there are too many.
func prune(dir string) {
	list, err := os.ReadDir(dir)
	if err != nil || len(list) < maxCacheFiles {
		return
	}
	age := func(e fs.DirEntry) time.Time {
		if info, err := e.Info(); err == nil {
			return info.ModTime()
		}
		return time.Time{}
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return age(a).Compare(age(b)) })
	for _, e := range list[:len(list)/2] {
		_ = os.Remove(filepath.Join(dir, e.Name()))
	}
}

// errTooLarge says that a file is larger than it may be.
var errTooLarge = errors.New("the file is too large")

// readLimited reads a plain file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	f, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errTooLarge
	}
	return data, err
}

// openPlain opens a file that is no pipe, device or folder: those could make one wait for ever.
func openPlain(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("read %s: not a plain file", path)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
