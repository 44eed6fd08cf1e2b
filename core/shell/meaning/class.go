package meaning

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// set is a class of characters: its items are single ones and ranges, in order.
type set struct {
	items string // "0-9A-Za-z", in order; \s for white space
	not   bool
}

var escapes = map[rune]set{
	'd': {items: "0-9"}, 'D': {items: "0-9", not: true}, 'w': {items: "0-9A-Z_a-z"}, 'W': {items: "0-9A-Z_a-z", not: true}, 's': {items: `\s`}, 'S': {items: `\s`, not: true},
}

var namedSets = map[string]string{
	"digit": "0-9", "alpha": "A-Za-z", "alnum": "0-9A-Za-z", "upper": "A-Z", "lower": "a-z", "space": `\s`, "blank": "\t ", "xdigit": "0-9A-Fa-f", "punct": `\p`, "cntrl": `\c`, "print": `\i`, "graph": `\g`,
}

// class reads [abc], of which the first bracket is read.
func (r *exprReader) class() *expr {
	e := &expr{kind: exClass}
	e.set.not = r.take("^")
	var items []string
	for first := true; ; first = false {
		if r.at >= len(r.text) {
			r.bad = true
			return e
		}
		if r.ahead("]") && !first {
			r.at++
			break
		}
		if r.take("[:") {
			name, after, found := strings.Cut(r.text[r.at:], ":]")
			if namedSets[name] == "" || !found {
				r.bad = true
				return e
			}
			r.at = len(r.text) - len(after)
			items = append(items, pairs(namedSets[name])...)
			continue
		}
		if r.ahead("[.") || r.ahead("[=") {
			r.bad = true
			return e
		}
		c := r.classRune()
		if c == "" {
			return e
		}
		if strings.HasPrefix(c, `\`) && len(c) > 1 || !r.ahead("-") || r.ahead("-]") {
			items = append(items, pairs(c)...)
			continue
		}
		r.at++
		to := r.classRune()
		if utf8.RuneCountInString(to) != 1 || to < c {
			r.bad = true
			return e
		}
		items = append(items, c+"-"+to)
	}
	slices.SortFunc(items, cmp.Compare[string])
	e.set.items = strings.Join(slices.Compact(items), "")
	return e
}

// pairs parts the items of a set that is written in order.
func pairs(items string) (list []string) {
	runes := []rune(items)
	for i := 0; i < len(runes); i++ {
		n := 1
		if runes[i] == '\\' && i+1 < len(runes) {
			n = 2
		} else if i+2 < len(runes) && runes[i+1] == '-' {
			n = 3
		}
		list = append(list, string(runes[i:i+n]))
		i += n - 1
	}
	return list
}

// classRune reads one character within brackets.
func (r *exprReader) classRune() string {
	if r.at >= len(r.text) {
		r.bad = true
		return ""
	}
	c, size := utf8.DecodeRuneInString(r.text[r.at:])
	r.at += size
	if c != '\\' || r.at >= len(r.text) {
		return string(c)
	}
	if r.flavour == Basic || r.flavour == Extended { // a backslash is a character there
		return `\`
	}
	next, size := utf8.DecodeRuneInString(r.text[r.at:])
	if s, ok := escapes[next]; ok && r.flavour == Perl && !s.not {
		r.at += size
		return s.items
	}
	if strings.ContainsRune("ntr", next) {
		r.at += size
		return Unescape(`\` + string(next))
	}
	if next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z' {
		r.bad = true
	}
	r.at += size
	return string(next)
}

// setNames are names of sets, for one character and for several.
var setNames = map[string][2]string{
	"0-9": {"digit", "digits"}, "a-z": {"small letter", "small letters"}, "A-Z": {"capital", "capitals"}, "A-Za-z": {"letter", "letters"}, "0-9A-Za-z": {"letter or digit", "letters or digits"},
	"0-9A-Z_a-z": {"letter, digit or underscore", "letters, digits or underscores"}, "0-9a-z": {"small letter or digit", "small letters or digits"}, "0-9A-Z": {"capital or digit", "capitals or digits"},
	"0-9a-f": {"hexadecimal digit", "hexadecimal digits"}, "0-9A-Fa-f": {"hexadecimal digit", "hexadecimal digits"}, `\s`: {"blank or tab", "blanks or tabs"}, "\t ": {"blank or tab", "blanks or tabs"},
	" ": {"blank", "blanks"}, `\p`: {"punctuation mark", "punctuation marks"}, `\c`: {"control character", "control characters"}, "\t": {"tab", "tabs"}, `\i`: {"character that can be printed", "characters that can be printed"},
	`\g`: {"character that can be seen", "characters that can be seen"}, ".0-9": {"digit or dot", "digits or dots"}, "01": {"0 or 1", "0s or 1s"}, "\\s,": {"comma, blank or tab", "commas, blanks or tabs"},
}

// name words a set for one character or several; "" where it is too odd.
func (s set) name(several bool) string {
	which := 0
	if several {
		which = 1
	}
	if names, ok := setNames[s.items]; ok {
		if !s.not {
			return names[which]
		}
		return [2]string{"character", "characters"}[which] + " other than " + setNames[s.items][1]
	}
	list := pairs(s.items)
	chars := ""
	for _, item := range list {
		if utf8.RuneCountInString(item) != 1 && item != `\s` {
			return ""
		}
		if item == `\s` {
			item = " "
		}
		chars += item
	}
	if s.not {
		if len(list) == 1 {
			other, ok := seen[chars]
			if !ok {
				other = Quote(chars)
			}
			return [2]string{"character", "characters"}[which] + " other than " + other
		}
		return [2]string{"character", "characters"}[which] + " that is none of " + Quote(chars)
	}
	if len(list) == 1 {
		return Quote(chars)
	}
	return "of " + Quote(chars)
}
