package meaning

import (
	"strings"
	"unicode/utf8"
)

// Flavour is a kind of regular expression.
type Flavour int

// The kinds.
const (
	Basic    Flavour = iota // grep, sed
	Extended                // grep -E, sed -E
	Awk                     // extended, with a backslash for characters that can't be seen
	Perl                    // grep -P, rg, perl, jq
	Fixed                   // grep -F: no expression at all
)

// expr is a piece of a regular expression.
type expr struct {
	kind     exprKind
	text     string // of a literal
	set      set    // of a class
	kids     []*expr
	min, max int // of a repetition; max is -1 for without end
	not      bool
}

type exprKind byte

const (
	exLiteral exprKind = iota
	exAny              // .
	exClass            // [abc], \d
	exBegin            // ^
	exEnd              // $
	exEdge             // \b, \<, \>
	exGroup            // kids[0]
	exOr               // kids are alternatives
	exSeq              // kids follow each other
	exRepeat           // kids[0], min to max times
	exBack             // \1: min is its number
	exAhead            // (?=…), (?!…)
	exBehind           // (?<=…), (?<!…)
)

// reader reads a regular expression.
type exprReader struct {
	text    string
	at      int
	flavour Flavour
	depth   int
	bad     bool
}

// readExpr takes an expression apart; nil where that isn't sure.
func readExpr(text string, flavour Flavour) *expr {
	if len(text) > maxPattern || !utf8.ValidString(text) {
		return nil
	}
	if flavour == Fixed {
		return &expr{kind: exLiteral, text: text}
	}
	r := &exprReader{text: text, flavour: flavour}
	e := r.alternatives()
	if r.bad || r.at < len(text) {
		return nil
	}
	return e
}

func (r *exprReader) ahead(mark string) bool { return strings.HasPrefix(r.text[r.at:], mark) }

func (r *exprReader) take(mark string) bool {
	if !r.ahead(mark) {
		return false
	}
	r.at += len(mark)
	return true
}

// sign is how an operator is written in the flavour: \( in basic ones, ( in others.
func (r *exprReader) sign(mark string) string {
	if r.flavour == Basic {
		return `\` + mark
	}
	return mark
}

func (r *exprReader) alternatives() *expr {
	if r.depth++; r.depth > maxNesting {
		r.bad = true
		r.at = len(r.text)
	}
	defer func() { r.depth-- }()
	list := []*expr{r.sequence()}
	for r.take(r.sign("|")) {
		list = append(list, r.sequence())
	}
	if len(list) == 1 {
		return list[0]
	}
	return &expr{kind: exOr, kids: list}
}

func (r *exprReader) sequence() *expr {
	seq := &expr{kind: exSeq}
	for r.at < len(r.text) && !r.bad && !r.ahead(r.sign("|")) && !r.ahead(r.sign(")")) {
		e := r.repeated(r.atom(len(seq.kids) == 0))
		if n := len(seq.kids); n > 0 && e.kind == exLiteral && seq.kids[n-1].kind == exLiteral {
			seq.kids[n-1].text += e.text
			continue
		}
		// "  *" is one or more blanks.
		if n := len(seq.kids); n > 0 && e.kind == exRepeat && e.min == 0 && e.max == -1 && seq.kids[n-1].same(e.kids[0]) {
			e.min = 1
			seq.kids[n-1] = e
			continue
		}
		seq.kids = append(seq.kids, e)
	}
	return seq
}

// same reports whether two pieces are the same character or class.
func (e *expr) same(o *expr) bool {
	return e.kind == o.kind && (e.kind == exLiteral && e.text == o.text || e.kind == exClass && e.set == o.set)
}

// atom reads one thing; first says that nothing stands before it.
func (r *exprReader) atom(first bool) *expr {
	if r.take(r.sign("(")) {
		return r.group()
	}
	c, size := utf8.DecodeRuneInString(r.text[r.at:])
	r.at += size
	switch {
	case c == '.':
		return &expr{kind: exAny}
	case c == '[':
		return r.class()
	case c == '^' && (first || r.flavour != Basic):
		return &expr{kind: exBegin}
	case c == '$' && (r.at == len(r.text) || r.flavour != Basic || r.ahead(`\|`) || r.ahead(`\)`)):
		return &expr{kind: exEnd}
	case c == '\\':
		return r.escaped()
	case c == '*' && (!first || r.flavour != Basic), r.flavour != Basic && strings.ContainsRune("+?", c):
		r.bad = true
	case r.flavour != Basic && c == ')':
		r.bad = true
	}
	return &expr{kind: exLiteral, text: string(c)}
}

// group reads what is in brackets, the first of which is read.
func (r *exprReader) group() *expr {
	g := &expr{kind: exGroup}
	if r.flavour == Perl && r.take("?") {
		switch {
		case r.take(":"):
		case r.take("="):
			g.kind = exAhead
		case r.take("!"):
			g.kind, g.not = exAhead, true
		case r.take("<="):
			g.kind = exBehind
		case r.take("<!"):
			g.kind, g.not = exBehind, true
		default:
			r.bad = true
		}
	}
	g.kids = []*expr{r.alternatives()}
	if !r.take(r.sign(")")) {
		r.bad = true
	}
	return g
}

// escaped reads what stands behind a backslash.
func (r *exprReader) escaped() *expr {
	if r.at == len(r.text) {
		r.bad = true
		return &expr{}
	}
	c, size := utf8.DecodeRuneInString(r.text[r.at:])
	r.at += size
	if s, ok := escapes[c]; ok && (r.flavour == Perl || c != 'd' && c != 'D') {
		return &expr{kind: exClass, set: s}
	}
	switch c {
	case 'b', '<', '>':
		return &expr{kind: exEdge}
	case 'n', 't', 'r':
		r.bad = r.bad || r.flavour == Basic || r.flavour == Extended
		return &expr{kind: exLiteral, text: Unescape(`\` + string(c))}
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return &expr{kind: exBack, min: int(c - '0')}
	}
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '0' || c == '{' && r.flavour == Basic || c == '}' && r.flavour == Basic || (c == '+' || c == '?') && r.flavour == Basic {
		r.bad = true
	}
	return &expr{kind: exLiteral, text: string(c)}
}

// repeated reads what says how often an atom comes.
func (r *exprReader) repeated(e *expr) *expr {
	for !r.bad {
		least, most := 0, -1
		switch {
		case r.take("*"):
		case r.take(r.sign("+")):
			least = 1
		case r.take(r.sign("?")):
			most = 1
		case r.ahead(r.sign("{")):
			var ok bool
			if least, most, ok = r.bounds(); !ok {
				return e
			}
		default:
			return e
		}
		if r.flavour == Perl && (r.take("?") || r.take("+")) { // as few, or as many, as can be
			least += 0
		}
		if e.kind == exRepeat || e.kind == exBegin || e.kind == exEnd || e.kind == exEdge {
			r.bad = true
		}
		e = &expr{kind: exRepeat, kids: []*expr{e}, min: least, max: most}
	}
	return e
}

// bounds reads {2}, {2,} or {2,5}; a brace that is none of them is a character.
func (r *exprReader) bounds() (least, most int, ok bool) {
	rest := r.text[r.at+len(r.sign("{")):]
	inner, after, found := strings.Cut(rest, r.sign("}"))
	from, to, two := strings.Cut(inner, ",")
	least, ok = number(from)
	if from == "" && two {
		least, ok = 0, true
	}
	if !found || !ok {
		r.bad = r.flavour == Basic
		return 0, 0, false
	}
	most = least
	if two {
		if most, ok = number(to); to == "" {
			most, ok = -1, true
		}
	}
	if !ok {
		r.bad = true
		return 0, 0, false
	}
	r.at = len(r.text) - len(after)
	return least, most, true
}
