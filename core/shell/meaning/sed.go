package meaning

import (
	"strings"
)

// SedOptions are what the flags of sed make of its program.
type SedOptions struct {
	Quiet    bool // -n
	Extended bool // -E, -r
}

// sedCommand is one command of a program, with the lines that it is for.
type sedCommand struct {
	start, end int
	from, to   sedAddress
	not        bool
	name       byte
	text       string // of a, i, c; a label; a file's name; a number
	pattern    string // of s and y
	by         string
	flags      string
	block      []sedCommand
}

// sedAddress is a line, by its number or by what is in it.
type sedAddress struct {
	kind    byte // 0 none; n number; $ last; / expression; ~ step; + lines more
	n, step int
	pattern string
	fold    bool // capitals or not
}

// sedReader reads a program.
type sedReader struct {
	text  string
	at    int
	bad   bool
	depth int
	count int
}

func (r *sedReader) peek() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// step goes past one byte, where there is one.
func (r *sedReader) step() { r.at = min(r.at+1, len(r.text)) }

func (r *sedReader) skip(chars string) {
	for r.at < len(r.text) && strings.IndexByte(chars, r.text[r.at]) >= 0 {
		r.at++
	}
}

// readSed takes a program apart; ok is false where that isn't sure.
func readSed(text string) (list []sedCommand, ok bool) {
	if tooMuch(text) {
		return nil, false
	}
	r := &sedReader{text: text}
	list = r.commands()
	return list, !r.bad && r.at == len(text) && len(list) > 0
}

// commands reads up to the end or a closing brace.
func (r *sedReader) commands() (list []sedCommand) {
	if r.depth++; r.depth > maxNesting {
		r.bad = true
	}
	defer func() { r.depth-- }()
	for !r.bad {
		r.skip(" \t\n;")
		if r.at == len(r.text) || r.peek() == '}' {
			return list
		}
		if r.peek() == '#' {
			for r.at < len(r.text) && r.peek() != '\n' {
				r.at++
			}
			continue
		}
		if r.count++; r.count > maxPieces {
			r.bad = true
			return list
		}
		list = append(list, r.command())
	}
	return list
}

func (r *sedReader) command() (c sedCommand) {
	c.start = r.at
	c.from = r.address()
	r.skip(" \t")
	if c.from.kind != 0 && r.peek() == ',' {
		r.at++
		r.skip(" \t")
		if c.to = r.address(); c.to.kind == 0 {
			r.bad = true
		}
		r.skip(" \t")
	}
	if r.peek() == '!' {
		c.not = true
		r.at++
		r.skip(" \t!")
	}
	c.name = r.peek()
	r.step()
	switch c.name {
	case '{':
		c.block = r.commands()
		if r.peek() != '}' {
			r.bad = true
		}
		r.step()
	case 's', 'y':
		r.replace(&c)
	case 'a', 'i', 'c':
		c.text = r.added()
	case ':', 'b', 't', 'T':
		c.text = r.word("\n;}")
	case 'r', 'w', 'R', 'W', 'e':
		c.text = r.word("\n")
	case 'q', 'Q', 'l':
		r.skip(" \t")
		begin := r.at
		r.skip("0123456789")
		c.text = r.text[begin:r.at]
	case 'd', 'p', 'n', 'N', 'D', 'P', 'g', 'G', 'h', 'H', 'x', '=', 'z', 'F':
	default:
		r.bad = true
	}
	c.end = min(r.at, len(r.text))
	r.skip(" \t")
	if next := r.peek(); next != 0 && !strings.ContainsRune(";\n}#", rune(next)) && c.name != '{' {
		r.bad = true
	}
	return c
}

// word reads to one of the ends, without the blanks around.
func (r *sedReader) word(ends string) string {
	r.skip(" \t")
	begin := r.at
	for r.at < len(r.text) && strings.IndexByte(ends, r.text[r.at]) < 0 {
		r.at++
	}
	return strings.TrimRight(r.text[begin:r.at], " \t")
}

// added reads the text of a, i and c: behind a\ and a line end, or on the same line.
func (r *sedReader) added() string {
	r.skip(" \t")
	if r.peek() == '\\' {
		r.at++
		r.skip(" \t")
		if r.peek() == '\n' {
			r.at++
		}
	}
	var b strings.Builder
	for r.at < len(r.text) && r.text[r.at] != '\n' {
		if r.text[r.at] == '\\' && r.at+1 < len(r.text) {
			r.at++
		}
		b.WriteByte(r.text[r.at])
		r.at++
	}
	return b.String()
}

func (r *sedReader) number() int {
	begin := r.at
	r.skip("0123456789")
	n, ok := number(r.text[begin:r.at])
	if !ok {
		r.bad = true
	}
	return n
}

func (r *sedReader) address() (a sedAddress) {
	switch c := r.peek(); {
	case c >= '0' && c <= '9':
		a.kind, a.n = 'n', r.number()
		if r.peek() == '~' {
			r.at++
			a.kind, a.step = '~', r.number()
		}
	case c == '$':
		r.at++
		a.kind = '$'
	case c == '+' || c == '~':
		r.at++
		a.kind, a.n = c, r.number()
	case c == '/' || c == '\\':
		r.at++
		by := c
		if c == '\\' {
			by = r.peek()
			r.step()
		}
		a.kind, a.pattern = '/', r.until(by, true)
		for r.peek() == 'I' || r.peek() == 'M' {
			a.fold = a.fold || r.peek() == 'I'
			r.at++
		}
	}
	return a
}

// until reads to a delimiter that no backslash stands before, nor a bracket around it
// where an expression is read. A backslash before the delimiter itself is taken away.
func (r *sedReader) until(by byte, expression bool) string {
	var b strings.Builder
	class := false
	for {
		if r.at >= len(r.text) || by == 0 || by == '\n' {
			r.bad = true
			return ""
		}
		c := r.text[r.at]
		r.at++
		switch {
		case c == '\\' && r.at < len(r.text):
			next := r.text[r.at]
			r.at++
			if next != by || strings.IndexByte(`.[]*^$+?(){}|`, by) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(next)
		case expression && c == '[' && !class:
			class = true
			b.WriteByte(c)
			for _, first := range []byte{'^', ']'} {
				if r.peek() == first {
					b.WriteByte(first)
					r.at++
				}
			}
		case class && c == ']':
			class = false
			b.WriteByte(c)
		case c == by && !class:
			return b.String()
		default:
			b.WriteByte(c)
		}
	}
}

// replace reads s/a/b/flags and y/a/b/.
func (r *sedReader) replace(c *sedCommand) {
	by := r.peek()
	r.step()
	c.pattern = r.until(by, c.name == 's')
	c.by = r.until(by, false)
	begin := r.at
	if c.name == 's' {
		r.skip("gpiIeMm0123456789")
	}
	c.flags = r.text[begin:min(r.at, len(r.text))]
	if c.name == 's' && r.peek() == 'w' {
		r.at++
		c.text = r.word("\n")
	}
}
