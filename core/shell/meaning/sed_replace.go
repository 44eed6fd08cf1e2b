package meaning

import (
	"strconv"
	"strings"
)

// substitution words s/a/b/ for lines that are worded already.
func (s *sedTeller) substitution(c sedCommand, target string) string {
	e := readExpr(sedText(c.pattern), s.flavour())
	by, plain := s.replacement(c.by)
	if e == nil || by == "" || strings.Contains(c.flags, "e") {
		return ""
	}
	more := ""
	if strings.ContainsAny(c.flags, "iI") {
		more = ", capitals or not"
	}
	if strings.Contains(c.flags, "p") {
		more += ", and print only lines where that was done"
		if !s.o.Quiet {
			more = ", and print lines where that was done once more"
		}
	}
	if c.text != "" {
		more += ", and write the lines where that was done to the file " + c.text
	}
	in := ""
	if c.from.kind != 0 {
		in = ", in " + target
	}
	kids := e.kids
	if e.kind != exSeq {
		kids = []*expr{e}
	}
	begin := len(kids) > 0 && kids[0].kind == exBegin
	if begin {
		kids = kids[1:]
	}
	end := len(kids) > 0 && kids[len(kids)-1].kind == exEnd
	if end {
		kids = kids[:len(kids)-1]
	}
	which := strings.Trim(c.flags, "gpiIeMm")
	what := sequenceWords(kids)
	switch {
	case begin && end && len(kids) == 0:
		return "put " + by + " into empty lines" + more + in
	case len(kids) == 0 && begin:
		return "put " + by + " before " + target + more
	case len(kids) == 0 && end:
		return "put " + by + " behind " + target + more
	case len(kids) == 0 || what == "" || len(kids) > 1 && len([]rune(what)) > maxWords/2+10:
		return ""
	case strings.HasPrefix(by, turned) && !begin && !end:
		into, _, _ := strings.Cut(strings.TrimPrefix(by, "in "), ":")
		if kids[0].anything() && len(kids) == 1 {
			return "turn " + target + " into " + into + more
		}
		if strings.Contains(c.flags, "g") {
			return "turn " + every(kids, what) + " into " + into + more + in
		}
		return ""
	case begin && end && len(kids) == 1 && kids[0].anything() || !begin && !end && len(kids) == 1 && kids[0].anything():
		return "replace " + target + " by " + by + more
	case (begin || end) && plain && c.by == "" && onlyBlanks(kids):
		return "take blanks off the " + map[bool]string{true: "beginning", false: "end"}[begin] + " of " + target + more
	case strings.HasPrefix(by, turned):
		return ""
	case begin && end:
		return "replace each line that is exactly " + what + " by " + by + more + in
	case begin:
		return change(what, by, "the beginning of "+target) + more
	case end:
		return change(what, by, "the end of "+target) + more
	}
	switch n, err := strconv.Atoi(which); {
	case err == nil && strings.Contains(c.flags, "g"):
		return ""
	case err == nil:
		what = "the " + Ordinal(n) + " " + strings.TrimPrefix(strings.TrimPrefix(what, "a "), "an ") + " of each line"
	case strings.Contains(c.flags, "g"):
		what = every(kids, what)
	case strings.HasPrefix(what, "the word ") && !strings.Contains(what, ", "):
		what = "the first " + what[4:] + " of each line"
	case run(kids) != "":
		what = "the first " + run(kids) + " of each line"
	case len(kids) > 1:
		what = "the first text of " + what + " in each line"
	default:
		what = "the first " + strings.TrimPrefix(strings.TrimPrefix(what, "a "), "an ") + " of each line"
	}
	if by == "nothing" {
		return "take out " + what + in + more
	}
	return "replace " + what + " by " + by + in + more
}

// turned begins what is replaced by itself with other letters.
const turned = "in "

func change(what, by, where string) string {
	if by == "nothing" {
		return "take " + what + " off " + where
	}
	return "replace " + what + " at " + where + " by " + by
}

func onlyBlanks(kids []*expr) bool {
	if len(kids) != 1 || kids[0].kind != exRepeat {
		return false
	}
	e := *kids[0]
	e.min = 0
	return e.blanks()
}

// run words several of a kind: "run of blanks"; "" for anything else.
func run(kids []*expr) string {
	if len(kids) == 1 && kids[0].kind == exRepeat && kids[0].max == -1 && kids[0].min <= 1 {
		if _, several := kids[0].kids[0].nouns(); several != "" && kids[0].kids[0].kind != exAny {
			return "run of " + strings.TrimPrefix(several, "of ")
		}
	}
	return ""
}

// every words all that fit: "every digit", "every run of blanks".
func every(kids []*expr, what string) string {
	if words := run(kids); words != "" {
		return "every " + words
	}
	if strings.HasPrefix(what, "the word ") && !strings.Contains(what, ", ") {
		return "every " + what[4:]
	}
	if len(kids) > 1 {
		return "every text of " + what
	}
	what = strings.TrimPrefix(strings.TrimPrefix(what, "a "), "an ")
	return "every " + strings.TrimPrefix(what, "any ")
}

// replacement words what a text is replaced by; plain says that it is a text as it is.
func (s *sedTeller) replacement(by string) (words string, plain bool) {
	var list []string
	literal := ""
	flush := func() {
		if literal != "" {
			list = append(list, Quote(literal))
		}
		literal = ""
	}
	add := func(words string) {
		flush()
		list = append(list, words)
	}
	change := ""
	for i := 0; i < len(by); i++ {
		switch c := by[i]; {
		case c == '&':
			add(strings.TrimSpace(change + " what was found"))
			change = ""
		case c == '\\' && i+1 < len(by):
			i++
			switch d := by[i]; {
			case d >= '0' && d <= '9':
				group := "group " + string(d)
				if d == '0' {
					group = "what was found"
				}
				add(strings.TrimSpace(change + " " + group))
				change = ""
			case d == 'n' || d == 't':
				literal += Unescape(`\` + string(d))
			case d == 'U':
				change = "in capitals:"
			case d == 'L':
				change = "in small letters:"
			case d == 'u':
				change = "with a capital at its beginning:"
			case d == 'E':
			case d >= 'a' && d <= 'z':
				return "", false
			default:
				literal += string(d)
			}
		default:
			literal += string(c)
		}
	}
	if change != "" {
		return "", false
	}
	flush()
	switch len(list) {
	case 0:
		return "nothing", true
	case 1:
		return list[0], !strings.Contains(by, `\`) && !strings.Contains(by, "&")
	}
	return strings.Join(list, ", "), false
}
