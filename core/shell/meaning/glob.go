package meaning

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// wildcard finds what stands for characters in a pattern of names; a backslash takes its
// meaning away.
var wildcard = regexp.MustCompile(`\\.|\*+|\?+|\[[!^]?[^\]]+\]`)

// Glob words what a pattern of file names wants of a name, as a verb with its object:
// "ends in “.log”", or for several names "end in …". It is "" where that can't be said in
// short.
func Glob(pattern string, several bool) string {
	if len(pattern) > maxPattern || pattern == "" {
		return ""
	}
	var pieces []string // literals and wildcards in turn, a literal first
	literal, at := "", 0
	for _, place := range wildcard.FindAllStringIndex(pattern, -1) {
		literal += pattern[at:place[0]]
		at = place[1]
		mark := pattern[place[0]:place[1]]
		if mark[0] == '\\' {
			literal += mark[1:]
			continue
		}
		if mark[0] == '*' {
			mark = "*"
		}
		pieces = append(pieces, literal, mark)
		literal = ""
	}
	pieces = append(pieces, literal+pattern[at:])
	if strings.ContainsAny(strings.Join(pieces, ""), "{}") && strings.Contains(pattern, "{") {
		return ""
	}
	return unless(globWords(pieces, several), "")
}

func globWords(p []string, several bool) string {
	is := func(marks ...string) bool {
		if len(p) != 2*len(marks)+1 {
			return false
		}
		for i, m := range marks {
			if p[2*i+1] != m {
				return false
			}
		}
		return true
	}
	begins, ends, contains := verb("begins with ", several), verb("ends in ", several), verb("contains ", several)
	switch {
	case is():
		return verb("is exactly ", several) + Quote(p[0])
	case is("*") && p[0] == "" && p[2] == "":
		return "may be anything"
	case is("*") && p[0] == "":
		return ends + Quote(p[2])
	case is("*") && p[2] == "":
		return begins + Quote(p[0])
	case is("*"):
		return begins + Quote(p[0]) + " and " + ends + Quote(p[2])
	case is("*", "*") && p[0] == "" && p[4] == "":
		return contains + Quote(p[2])
	case is("*", "*") && p[0] == "":
		return contains + Quote(p[2]) + " and " + ends + Quote(p[4])
	case is("*", "*") && p[4] == "":
		return begins + Quote(p[0]) + " and later " + contains + Quote(p[2])
	}
	if len(p) != 3 {
		return ""
	}
	what := ""
	switch mark := p[1]; mark[0] {
	case '?':
		what = Count(len(mark), "character")
		if what == "1 character" {
			what = "any character"
		}
	case '[':
		if e := readExpr(strings.Replace(mark, "[!", "[^", 1), Basic); e != nil {
			what = e.words()
		}
	}
	if what == "" {
		return ""
	}
	list := []string{}
	for _, words := range []string{p[0], what, p[2]} {
		switch {
		case words == what:
			list = append(list, words)
		case words != "":
			list = append(list, Quote(words))
		}
	}
	return verb("is exactly ", several) + strings.Join(list, ", ")
}

// Names words which names a shell's pattern stands for, as a noun: "everything here that
// ends in “.log”". It is "" where the pattern holds no wildcard, or too odd ones.
func Names(pattern string) string {
	if !strings.ContainsAny(pattern, "*?[") || utf8.RuneCountInString(pattern) > maxWords {
		return ""
	}
	what := "everything "
	if p := strings.TrimSuffix(pattern, "/"); p != pattern {
		what, pattern = "every folder ", p
	}
	where := "here"
	if i := strings.LastIndexByte(pattern, '/'); i >= 0 {
		where = "in " + Place(pattern[:max(i, 1)])
		if strings.ContainsAny(pattern[:i], "*?[") {
			return ""
		}
		pattern = pattern[i+1:]
	}
	words := Glob(pattern, false)
	switch {
	case words == "" || strings.HasPrefix(words, "is exactly") && !strings.ContainsAny(pattern, "*?["):
		return ""
	case words == "may be anything":
		return what + where
	}
	return what + where + " whose name " + words
}

// Place words a path of a folder.
func Place(path string) string {
	switch path {
	case ".", "./", "":
		return "this folder"
	case "..", "../":
		return "the folder above"
	case "/":
		return "the root folder /"
	case "~", "~/":
		return "your home folder"
	}
	return path
}
