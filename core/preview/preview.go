package preview

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"caro/core/gate"
	"caro/core/shell"
)

// Limits of a look.
const (
	maxTime  = 200 * time.Millisecond
	maxFiles = 20_000
	maxNames = 3 // that are named
	maxName  = 60
)

// verbs are the effects that a look is worth while for.
var verbs = map[string]string{
	"delete": "delete", "overwrite": "change", "move": "move", "permission": "change the rights of", "ownership": "change the owner of",
}

// Of says for each thing that a command would delete, change or move in the folder dir, or
// elsewhere on this machine, how many files that is now: "it would delete 12 files: a.txt,
// b.txt, c.txt and more". home is what ~ stands for. What isn't there, or isn't known, is
// left out.
func Of(ctx context.Context, touches []shell.Touch, dir, home string) []string {
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	var notes []string
	for _, t := range touches {
		verb, ok := verbs[t.Effect]
		path, known := resolve(t.Path, dir, home)
		if !ok || !known {
			continue
		}
		l := look{ctx: ctx, dir: dir}
		l.add(path, t)
		if l.files+l.folders == 0 {
			continue
		}
		if text := "it would " + verb + " " + l.words(t.Filtered); !slices.Contains(notes, text) {
			notes = append(notes, text)
		}
	}
	return notes
}

// resolve is the full path of what a command names, with its patterns.
func resolve(path, dir, home string) (full string, known bool) {
	switch {
	case path == "" || strings.Contains(path, shell.Unknown):
		return "", false
	case path == "~" || strings.HasPrefix(path, "~/"):
		if home == "" {
			return "", false
		}
		return filepath.Join(home, path[1:]), true
	case strings.HasPrefix(path, "~"):
		return "", false
	case filepath.IsAbs(path):
		return filepath.Clean(path), true
	}
	return filepath.Join(dir, path), true
}

// look counts files.
type look struct {
	ctx     context.Context
	dir     string
	files   int
	folders int
	bytes   int64
	names   []string
	more    bool // than were counted
}

func (l *look) add(path string, t shell.Touch) {
	list := []string{path}
	if strings.ContainsAny(path, "*?[") {
		var err error
		if list, err = filepath.Glob(path); err != nil {
			return
		}
		// A shell's pattern leaves hidden files out.
		if !strings.HasPrefix(filepath.Base(path), ".") {
			list = slices.DeleteFunc(list, func(p string) bool { return strings.HasPrefix(filepath.Base(p), ".") })
		}
	}
	for _, p := range list {
		info, err := os.Lstat(p)
		switch {
		case err != nil:
		case info.IsDir() && t.Recursive:
			l.walk(p)
		case info.IsDir():
			l.folders++
			l.name(p)
		default:
			l.file(p, info)
		}
		if l.full() {
			return
		}
	}
}

func (l *look) walk(root string) {
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		switch {
		case l.full():
			return fs.SkipAll
		case err != nil:
			return nil //nolint:nilerr // what can't be seen isn't counted
		case e.IsDir():
			l.folders++
			return nil
		}
		if info, err := e.Info(); err == nil {
			l.file(p, info)
		}
		return nil
	})
	if err != nil {
		l.more = true
	}
	if l.files == 0 {
		l.name(root)
	}
}

func (l *look) full() bool {
	if l.ctx.Err() != nil || l.files+l.folders >= maxFiles {
		l.more = true
	}
	return l.more
}

func (l *look) file(p string, info fs.FileInfo) {
	l.files++
	l.bytes += info.Size()
	l.name(p)
}

func (l *look) name(p string) {
	if len(l.names) >= maxNames {
		return
	}
	if short, err := filepath.Rel(l.dir, p); err == nil && !strings.HasPrefix(short, "..") {
		p = short
	}
	l.names = append(l.names, gate.VisibleLine(p, maxName))
}

func (l *look) words(filtered bool) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, many)
	}
	text := ""
	switch {
	case l.files > 0 && l.folders > 0:
		text = count(l.files, "file", "files") + " in " + count(l.folders, "folder", "folders")
	case l.files > 0:
		text = count(l.files, "file", "files")
	default:
		text = count(l.folders, "folder", "folders")
	}
	switch {
	case l.more:
		text = "more than " + text
	case filtered:
		text = "some of " + text
	}
	names := strings.Join(l.names, ", ")
	if l.files > len(l.names) || l.more {
		names += " and more"
	}
	return text + ": " + names
}
