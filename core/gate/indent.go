package gate

// indentation follows a command rune by rune and knows when a tab that comes next is
// certainly indentation: on a later line, after nothing but blanks, outside quotes and
// here-documents. It needs no full grammar, since it may give up: at the first thing
// whose extent it can't tell (here-documents, $'…', ${…}, substitutions inside double quotes,
// backquotes, comments, which shells treat differently) it is never certain again.
type indentation struct {
	quote     rune // the quote we are in: ' or ", or 0
	escaped   bool // the last rune was a backslash that counts
	last      rune // the rune before
	leading   bool // only blanks since the last newline
	uncertain bool
}

// certain reports whether a tab at this place is indentation.
func (d *indentation) certain() bool {
	return d.leading && !d.uncertain && d.quote == 0
}

// next takes the next rune of the command, carriage returns included.
func (d *indentation) next(r rune) {
	if r == '\r' {
		return
	}
	if d.escaped {
		d.escaped = false
		d.leading = r == '\n'
		d.last = 'x' // an escaped rune opens nothing
		return
	}
	switch d.quote {
	case '\'':
		if r == '\'' {
			d.quote = 0
		}
	case '"':
		d.inDouble(r)
	default:
		d.unquoted(r)
	}
	d.leading = r == '\n' || d.leading && (r == ' ' || r == '\t')
	d.last = r
}

func (d *indentation) inDouble(r rune) {
	switch r {
	case '"':
		d.quote = 0
	case '\\':
		d.escaped = true
	case '`':
		d.uncertain = true
	case '(', '{':
		d.uncertain = d.uncertain || d.last == '$'
	}
}

func (d *indentation) unquoted(r rune) {
	switch r {
	case '\\':
		d.escaped = true
	case '\'', '"':
		d.quote = r
		d.uncertain = d.uncertain || d.last == '$'
	case '<':
		d.uncertain = d.uncertain || d.last == '<'
	case '{':
		d.uncertain = d.uncertain || d.last == '$'
	case '#', '`':
		d.uncertain = true
	}
}
