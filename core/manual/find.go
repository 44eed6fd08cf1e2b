package manual

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// place is where programs and pages are looked for.
type place struct {
	path  []string // PATH, its full paths only
	pages []string // MANPATH, or the usual folders
	home  string
	dir   string // the working folder
}

// applePages are those of the programs in /usr/bin that Apple's developer tools bring.
var applePages = []string{"/Library/Developer/CommandLineTools/usr/share/man", "/Applications/Xcode.app/Contents/Developer/usr/share/man"}

// usualPages are the folders of pages, where MANPATH names none.
var usualPages = append([]string{"/usr/share/man", "/usr/local/share/man", "/opt/homebrew/share/man", "/opt/local/share/man", "/usr/local/man"}, applePages...)

// usualPrograms are looked through after PATH: a program that launchd starts has a short one.
var usualPrograms = []string{"/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/sbin"}

// here is this process's place.
func here() place {
	p := place{pages: usualPages}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if filepath.IsAbs(dir) {
			p.path = append(p.path, filepath.Clean(dir))
		}
	}
	p.path = append(p.path, usualPrograms...)
	if list := os.Getenv("MANPATH"); list != "" {
		p.pages = nil
		for _, dir := range filepath.SplitList(list) {
			switch {
			case filepath.IsAbs(dir):
				p.pages = append(p.pages, filepath.Clean(dir))
			case dir == "": // the usual ones, as man has it
				p.pages = append(p.pages, usualPages...)
			}
		}
	}
	p.home, _ = os.UserHomeDir()
	p.dir, _ = os.Getwd()
	return p
}

// program is where a utility is.
type program struct {
	path string // as it was found; "" where it wasn't
	real string // behind its symbolic links
}

// program finds a utility, by its name or full path.
func (p place) program(name string) program {
	if filepath.IsAbs(name) {
		return runnable(filepath.Clean(name))
	}
	if strings.Contains(name, "/") {
		return program{}
	}
	for _, dir := range p.path {
		if found := runnable(filepath.Join(dir, name)); found.path != "" {
			return found
		}
	}
	return program{}
}

func runnable(path string) program {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 {
		return program{}
	}
	behind, err := filepath.EvalSymlinks(path)
	if err != nil {
		return program{}
	}
	return program{path, behind}
}

// box is the multi-call program that a utility is a name of: "busybox", "toybox", or "".
func (p program) box() string {
	base, _, _ := strings.Cut(filepath.Base(p.real), ".")
	if base == "busybox" || base == "toybox" {
		return base
	}
	return ""
}

// ownPages are the folders that hold the page of a program, if one does: those beside it.
func (p program) ownPages() (list []string) {
	for _, path := range []string{p.path, p.real} {
		dir := filepath.Dir(path)
		if dir == "/bin" || dir == "/sbin" || dir == "/usr/sbin" {
			dir = "/usr/bin"
		}
		up := filepath.Dir(dir)
		list = append(list, filepath.Join(up, "share", "man"), filepath.Join(up, "man"), filepath.Join(dir, "man"))
		if dir == "/usr/bin" {
			list = append(list, applePages...)
		}
	}
	return list
}

// plainName is what a utility's or subcommand's name may be.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.+@-]*$`)

// source is a page that was found.
type source struct {
	stamp
	root string // the folder of pages that it is in
	own  bool   // it is the page of the program that a shell would start
}

// page finds the page of a name. Pages beside the program go first.
func (p place) page(prog program, name string) (source, bool) {
	if !plainName.MatchString(name) || len(name) > maxFlagName {
		return source{}, false
	}
	if prog.path != "" {
		for _, root := range prog.ownPages() {
			if s, ok := inFolder(root, name); ok {
				s.own = true
				return s, true
			}
		}
	}
	for _, root := range p.pages {
		if s, ok := inFolder(root, name); ok {
			return s, true
		}
	}
	return source{}, false
}

// sections are those of programs, as the names of their folders and of the files in them
// end.
var sections = []struct{ folder, end string }{{"man1", ".1"}, {"man8", ".8"}, {"man1", ".1ssl"}, {"man6", ".6"}}

func inFolder(root, name string) (source, bool) {
	if _, err := os.Stat(root); err != nil {
		return source{}, false
	}
	for _, s := range sections {
		for _, packed := range []string{".gz", ""} {
			path := filepath.Join(root, s.folder, name+s.end+packed)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return source{stamp: stamp{path, info.Size(), info.ModTime().UnixNano()}, root: root}, true
			}
		}
	}
	return source{}, false
}

const (
	// maxPacked bounds a file of a page, maxPage what is in it, in bytes: gcc's has 1.5 MB.
	maxPacked = 1 << 20
	maxPage   = 2 << 20
	// maxLinks bounds how many pages refer to one another: .so man1/other.1
	maxLinks = 3
)

// readPage reads a page. cut says that there is more than was read.
func readPage(root, path string) (text []byte, cut bool, err error) {
	for range maxLinks {
		text, cut, err = unpack(path)
		if err != nil {
			return nil, false, err
		}
		other, links := linked(text)
		if !links {
			return text, cut, nil
		}
		path = filepath.Join(root, other)
		if _, err := os.Stat(path); err != nil {
			path += ".gz"
		}
	}
	return nil, false, errors.New("pages refer to one another in a circle")
}

// linked is the page that a page of one request refers to.
func linked(text []byte) (path string, ok bool) {
	const most = 1000
	if len(text) > most {
		return "", false
	}
	for line := range bytes.Lines(text) {
		rest, found := bytes.CutPrefix(line, []byte(".so "))
		if !found {
			continue
		}
		path = strings.TrimSpace(string(rest))
		return path, filepath.IsLocal(path)
	}
	return "", false
}

func unpack(path string) (text []byte, cut bool, err error) {
	f, err := openPlain(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	limited := io.LimitReader(f, maxPacked)
	if !strings.HasSuffix(path, ".gz") {
		limited = io.LimitReader(f, maxPage+1)
	} else if limited, err = gzip.NewReader(limited); err != nil {
		return nil, false, err
	}
	text, err = io.ReadAll(io.LimitReader(limited, maxPage+1))
	if len(text) > maxPage {
		text, cut = text[:maxPage], true
	}
	// Of a damaged page what there is will do.
	if err != nil && len(text) == 0 {
		return nil, false, err
	}
	return text, cut || err != nil, nil
}

// pageNames are the names that the page of a utility or subcommand may have, with how many
// of the words each stands for; those of all its words come first.
func pageNames(words []string) (list []pageName) {
	for n := len(words); n > 0; n-- {
		for _, with := range []string{"-", "_"} {
			if name := strings.Join(words[:n], with); n > 1 || with == "-" {
				list = append(list, pageName{name, n})
			}
		}
		if usual := usualWords(words[:n]); usual != nil && !slices.Equal(usual, words[:n]) {
			list = append(list, pageName{strings.Join(usual, "-"), n})
		}
	}
	return list
}

type pageName struct {
	name  string
	words int
}

// usualWords is a subcommand by its usual name: "npm install" of npm i. nil where it isn't
// known.
func usualWords(words []string) []string {
	u := entry(words)
	if u == nil {
		return nil
	}
	return slices.DeleteFunc(strings.Fields(u.Name()), func(w string) bool { return !plainName.MatchString(w) })
}
