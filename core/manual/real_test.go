package manual

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
	"caro/core/utilities"
)

// TestRealPages reads the pages of this machine of all that the data know, and compares
// the two. With CARO_MANUAL_AUDIT=FILE it writes there what differs.
func TestRealPages(t *testing.T) {
	m := New(t.TempDir())
	a := audit{m: m, done: map[string]bool{}}
	for _, name := range utilities.Names() {
		a.visit(utilities.Find(name), nil)
	}
	if a.pages < 50 {
		testneed.ManualPages(t)
	}
	t.Logf("%d utilities and subcommands have a page here, %d of those with flags", a.pages, a.withFlags)
	t.Logf("%d flags of the data, %d of them not in the page", a.flags, a.missing)
	t.Logf("%d flags of the pages, %d of them not in the data", a.pageFlags, a.unknown)
	t.Logf("%d flags with a meaning; the slowest page, of %s, took %v, the second time %v; all %v", a.meanings, a.slowest, a.longest, a.again, a.total)
	if a.withFlags*3 < a.pages*2 || a.missing*4 > a.flags || a.meanings*4 < a.pageFlags*3 {
		t.Error("too little is found in the pages")
	}
	if path := os.Getenv("CARO_MANUAL_AUDIT"); path != "" {
		if err := os.WriteFile(path, []byte(a.text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// audit compares the data with the pages of this machine.
type audit struct {
	m    *Manual
	done map[string]bool
	text strings.Builder

	pages, withFlags, flags, missing, pageFlags, unknown, meanings int

	slowest               string
	longest, again, total time.Duration
}

func (a *audit) visit(u *utilities.Utility, parents []*utilities.Utility) {
	if u == nil || a.done[u.Name()] {
		return
	}
	a.done[u.Name()] = true
	if p, ok := a.page(u); ok {
		a.compare(u, parents, p)
	}
	for _, sub := range u.Subs() {
		a.visit(sub, append(slices.Clone(parents), u))
	}
}

// page is the page of all words of a utility's name.
func (a *audit) page(u *utilities.Utility) (page, bool) {
	words := plainWords(strings.Fields(u.Name()))
	if words == nil {
		return page{}, false
	}
	for _, name := range pageNames(words) {
		s, ok := a.m.place.page(program{}, name.name)
		if !ok || name.words != len(words) {
			continue
		}
		begin := time.Now()
		p, ok := a.m.page(s)
		took := time.Since(begin)
		if a.total += took; took > a.longest {
			clear(a.m.read)
			begin = time.Now()
			a.m.page(s)
			a.longest, a.slowest, a.again = took, u.Name(), time.Since(begin)
		}
		return p, ok
	}
	return page{}, false
}

func (a *audit) compare(u *utilities.Utility, parents []*utilities.Utility, p page) {
	a.pages++
	if len(p.flags) == 0 {
		return
	}
	a.withFlags++
	known := map[string]bool{"--help": true, "--version": true}
	var missing, unknown []string
	for _, f := range u.Flags {
		here := f.IsOn(utilities.GNU)
		for _, name := range f.Names {
			known[name] = true
			if !here || name[0] != '-' || name == "-NUM" {
				continue
			}
			if a.flags++; !p.spoken(name) {
				missing = append(missing, name)
			}
		}
	}
	for _, parent := range parents {
		for _, f := range parent.Flags {
			for _, name := range f.Names {
				known[name] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.flags)) {
		if p.flags[name].meaning != "" {
			a.meanings++
		}
		if !known[name] {
			unknown = append(unknown, name)
		}
	}
	a.pageFlags += len(p.flags)
	a.missing, a.unknown = a.missing+len(missing), a.unknown+len(unknown)
	fmt.Fprintf(&a.text, "%s\n\tnot in the page: %s\n\tnot in the data: %s\n", u.Name(), strings.Join(missing, " "), strings.Join(unknown, " "))
}

// BenchmarkFlag is what a look-up costs in a process that has just begun, with the cache and
// without.
func BenchmarkFlag(b *testing.B) {
	for _, name := range []string{"ls", "curl"} {
		words := []string{name}
		if _, ok := here().page(program{}, name); !ok {
			b.Skip("there is no page of " + name)
		}
		b.Run(name+"/first", func(b *testing.B) {
			for b.Loop() {
				New("").Flag(words, "--nonsense", false)
			}
		})
		dir := b.TempDir()
		New(dir).Flag(words, "--nonsense", false)
		b.Run(name+"/second", func(b *testing.B) {
			for b.Loop() {
				New(dir).Flag(words, "--nonsense", false)
			}
		})
		m := New(dir)
		b.Run(name+"/again", func(b *testing.B) {
			for b.Loop() {
				m.Flag(words, "--nonsense", false)
			}
		})
	}
}
