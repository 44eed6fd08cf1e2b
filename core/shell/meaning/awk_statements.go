package meaning

import "github.com/benhoyt/goawk/lexer"

// block reads { … }.
func (r *awkReader) block() *awkNode {
	defer r.deeper()()
	b := &awkNode{kind: awBlock, start: r.tok.start}
	r.expect(lexer.LBRACE)
	for !r.bad {
		for r.is(lexer.NEWLINE, lexer.SEMICOLON) {
			r.next()
		}
		if r.is(lexer.RBRACE) {
			break
		}
		b.kids = append(b.kids, r.statement())
		if len(b.kids) > maxPieces {
			r.bad = true
		}
	}
	r.expect(lexer.RBRACE)
	b.end = r.last
	return b
}

// body reads a block, or one statement in its place.
func (r *awkReader) body() *awkNode {
	r.lineEnds()
	if r.is(lexer.LBRACE) {
		return r.block()
	}
	if r.is(lexer.SEMICOLON) {
		r.next()
		return &awkNode{kind: awBlock, start: r.last, end: r.last}
	}
	s := r.statement()
	return &awkNode{kind: awBlock, kids: []*awkNode{s}, start: s.start, end: s.end}
}

func (r *awkReader) statement() *awkNode {
	defer r.deeper()()
	s := &awkNode{start: r.tok.start, text: r.tok.text}
	switch r.tok.tok {
	case lexer.IF:
		s.kind = awIf
		r.next()
		s.kids = []*awkNode{r.condition(), r.body(), nil}
		// An else may stand behind a semicolon or a line end.
		for r.is(lexer.SEMICOLON, lexer.NEWLINE) && r.elseFollows() {
			r.next()
		}
		if r.is(lexer.ELSE) {
			r.next()
			s.kids[2] = r.body()
		}
		s.end = r.last
		return s
	case lexer.FOR:
		r.loop(s)
		s.end = r.last
		return s
	case lexer.WHILE:
		s.kind = awWhile
		r.next()
		s.kids = []*awkNode{r.condition(), r.body()}
		s.end = r.last
		return s
	case lexer.DO:
		s.kind = awRepeat
		r.next()
		b := r.body()
		for r.is(lexer.SEMICOLON, lexer.NEWLINE) {
			r.next()
		}
		r.expect(lexer.WHILE)
		s.kids = []*awkNode{b, r.condition()}
	case lexer.LBRACE:
		return r.block()
	default:
		s = r.simple()
	}
	s.end = r.last
	r.finish()
	return s
}

// elseFollows reports whether an else stands behind line ends and semicolons.
func (r *awkReader) elseFollows() bool {
	rest := r.src[r.tok.start:]
	for len(rest) > 0 && (rest[0] == ';' || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n') {
		rest = rest[1:]
	}
	return len(rest) > 4 && rest[:4] == "else"
}

// finish wants the end of a statement.
func (r *awkReader) finish() {
	if !r.is(lexer.NEWLINE, lexer.SEMICOLON, lexer.RBRACE, lexer.EOF) {
		r.bad = true
	}
}

func (r *awkReader) condition() *awkNode {
	r.expect(lexer.LPAREN)
	e := r.expression()
	r.expect(lexer.RPAREN)
	return e
}

// loop reads for (…; …; …) and for (x in a).
func (r *awkReader) loop(s *awkNode) {
	r.next()
	r.expect(lexer.LPAREN)
	var parts [3]*awkNode
	for i := range parts {
		if !r.is(lexer.SEMICOLON, lexer.RPAREN) {
			r.noIn = i == 0
			parts[i] = r.simple()
			r.noIn = false
		}
		if i == 0 && r.is(lexer.IN) && parts[0] != nil && parts[0].kind == awDo && parts[0].kids[0].kind == awName {
			r.next()
			s.kind, s.text = awForIn, parts[0].kids[0].text
			array := &awkNode{kind: awName, text: r.tok.text, start: r.tok.start, end: r.tok.end}
			r.expect(lexer.NAME)
			r.expect(lexer.RPAREN)
			s.kids = []*awkNode{array, r.body()}
			return
		}
		if i < 2 {
			r.expect(lexer.SEMICOLON)
			r.lineEnds()
		}
	}
	r.expect(lexer.RPAREN)
	s.kind = awFor
	s.kids = []*awkNode{parts[0], parts[1], parts[2], r.body()}
}

// simple reads a statement without others in it.
func (r *awkReader) simple() *awkNode {
	s := &awkNode{start: r.tok.start, text: r.tok.text}
	switch r.tok.tok {
	case lexer.PRINT, lexer.PRINTF:
		s.kind = awPrint
		r.next()
		r.printed(s)
	case lexer.NEXT, lexer.NEXTFILE, lexer.BREAK, lexer.CONTINUE:
		s.kind = awWord
		r.next()
	case lexer.EXIT, lexer.RETURN, lexer.DELETE:
		s.kind = awWord
		r.next()
		if !r.is(lexer.NEWLINE, lexer.SEMICOLON, lexer.RBRACE, lexer.EOF) {
			s.kids = []*awkNode{r.expression()}
		}
	default:
		s.kind = awDo
		s.kids = []*awkNode{r.expression()}
	}
	s.end = r.last
	return s
}

// printed reads what print prints, and where to.
func (r *awkReader) printed(s *awkNode) {
	r.noGT = true
	if !r.is(lexer.NEWLINE, lexer.SEMICOLON, lexer.RBRACE, lexer.EOF, lexer.GREATER, lexer.APPEND, lexer.PIPE) {
		s.kids = r.list()
	}
	r.noGT = false
	// print (a, b) is print a, b.
	if len(s.kids) == 1 && s.kids[0].kind == awGroup && len(s.kids[0].kids) > 1 {
		s.kids = s.kids[0].kids
	}
	if r.is(lexer.GREATER, lexer.APPEND, lexer.PIPE) {
		to := &awkNode{kind: awTo, text: r.tok.text, start: r.tok.start}
		r.next()
		to.kids = []*awkNode{r.joined()}
		to.end = r.last
		s.kids = append(s.kids, to)
	}
}

// list reads expressions between commas.
func (r *awkReader) list() (list []*awkNode) {
	for {
		list = append(list, r.expression())
		if !r.is(lexer.COMMA) || r.bad || len(list) > maxPieces {
			return list
		}
		r.next()
		r.lineEnds()
	}
}
