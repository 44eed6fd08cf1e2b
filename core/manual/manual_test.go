package manual

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caro/core/utilities"
)

// system is a folder that holds programs and their pages, as /usr does.
type system struct {
	*Manual
	t   *testing.T
	dir string
}

func newSystem(t *testing.T, cache string) system {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := place{path: []string{filepath.Join(dir, "bin")}, pages: []string{filepath.Join(dir, "other")}, home: "/home/nobody", dir: "/"}
	return system{&Manual{cache: cache, place: p, read: map[stamp]page{}}, t, dir}
}

// write makes a file, and its folders.
func (s system) write(name string, data []byte) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o755); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// program makes a program that says so when it is run, and its page.
func (s system) program(name, source string) {
	s.t.Helper()
	s.write("bin/"+name, []byte("#!/bin/sh\ntouch "+s.dir+"/ran\n"))
	s.write("share/man/man1/"+strings.ReplaceAll(name, " ", "-")+".1", []byte(source))
}

// source is a page of ls with all flags that the data have of it, and more.
func (s system) source(name, more string) string {
	s.t.Helper()
	var b strings.Builder
	b.WriteString(".TH X 1\n.SH OPTIONS\n")
	for _, f := range utilities.Find(name).Flags {
		if f.IsOn(utilities.GNU) {
			fmt.Fprintf(&b, ".TP\n%s\nFlag %s.\n", strings.ReplaceAll(strings.Join(f.Names, ", "), "-", `\-`), strings.TrimLeft(f.Names[0], "-"))
		}
	}
	return b.String() + more
}

func zip(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFlag: what is there, what surely isn't, and what may be.
func TestFlag(t *testing.T) {
	s := newSystem(t, "")
	s.program("ls", s.source("ls", ".TP\n\\-\\-frobnicate=\\fIHOW\\fR\nFrobnicate them.\n.TP\n\\-\\-frost\nFreeze.\n.TP\n\\-\\-no\\-melt\nStay cold.\n.TP\n\\-K\nKeep. With \\-\\-kept it is gone.\n"))
	for _, test := range []struct {
		flag    string
		meaning string
		absent  bool
	}{
		{"--frobnicate", "Frobnicate them.", false},
		{"--frob", "Frobnicate them.", false}, // shortened
		{"--fro", "", false},                  // two may be meant
		{"-K", "Keep.", false},
		{"--kept", "", false},     // only spoken of
		{"--no-frost", "", false}, // many have it by themselves
		{"--melt", "", false},
		{"--kep", "", false},
		{"--nonsense", "", true},
		{"--no-nonsense", "", true},
		{"-J", "", true},
		{"-JK", "", false}, // letters
		{"-5", "", false},
		{"--help", "", false},
		{"--version", "", false},
		{"--", "", false},
		{"-", "", false},
		{"", "", false},
		{"x", "", false},
		{"--a b", "", false},
		{"--nonsense=x", "", false},
		{"--" + strings.Repeat("n", 100), "", false},
	} {
		f, absent := s.Flag([]string{"ls"}, test.flag, false)
		if absent != test.absent || (f != nil) != (test.meaning != "") || f != nil && f.Meaning != test.meaning {
			t.Errorf("%q: %+v, absent %v", test.flag, f, absent)
		}
	}
	f, _ := s.Flag([]string{"ls"}, "--frobnicate", false)
	if want := (&utilities.Flag{Names: []string{"--frobnicate"}, Argument: "HOW", Role: utilities.Text, Meaning: "Frobnicate them."}); !reflect.DeepEqual(f, want) {
		t.Errorf("%+v, want %+v", f, want)
	}
	if f, absent := s.Flag([]string{"ls"}, "--nonsense", true); f != nil || absent {
		t.Error("the page is believed more than the data")
	}
	for _, words := range [][]string{nil, {""}, {"nosuch"}, {"../ls"}, {"./ls"}, {"bin/ls"}, {"ls", "a b"}, {"ls", "x/../../y"}, {"-ls"}, {"a", "b", "c", "d", "e", "f"}} {
		if f, absent := s.Flag(words, "--nonsense", false); f != nil || absent {
			t.Errorf("%q: %v, %v", words, f, absent)
		}
	}
	if f, absent := s.Flag([]string{s.dir + "/bin/ls"}, "--nonsense", false); f != nil || !absent {
		t.Errorf("by its full path: %v, %v", f, absent)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "ran")); err == nil {
		t.Error("a program was run")
	}
}

// TestDoubt: a page that doesn't fit what is known, or isn't the program's own, can't say
// that a flag isn't there.
func TestDoubt(t *testing.T) {
	few := ".TH X 1\n.TP\n-a\nAll.\n.TP\n-b\nBoth.\n.TP\n-c\nC.\n.TP\n-d\nD.\n.TP\n--extra\nMore.\n"
	t.Run("another version", func(t *testing.T) {
		s := newSystem(t, "")
		s.program("ls", few)
		doubts(s)
	})
	t.Run("no program", func(t *testing.T) {
		s := newSystem(t, "")
		s.write("other/man1/ls.1", []byte(s.source("ls", few)))
		doubts(s)
	})
	t.Run("another folder", func(t *testing.T) {
		s := newSystem(t, "")
		s.write("bin/ls", nil)
		s.write("other/man1/ls.1", []byte(s.source("ls", few)))
		doubts(s)
	})
	t.Run("cut", func(t *testing.T) {
		s := newSystem(t, "")
		s.program("ls", s.source("ls", few)+strings.Repeat("More is said.\n", maxPage/10))
		doubts(s)
	})
}

func doubts(s system) {
	s.t.Helper()
	if f, _ := s.Flag([]string{"ls"}, "--extra", false); f == nil || f.Meaning != "More." {
		s.t.Errorf("--extra is %+v", f)
	}
	if f, absent := s.Flag([]string{"ls"}, "--nonsense", false); f != nil || absent {
		s.t.Errorf("--nonsense is %+v, %v", f, absent)
	}
}

// TestSubcommands have pages of their own.
func TestSubcommands(t *testing.T) {
	s := newSystem(t, "")
	s.program("git", ".TH X 1\n.TP\n-p, --paginate\nPage.\n.TP\n--bare-one\nBare.\n.TP\n-x\nX.\n.TP\n-y\nY.\n")
	s.program("git push", ".TH X 1\n.TP\n-p\nPush.\n.TP\n-z\nZip.\n.TP\n-a\nA.\n.TP\n-c\nC.\n")
	s.write("share/man/man1/git-stash.1", []byte(".TH X 1\n.TP\n-w\nStash.\n"))
	s.write("share/man/man1/git-checkout.1", []byte(".TH X 1\n.TP\n--one-by-its-usual-name\nOut.\n"))
	s.write("other/man1/gcloud_compute_ssh.1", []byte(".TH X 1\n.TP\n--under\nUnder.\n"))
	for _, test := range []struct{ words, flag, want string }{
		{"git push", "-p", "Push."},
		{"git", "-p", "Page."},
		{"git push", "--bare-one", "Bare."},
		{"git push", "-x", ""}, // a short one of git itself
		{"git stash push", "-w", "Stash."},
		{"git frob", "-p", ""},
		{"git frob", "--paginate", "Page."},
		{"git push --staged", "-z", "Zip."},
		{"gcloud compute ssh", "--under", "Under."},
	} {
		f, absent := s.Flag(strings.Fields(test.words), test.flag, false)
		if absent || (f == nil) != (test.want == "") || f != nil && f.Meaning != test.want {
			t.Errorf("%s %s: %+v, %v", test.words, test.flag, f, absent)
		}
	}
}

// TestPageFiles: packed, linked, and what is no page.
func TestPageFiles(t *testing.T) {
	page := ".TH X 1\n.TP\n--there\nThere.\n"
	for name, test := range map[string]struct {
		make func(s system)
		want bool
	}{
		"plain":     {func(s system) { s.write("share/man/man1/ls.1", []byte(page)) }, true},
		"packed":    {func(s system) { s.write("share/man/man1/ls.1.gz", zip(s.t, strings.NewReader(page))) }, true},
		"admin":     {func(s system) { s.write("share/man/man8/ls.8.gz", zip(s.t, strings.NewReader(page))) }, true},
		"beside":    {func(s system) { s.write("bin/man/man1/ls.1", []byte(page)) }, true},
		"above":     {func(s system) { s.write("man/man1/ls.1", []byte(page)) }, true},
		"elsewhere": {func(s system) { s.write("other/man1/ls.1", []byte(page)) }, true},
		"reference": {func(s system) {
			s.write("share/man/man1/ls.1", []byte(".\\\" generated\n.so man1/real.1\n"))
			s.write("share/man/man1/real.1.gz", zip(s.t, strings.NewReader(page)))
		}, true},
		"circle": {func(s system) { s.write("share/man/man1/ls.1", []byte(".so man1/ls.1\n")) }, false},
		"outside": {func(s system) {
			s.write("share/man/man1/ls.1", []byte(".so ../../outside.1\n"))
			s.write("outside.1", []byte(page))
		}, false},
		"absolute": {func(s system) { s.write("share/man/man1/ls.1", []byte(".so "+s.write("outside.1", []byte(page))+"\n")) }, false},
		"damaged":  {func(s system) { s.write("share/man/man1/ls.1.gz", []byte(page)) }, false},
		"cut off": {func(s system) {
			z := zip(s.t, strings.NewReader(page))
			s.write("share/man/man1/ls.1.gz", z[:len(z)-6])
		}, true},
		"empty":    {func(s system) { s.write("share/man/man1/ls.1", nil) }, false},
		"a folder": {func(s system) { s.write("share/man/man1/ls.1/x", nil) }, false},
		"a pipe": {func(s system) {
			s.write("share/man/man1/x", nil)
			if err := syscall.Mkfifo(filepath.Join(s.dir, "share/man/man1/ls.1"), 0o600); err != nil {
				s.t.Skip(err)
			}
		}, false},
		"a bomb": {func(s system) {
			s.write("share/man/man1/ls.1.gz", zip(s.t, io.MultiReader(strings.NewReader(page), io.LimitReader(zeros{}, 200<<20))))
		}, true},
		"huge":     {func(s system) { s.write("share/man/man1/ls.1", []byte(page+strings.Repeat("text\n", 4<<20))) }, true},
		"language": {func(s system) { s.write("share/man/de/man1/ls.1", []byte(page)) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t, "")
			s.write("bin/ls", nil)
			test.make(s)
			begin := time.Now()
			f, absent := s.Flag([]string{"ls"}, "--there", false)
			if (f != nil) != test.want || absent || time.Since(begin) > 10*time.Second {
				t.Errorf("%+v, %v in %v", f, absent, time.Since(begin))
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestCache: what was read is there for the next process, as long as it is intact and the
// page the same.
func TestCache(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "caro", "manual")
	s := newSystem(t, cache)
	s.program("ls", s.source("ls", ".TP\n--there\nOld.\n"))
	meaning := func() string {
		t.Helper()
		again := &Manual{cache: cache, place: s.place, read: map[stamp]page{}}
		f, _ := again.Flag([]string{"ls"}, "--there", false)
		if _, absent := again.Flag([]string{"ls"}, "--nonsense", false); !absent || f == nil {
			t.Fatalf("--there is %v, --nonsense absent: %v", f, absent)
		}
		return f.Meaning
	}
	if got := meaning(); got != "Old." {
		t.Fatalf("--there is %q", got)
	}
	list, err := filepath.Glob(filepath.Join(cache, "*"))
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	file := list[0]
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// It is what is read: another meaning in it, with its sum.
	_, body, _ := bytes.Cut(good, []byte("\n"))
	body = bytes.Replace(body, []byte("Old."), []byte("Kept."), 1)
	put(t, file, cacheHead(body)+"\n"+string(body))
	if got := meaning(); got != "Kept." {
		t.Errorf("from the cache --there is %q", got)
	}
	for name, damaged := range map[string]string{
		"changed": strings.Replace(string(good), "Old.", "Odd.", 1), "cut": string(good[:len(good)/2]), "empty": "", "noise": "\x00\xff{}\n", "head": "caro manual 1 00000000\n{}",
		"another form": strings.Replace(string(good), cacheVersion, "caro manual 0", 1), "large": strings.Repeat("x", maxCacheFile+10), "null": cacheHead([]byte("null")) + "\nnull",
	} {
		put(t, file, damaged)
		if got := meaning(); got != "Old." {
			t.Errorf("%s: --there is %q", name, got)
		}
		if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, good) {
			t.Errorf("%s: the file isn't made anew (%v)", name, err)
		}
	}
	// A page that has changed.
	s.program("ls", s.source("ls", ".TP\n--there\nNewer.\n"))
	if got := meaning(); got != "Newer." {
		t.Errorf("after a change --there is %q", got)
	}
	// A folder that can't be written, and none.
	for _, dir := range []string{filepath.Join(file, "x"), ""} {
		m := &Manual{cache: dir, place: s.place, read: map[stamp]page{}}
		if f, _ := m.Flag([]string{"ls"}, "--there", false); f == nil {
			t.Errorf("with the cache in %q nothing is found", dir)
		}
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestCacheRoom: the cache doesn't grow without end.
func TestCacheRoom(t *testing.T) {
	dir := t.TempDir()
	for i := range maxCacheFiles + 20 {
		if err := save(dir, stamp{Path: fmt.Sprintf("/x/%d.1", i)}, newCollector().page); err != nil {
			t.Fatal(err)
		}
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) > maxCacheFiles {
		t.Errorf("%d files, %v", len(list), err)
	}
	if _, ok := load(dir, stamp{Path: fmt.Sprintf("/x/%d.1", maxCacheFiles+19)}); !ok {
		t.Error("the last one is gone")
	}
}

// TestTogether has many look at once, by one Manual and by several over one cache.
func TestTogether(t *testing.T) {
	cache := t.TempDir()
	s := newSystem(t, cache)
	s.program("ls", s.source("ls", ".TP\n--there\nThere.\n"))
	s.program("cat", s.source("cat", ".TP\n--there\nThere.\n"))
	var wait sync.WaitGroup
	for i := range 16 {
		m := s.Manual
		if i%2 == 0 {
			m = &Manual{cache: cache, place: s.place, read: map[stamp]page{}}
		}
		wait.Go(func() {
			for j := range 40 {
				name := []string{"ls", "cat"}[j%2]
				if f, _ := m.Flag([]string{name}, "--there", false); f == nil || f.Meaning != "There." {
					t.Errorf("%s --there is %+v", name, f)
				}
				if i == 0 && j%8 == 0 { // meanwhile somebody damages what is kept
					list, _ := filepath.Glob(filepath.Join(cache, "ls*"))
					for _, file := range list {
						_ = os.Truncate(file, 20)
					}
				}
				if i%4 == 0 {
					m = &Manual{cache: cache, place: s.place, read: map[stamp]page{}}
				}
			}
		})
	}
	wait.Wait()
	list, err := filepath.Glob(filepath.Join(cache, ".new-*"))
	if err != nil || len(list) > 0 {
		t.Errorf("left over: %v, %v", list, err)
	}
}

// TestHere reads PATH and MANPATH.
func TestHere(t *testing.T) {
	t.Setenv("PATH", ":/a/bin:.:relative:/b/../c")
	t.Setenv("MANPATH", "/m/man:relative:/n")
	p := here()
	if got := strings.Join(p.path[:2], " "); got != "/a/bin /c" {
		t.Errorf("programs are looked for in %s", got)
	}
	if got := strings.Join(p.pages, " "); got != "/m/man /n" {
		t.Errorf("pages are looked for in %s", got)
	}
	t.Setenv("MANPATH", "/m:")
	if got := here().pages; len(got) != 1+len(usualPages) {
		t.Errorf("pages are looked for in %v", got)
	}
}
