package meaning

import (
	"strings"

	"github.com/benhoyt/goawk/lexer"
)

// awkNode is an expression or a statement of awk, with the bytes where it stands.
type awkNode struct {
	kind       awkKind
	text       string // a name, a text, a number, an operator
	kids       []*awkNode
	start, end int
}

type awkKind byte

const (
	awText   awkKind = iota // text
	awNumber                // text
	awRegexp                // text
	awName                  // text
	awField                 // kids[0]
	awIndex                 // text[kids…]
	awCall                  // text(kids…), of what is built in
	awOwn                   // text(kids…), of the program's own
	awUnary                 // text is ! - +
	awBefore                // text is ++ or --, before kids[0]
	awBehind                // text is ++ or --, behind kids[0]
	awBinary                // text is the operator, "" for texts that are joined
	awAssign                // text is = or += and so on
	awIn                    // kids…; text is the array
	awChoice                // kids[0] ? kids[1] : kids[2]
	awGroup                 // kids[0]
	awLine                  // getline; kids are where from and into, nil for none

	// Statements.
	awPrint  // text is print or printf; kids the values; a last one of awTo says where to
	awTo     // text is > >> |
	awDo     // kids[0] is an expression
	awIf     // kids: condition, block, block or nil
	awFor    // kids: three statements or nil, block
	awForIn  // text is the variable; kids: the array, block
	awWhile  // kids: condition, block
	awRepeat // kids: block, condition
	awBlock  // kids
	awWord   // text is next, exit, break, continue, return, nextfile, delete; kids
)

// awkRule is a rule of a program: pattern and block.
type awkRule struct {
	word     string // BEGIN, END, function
	patterns []*awkNode
	block    *awkNode // nil for none
	start    int      // of the rule
	open     int      // of the block
	end      int
}

type awkToken struct {
	tok        lexer.Token
	text       string
	start, end int
	space      bool
}

// awkReader reads a program by the lexer of GoAWK.
type awkReader struct {
	src   string
	lex   *lexer.Lexer
	lines []int // where each line begins
	tok   awkToken
	last  int // the end of the token before
	bad   bool
	depth int
	noIn  bool // within for ( … in …)
	noGT  bool // > is where print writes to
}

// readAwk takes a program apart; nil where that isn't sure.
func readAwk(src string) []awkRule {
	if tooMuch(src) || strings.ContainsRune(src, 0) {
		return nil
	}
	r := &awkReader{src: src, lex: lexer.NewLexer([]byte(src)), lines: []int{0}}
	for i := range len(src) {
		if src[i] == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	r.next()
	var list []awkRule
	for !r.bad {
		for r.tok.tok == lexer.NEWLINE || r.tok.tok == lexer.SEMICOLON {
			r.next()
		}
		if r.tok.tok == lexer.EOF {
			return list
		}
		list = append(list, r.rule())
		if len(list) > maxPieces {
			return nil
		}
	}
	return nil
}

func (r *awkReader) place(p lexer.Position) int {
	if p.Line > len(r.lines) || p.Line < 1 {
		return len(r.src)
	}
	return min(r.lines[p.Line-1]+p.Column-1, len(r.src))
}

func (r *awkReader) next() {
	r.last = r.tok.end
	r.set(r.lex.Scan())
}

func (r *awkReader) set(p lexer.Position, tok lexer.Token, text string) {
	start := r.place(p)
	end := start
	switch tok {
	case lexer.EOF, lexer.NEWLINE:
	case lexer.ILLEGAL:
		r.bad = true
	default:
		end = r.tokenEnd(start, tok, text)
	}
	if text == "" {
		text = tok.String()
	}
	r.tok = awkToken{tok: tok, text: text, start: start, end: end, space: r.lex.HadSpace()}
}

// tokenEnd is where a token ends: the lexer says only where it begins.
func (r *awkReader) tokenEnd(start int, tok lexer.Token, text string) int {
	switch tok {
	case lexer.STRING, lexer.REGEX:
		by, class := r.src[start], false
		for i := start + 1; i < len(r.src); i++ {
			switch c := r.src[i]; {
			case c == '\\':
				i++
			case c == '[' && tok == lexer.REGEX:
				class = true
			case c == ']':
				class = false
			case c == by && !class:
				return i + 1
			}
		}
		if class { // a slash within brackets ended it
			if i := strings.IndexByte(r.src[start+1:], by); i >= 0 {
				return start + 1 + i + 1
			}
		}
		return len(r.src)
	case lexer.NAME, lexer.NUMBER:
		return min(start+len(text), len(r.src))
	case lexer.POW, lexer.POW_ASSIGN:
		if strings.HasPrefix(r.src[start:], "**") {
			return start + len(tok.String()) + 1
		}
	}
	return min(start+len(tok.String()), len(r.src))
}

func (r *awkReader) is(list ...lexer.Token) bool {
	for _, t := range list {
		if r.tok.tok == t {
			return true
		}
	}
	return false
}

func (r *awkReader) expect(t lexer.Token) {
	if r.tok.tok != t {
		r.bad = true
		return
	}
	r.next()
}

func (r *awkReader) lineEnds() {
	for r.tok.tok == lexer.NEWLINE && !r.bad {
		r.next()
	}
}

// deeper counts what stands within what; it returns how to go back.
func (r *awkReader) deeper() func() {
	if r.depth++; r.depth > 10*maxNesting {
		r.bad = true
	}
	return func() { r.depth-- }
}

func (r *awkReader) rule() (rule awkRule) {
	rule.start = r.tok.start
	switch r.tok.tok {
	case lexer.BEGIN, lexer.END:
		rule.word = r.tok.text
		r.next()
	case lexer.FUNCTION:
		rule.word = "function"
		r.next()
		rule.patterns = []*awkNode{{kind: awName, text: r.tok.text}}
		for !r.bad && !r.is(lexer.LBRACE, lexer.EOF) {
			r.next()
		}
	case lexer.LBRACE:
	default:
		rule.patterns = append(rule.patterns, r.expression())
		if r.is(lexer.COMMA) {
			r.next()
			r.lineEnds()
			rule.patterns = append(rule.patterns, r.expression())
		}
	}
	rule.end = r.last
	if r.is(lexer.LBRACE) {
		rule.open = r.tok.start
		rule.block = r.block()
		rule.end = r.last
	} else if rule.word != "" {
		r.bad = true
	}
	if !r.is(lexer.NEWLINE, lexer.SEMICOLON, lexer.EOF, lexer.LBRACE, lexer.BEGIN, lexer.END) && rule.block == nil {
		r.bad = true
	}
	return rule
}
