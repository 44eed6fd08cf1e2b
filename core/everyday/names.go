package everyday

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// knownNames are the ways in which a path of the fixture may be written, longest
// first: the whole path and what is left when folders are cut off its front, as
// a command prints that went into one of them.
var knownNames = sync.OnceValue(func() []knownName {
	paths := pick(func(string, entry) bool { return true })
	full := map[string]string{}
	for _, p := range paths {
		for rest, more := p, true; more; _, rest, more = strings.Cut(rest, "/") {
			if _, taken := full[rest]; !taken || rest == p { // a whole path wins
				full[rest] = p
			}
		}
	}
	var known []knownName
	for text, p := range full {
		known = append(known, knownName{text, p})
	}
	slices.SortFunc(known, func(a, b knownName) int {
		if len(a.text) != len(b.text) {
			return len(b.text) - len(a.text)
		}
		return strings.Compare(a.text, b.text)
	})
	return known
})

type knownName struct{ text, path string }

const workFolder = "/home/user/work"

// mentions finds the paths of the fixture in an output, in order and as often
// as they occur, whatever stands around them: sizes, times, quotes, columns. It
// also returns the output without them.
func mentions(out string) (paths []string, rest string) {
	out = strings.ReplaceAll(out, `\ `, " ") // as find -ls and ls -b write spaces
	var left strings.Builder
	for i := 0; i < len(out); {
		if i > 0 && !strings.ContainsRune(before, rune(out[i-1])) {
			left.WriteByte(out[i])
			i++
			continue
		}
		start := i + len(prefix(out[i:]))
		if name, ok := nameAt(out[start:]); ok {
			paths = append(paths, name.path)
			i = start + len(name.text)
			continue
		}
		left.WriteByte(out[i])
		i++
	}
	return paths, left.String()
}

const (
	before = " \t\n\"'`(,:=>|" // may stand before a path
	after  = " \t\n\"'`),:;"   // may stand behind one
	marks  = "/*@|="           // ls -F adds one of them
)

// prefix is the part of a path that leads to the fixture.
func prefix(s string) string {
	for _, p := range []string{"./", workFolder + "/", "~/work/", "../"} {
		if strings.HasPrefix(s, p) {
			return p
		}
	}
	return ""
}

func nameAt(s string) (knownName, bool) {
	for _, name := range knownNames() {
		if rest, ok := strings.CutPrefix(s, name.text); ok && ends(rest) {
			return name, true
		}
	}
	return knownName{}, false
}

func ends(rest string) bool {
	if rest != "" && strings.ContainsRune(marks, rune(rest[0])) {
		rest = rest[1:]
	}
	return rest == "" || strings.ContainsRune(after, rune(rest[0]))
}

// onlyThese passes if an output mentions all of want and nothing else of the
// fixture but what is optional, in any order.
func onlyThese(want []string, optional ...string) func(out string) error {
	return func(out string) error {
		got := distinct(out, want, optional)
		for _, name := range want {
			if !slices.Contains(got, name) {
				return fmt.Errorf("%q is missing in what it printed: %s", name, few(got))
			}
		}
		for _, name := range got {
			if !slices.Contains(want, name) {
				return fmt.Errorf("%q should not be in what it printed", name)
			}
		}
		return nil
	}
}

// inOrder is onlyThese in this very order.
func inOrder(want []string, optional ...string) func(out string) error {
	return func(out string) error {
		if got := distinct(out, want, optional); !slices.Equal(got, want) {
			return fmt.Errorf("printed %s, wanted %s", few(got), few(want))
		}
		return nil
	}
}

// atLeast passes if all of want are mentioned.
func atLeast(want []string) func(out string) error {
	return func(out string) error {
		return onlyThese(want, distinct(out, nil, nil)...)(out)
	}
}

// distinct are the mentions without what is optional and not wanted, each once.
func distinct(out string, want, optional []string) []string {
	all, _ := mentions(out)
	var got []string
	for _, name := range all {
		spare := slices.Contains(optional, name) && !slices.Contains(want, name)
		if !spare && !slices.Contains(got, name) {
			got = append(got, name)
		}
	}
	return got
}
