package check

import (
	"cmp"
	"slices"
	"strings"
)

// names are the ways in which the paths of a place may be written.
type names struct {
	forms []form // the longest first
	spare []string
}

type form struct{ text, path string }

// home is the folder that commands start in, as they see it.
const home = "/home/user/work"

// newNames knows the paths of all trees: whole, and what is left when folders are cut off
// the front, as a command prints that went into one of them, where only one path ends so.
func newNames(trees ...map[string]Node) *names {
	full, ends := map[string]bool{}, map[string][]string{}
	for _, tree := range trees {
		for p := range tree {
			full[p] = true
		}
	}
	for p := range full {
		for _, rest, more := strings.Cut(p, "/"); more; _, rest, more = strings.Cut(rest, "/") {
			ends[rest] = append(ends[rest], p)
		}
	}
	k := &names{}
	for p := range full {
		k.forms = append(k.forms, form{p, p})
	}
	for text, paths := range ends {
		if len(paths) == 1 && !full[text] {
			k.forms = append(k.forms, form{text, paths[0]})
		}
	}
	slices.SortFunc(k.forms, func(a, b form) int {
		return cmp.Or(len(b.text)-len(a.text), strings.Compare(a.text, b.text))
	})
	return k
}

const (
	before = " \t\n\"'`(,:=>|" // may stand before a path
	after  = " \t\n\"'`),:;"   // may stand behind one
	marks  = "/*@|="           // ls -F adds one of them
)

// prefixes lead to the folder.
var prefixes = []string{"./", home + "/", "~/work/"}

// scan goes through an output; found is told of each path, other of each byte that belongs
// to none.
func (k *names) scan(text string, found func(path string), other func(b byte)) {
	text = strings.ReplaceAll(text, `\ `, " ") // as find -ls and ls -b write blanks
	for i := 0; i < len(text); {
		if i == 0 || strings.IndexByte(before, text[i-1]) >= 0 {
			if path, n := k.at(text[i:]); n > 0 {
				found(path)
				i += n
				continue
			}
		}
		other(text[i])
		i++
	}
}

// at finds a path at the beginning of a text, and how many bytes it is written in.
func (k *names) at(text string) (path string, length int) {
	start := 0
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			start = len(p)
			break
		}
	}
	for _, f := range k.forms {
		rest, ok := strings.CutPrefix(text[start:], f.text)
		if !ok {
			continue
		}
		length = start + len(f.text)
		if rest != "" && strings.IndexByte(marks, rest[0]) >= 0 {
			rest, length = rest[1:], length+1
		}
		if rest == "" || strings.IndexByte(after, rest[0]) >= 0 {
			return f.path, length
		}
	}
	return "", 0
}

// mentioned are the paths that an output names, each once, in order.
func (k *names) mentioned(text string) []string {
	var list []string
	seen := map[string]bool{}
	k.scan(text, func(path string) {
		if !seen[path] && !slices.Contains(k.spare, path) {
			seen[path] = true
			list = append(list, path)
		}
	}, func(byte) {})
	return list
}

// without is an output with its paths taken out.
func (k *names) without(text string) string {
	var rest strings.Builder
	k.scan(text, func(string) {}, func(b byte) { rest.WriteByte(b) })
	return rest.String()
}
