package meaning

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Matches words what a regular expression wants of a text, as a verb with its object:
// "contains “error” or “warning”", or for several texts "contain …". It is "" where that
// can't be said in short.
func Matches(pattern string, flavour Flavour, several bool) string {
	e := readExpr(pattern, flavour)
	if e == nil {
		return ""
	}
	if e.kind != exOr {
		return unless(wants(e, several), "")
	}
	// Alternatives that are looked for in the same way share the verb.
	var out []string
	verb := ""
	for _, kid := range e.kids {
		words := wants(kid, several)
		before, object, _ := cutVerb(words)
		switch {
		case words == "":
			return ""
		case before == verb && object != "":
			out = append(out, object)
		default:
			out = append(out, words)
			verb = before
		}
	}
	return unless(Or(out), "")
}

// verbs come for one text and for several.
var verbs = [][2]string{{"contains ", "contain "}, {"begins with ", "begin with "}, {"ends in ", "end in "}, {"is exactly ", "are exactly "}, {"is empty", "are empty"}, {"isn't empty", "aren't empty"}, {"has ", "have "}}

func cutVerb(words string) (verb, object string, found bool) {
	for _, pair := range verbs {
		for _, v := range pair {
			if after, ok := strings.CutPrefix(words, v); ok {
				return v, after, true
			}
		}
	}
	return "", words, false
}

// verb is one of verbs by its first form.
func verb(name string, several bool) string {
	for _, pair := range verbs {
		if pair[0] == name && several {
			return pair[1]
		}
	}
	return name
}

// wants words what a sequence wants of a text.
func wants(e *expr, several bool) string {
	if e.kind == exLiteral { // of a fixed text
		if e.text == "" {
			return ""
		}
		return verb("contains ", several) + Quote(e.text)
	}
	kids := e.kids
	begin := len(kids) > 0 && kids[0].kind == exBegin
	if begin {
		kids = kids[1:]
	}
	end := len(kids) > 0 && kids[len(kids)-1].kind == exEnd
	if end {
		kids = kids[:len(kids)-1]
	}
	// What may be anything at the open ends wants nothing.
	for !begin && len(kids) > 1 && kids[0].anything() {
		kids = kids[1:]
	}
	for !end && len(kids) > 1 && kids[len(kids)-1].anything() {
		kids = kids[:len(kids)-1]
	}
	switch {
	case len(kids) == 0 && begin && end:
		return verb("is empty", several)
	case len(kids) == 0:
		return ""
	case len(kids) == 1 && kids[0].kind == exAny && !end:
		return verb("isn't empty", several)
	case begin && end && len(kids) == 1 && kids[0].blanks():
		if several {
			return "are empty or blank"
		}
		return "is empty or blank"
	}
	if begin && end && len(kids) == 3 && kids[1].anything() {
		if first, last := kids[0].words(), kids[2].words(); first != "" && last != "" {
			return verb("begins with ", several) + first + " and " + verb("ends in ", several) + last
		}
	}
	words := sequenceWords(kids)
	switch {
	case words == "" || !begin && !end && allNothing(kids):
		return ""
	case begin && end:
		return verb("is exactly ", several) + words
	case begin:
		return verb("begins with ", several) + words
	case end:
		return verb("ends in ", several) + words
	case strings.HasPrefix(words, "the word "):
		return verb("has ", several) + words
	}
	return verb("contains ", several) + words
}

// allNothing reports whether pieces fit nothing, too.
func allNothing(kids []*expr) bool {
	for _, kid := range kids {
		for kid.kind == exGroup {
			kid = kid.kids[0]
		}
		if kid.kind != exRepeat || kid.min > 0 {
			return false
		}
	}
	return true
}

func (e *expr) anything() bool {
	return e.kind == exRepeat && e.kids[0].kind == exAny && e.min == 0 && e.max == -1
}

func (e *expr) blanks() bool {
	if e.kind != exRepeat || e.min != 0 || e.max != -1 {
		return false
	}
	kid := e.kids[0]
	return kid.kind == exLiteral && kid.text == " " || kid.kind == exClass && !kid.set.not && (kid.set.items == `\s` || kid.set.items == "\t " || kid.set.items == " ")
}

// Found words the text that fits a regular expression, as a noun: "4 digits, a dash".
func Found(pattern string, flavour Flavour) string {
	e := readExpr(pattern, flavour)
	if e == nil {
		return ""
	}
	return unless(e.words(), "")
}

// words words one piece; "" where that can't be said.
func (e *expr) words() string {
	switch e.kind {
	case exLiteral:
		if e.text == "" {
			return ""
		}
		return Quote(e.text)
	case exAny:
		return "any character"
	case exClass:
		name := e.set.name(false)
		if strings.HasPrefix(name, "of ") {
			return "one " + name
		}
		if name == "" || strings.HasPrefix(name, "“") || strings.HasPrefix(name, "a ") {
			return name
		}
		return article(name)
	case exGroup:
		return e.kids[0].words()
	case exOr:
		var list []string
		for _, kid := range e.kids {
			words := kid.words()
			if words == "" {
				return ""
			}
			list = append(list, words)
		}
		return Or(list)
	case exSeq:
		return sequenceWords(e.kids)
	case exRepeat:
		return e.repeatWords()
	case exBack:
		return "group " + strconv.Itoa(e.min) + " again"
	}
	return ""
}

func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// sequenceWords words what follows each other.
func sequenceWords(kids []*expr) string {
	var b strings.Builder
	later := false
	for i := 0; i < len(kids); i++ {
		kid, before := kids[i], ""
		if i+2 < len(kids) && kid.kind == exEdge && kids[i+2].kind == exEdge {
			kid, before = kids[i+1], "the word "
			i += 2
		}
		if kid.anything() && i > 0 && i < len(kids)-1 {
			later = true
			continue
		}
		words := ""
		switch kid.kind {
		case exAhead, exBehind:
			inner := kid.kids[0].words()
			if inner == "" {
				return ""
			}
			place := map[exprKind]string{exAhead: "before ", exBehind: "behind "}[kid.kind]
			if kid.not {
				place = "not " + place
			}
			words = place + inner
		case exBegin:
			words = "the beginning"
		case exEnd:
			words = "the end"
		case exEdge:
			return ""
		default:
			if words = kid.words(); words != "" {
				words = before + words
			}
			if kid.isOr() && len(kids) > 1 {
				words = "(" + words + ")"
			}
		}
		if words == "" {
			return ""
		}
		switch {
		case later:
			b.WriteString(" and later ")
		case b.Len() > 0:
			b.WriteString(", ")
		}
		later = false
		b.WriteString(words)
	}
	return b.String()
}

func (e *expr) isOr() bool {
	for e.kind == exGroup {
		e = e.kids[0]
	}
	return e.kind == exOr
}

// repeatWords words what comes several times.
func (e *expr) repeatWords() string {
	kid := e.kids[0]
	if kid.kind == exAny && e.max == -1 {
		return map[int]string{0: "anything", 1: "at least one character"}[e.min]
	}
	one, several := kid.nouns()
	if one == "" {
		inner := kid.words()
		if inner == "" {
			return ""
		}
		switch {
		case e.min == 0 && e.max == 1:
			return "perhaps " + bracket(inner)
		case e.min == e.max:
			return strconv.Itoa(e.min) + " times " + bracket(inner)
		case e.max == -1 && e.min == 1:
			return "one or more times " + bracket(inner)
		case e.max == -1 && e.min == 0:
			return "any number of times " + bracket(inner)
		}
		return ""
	}
	switch {
	case e.min == 0 && e.max == 1:
		return "perhaps " + kid.words()
	case e.min == 0 && e.max == -1:
		return "any number " + of(several)
	case e.min == 1 && e.max == -1:
		return "one or more " + several
	case e.max == -1:
		return "at least " + strconv.Itoa(e.min) + " " + several
	case e.min == 1 && e.max == 1:
		return kid.words()
	case e.min == e.max:
		return strconv.Itoa(e.min) + " " + several
	}
	return strconv.Itoa(e.min) + " to " + strconv.Itoa(e.max) + " " + several
}

func of(noun string) string {
	if strings.HasPrefix(noun, "of ") {
		return noun
	}
	return "of " + noun
}

func bracket(words string) string {
	if strings.ContainsAny(words, ", ") {
		return "(" + words + ")"
	}
	return words
}

// nouns are names of what one character is, for one and for several.
func (e *expr) nouns() (one, several string) {
	switch e.kind {
	case exAny:
		return "character", "characters"
	case exClass:
		return e.set.name(false), e.set.name(true)
	case exLiteral:
		if utf8.RuneCountInString(e.text) != 1 {
			return "", ""
		}
		if name, ok := seen[e.text]; ok {
			return Quote(e.text), name
		}
		return Quote(e.text), Quote(e.text)
	}
	return "", ""
}
