package redact

import "strings"

// mark stands for each byte of what a shell fills in: $NAME, $(…).
const mark = '\x00'

// kind is what a token is.
type kind int

const (
	word     kind = iota
	end           // of a command: ; & && || ( ) or a line's end
	pipe          // | or |&
	redirect      // < > >> and such: the next word is a file
	hereText      // <<<: the next word is what is read
)

// token is a word or an operator of the shell's grammar.
type token struct {
	text
	kind   kind
	quoted bool // in parts at least
}

// lexer splits code into words roughly as a shell does. It takes anything: a quote that is
// never closed is a character like others.
type lexer struct {
	code   text
	i      int
	tokens []token
	inner  []text // the code in $(…) and `…`

	// Of what isn't closed, there is no second try: so much looking ahead has a limit.
	unclosed map[byte]bool
	looked   int

	// The word that is being read.
	inWord, quoted bool
	word           []byte
	at             []span
}

func lex(code text) (tokens []token, inner []text) {
	l := lexer{code: code, unclosed: map[byte]bool{}}
	for l.i < len(code.s) {
		l.step()
	}
	l.flush()
	return l.tokens, l.inner
}

// step reads a character outside of quotes, or all of what begins with it.
func (l *lexer) step() {
	s, c := l.code.s, l.code.s[l.i]
	switch {
	case c == ' ' || c == '\t' || c == '\r':
		l.flush()
		l.i++
	case strings.IndexByte("\n;&()", c) >= 0:
		l.operator(end, 1)
	case c == '|':
		if strings.HasPrefix(s[l.i:], "||") {
			l.operator(end, 2)
		} else {
			l.operator(pipe, 1)
		}
	case strings.HasPrefix(s[l.i:], "<<<"):
		l.operator(hereText, 3)
	case c == '<' || c == '>':
		l.operator(redirect, 1)
	case c == '\\' && l.i+1 < len(s):
		l.escape()
	case c == '\'' && l.closes('\'') > 0:
		l.single(l.closes('\''))
	case c == '"' && l.closes('"') > 0:
		l.double(l.closes('"'))
	case c == '$' && strings.HasPrefix(s[l.i:], "$'"):
		l.i++
		l.single(l.closesEscaped())
	case c == '$' || c == '`':
		l.expansion(len(s))
	default:
		l.put(l.i, l.i+1)
		l.i++
	}
}

func (l *lexer) flush() {
	if l.inWord {
		l.tokens = append(l.tokens, token{text: text{string(l.word), l.at}, quoted: l.quoted})
	}
	l.inWord, l.quoted, l.word, l.at = false, false, nil, nil
}

func (l *lexer) operator(k kind, n int) {
	l.flush()
	if last := len(l.tokens) - 1; k != redirect || last < 0 || l.tokens[last].kind != redirect {
		l.tokens = append(l.tokens, token{kind: k})
	}
	l.i += n
}

// put adds the last byte before to, which stands from from on, to the word.
func (l *lexer) put(from, to int) { l.add(l.code.s[to-1], from, to) }

func (l *lexer) add(c byte, from, to int) {
	l.inWord = true
	l.word = append(l.word, c)
	l.at = append(l.at, span{l.code.at[from].start, l.code.at[to-1].end})
}

func (l *lexer) escape() {
	if l.code.s[l.i+1] != '\n' { // else the line goes on
		l.put(l.i, l.i+2)
	}
	l.i += 2
}

// closes finds the quote that ends what begins here; 0 where there is none.
func (l *lexer) closes(quote byte) int {
	s := l.code.s
	if l.unclosed[quote] {
		return 0
	}
	for i := l.i + 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i
		case s[i] == '\\' && quote == '"':
			i++
		case quote == '"' && strings.HasPrefix(s[i:], "$("):
			i += l.closing(s[i+1:]) // the quotes in there are its own
		}
	}
	l.unclosed[quote] = true
	return 0
}

// maxLooks is for how many parentheses their end is looked for.
const maxLooks = 1000

func (l *lexer) closing(s string) int {
	if l.looked++; l.looked > maxLooks {
		return 0
	}
	return closing(s)
}

// closesEscaped is closes for $'…', in which a backslash keeps a quote.
func (l *lexer) closesEscaped() int {
	s := l.code.s
	for i := l.i + 1; i < len(s); i++ {
		switch s[i] {
		case '\'':
			return i
		case '\\':
			i++
		}
	}
	return 0
}

func (l *lexer) single(to int) {
	if to == 0 {
		l.put(l.i, l.i+1)
		l.i++
		return
	}
	l.inWord, l.quoted = true, true
	for i := l.i + 1; i < to; i++ {
		l.put(i, i+1)
	}
	l.i = to + 1
}

func (l *lexer) double(to int) {
	l.inWord, l.quoted = true, true
	for l.i++; l.i < to; {
		switch c := l.code.s[l.i]; {
		case c == '\\' && strings.IndexByte("$`\"\\\n", l.code.s[l.i+1]) >= 0:
			l.escape()
		case c == '$' || c == '`':
			l.expansion(to)
		default:
			l.put(l.i, l.i+1)
			l.i++
		}
	}
	l.i = to + 1
}

// expansion reads $NAME, ${…}, $(…) or `…`, which ends before limit; a $ or ` that begins
// none of them is a character like others.
func (l *lexer) expansion(limit int) {
	s := l.code.s[:limit]
	from, to := l.i, l.i+1
	switch {
	case s[from] == '`':
		if n := strings.IndexByte(s[to:], '`'); n >= 0 {
			l.inner = append(l.inner, l.code.cut(to, to+n))
			to += n + 1
		}
	case to == len(s):
	case s[to] == '{':
		if n := strings.IndexByte(s[to:], '}'); n >= 0 {
			to += n + 1
		}
	case s[to] == '(':
		if n := l.closing(s[to:]); n > 0 {
			l.inner = append(l.inner, l.code.cut(to+1, to+n))
			to += n + 1
		}
	case isName(s[to]):
		for to++; to < len(s) && isName(s[to]); to++ {
		}
	case strings.IndexByte("?!#@*$-", s[to]) >= 0:
		to++
	}
	if to == from+1 {
		l.put(from, to)
	} else {
		for i := from; i < to; i++ {
			l.add(mark, i, i+1)
		}
	}
	l.i = to
}

func isName(c byte) bool { return isWord(c) && c < 0x80 || c == '_' }

// closing finds the parenthesis that closes the one at the beginning; 0 where none does.
func closing(s string) int {
	depth := 0
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}
