package meaning

import (
	"github.com/benhoyt/goawk/lexer"
)

// expression reads one with all its operators, the weakest first.
func (r *awkReader) expression() *awkNode {
	defer r.deeper()()
	start := r.tok.start
	cond := r.choice()
	if r.is(lexer.ASSIGN, lexer.ADD_ASSIGN, lexer.SUB_ASSIGN, lexer.MUL_ASSIGN, lexer.DIV_ASSIGN, lexer.MOD_ASSIGN, lexer.POW_ASSIGN) {
		if cond.kind != awName && cond.kind != awField && cond.kind != awIndex {
			r.bad = true
		}
		op := r.tok.text
		r.next()
		r.lineEnds()
		return &awkNode{kind: awAssign, text: op, kids: []*awkNode{cond, r.expression()}, start: start, end: r.last}
	}
	return cond
}

func (r *awkReader) choice() *awkNode {
	cond := r.binary(0)
	if !r.is(lexer.QUESTION) {
		return cond
	}
	r.next()
	r.lineEnds()
	yes := r.expression()
	r.lineEnds()
	r.expect(lexer.COLON)
	r.lineEnds()
	return &awkNode{kind: awChoice, kids: []*awkNode{cond, yes, r.expression()}, start: cond.start, end: r.last}
}

// awkLevels are the operators with two sides, the weakest first.
var awkLevels = [][]lexer.Token{
	{lexer.OR}, {lexer.AND}, {lexer.IN}, {lexer.MATCH, lexer.NOT_MATCH},
	{lexer.EQUALS, lexer.NOT_EQUALS, lexer.LESS, lexer.LTE, lexer.GTE, lexer.GREATER},
}

func (r *awkReader) binary(level int) *awkNode {
	if level == len(awkLevels) {
		return r.joined()
	}
	left := r.binary(level + 1)
	for !r.bad && r.is(awkLevels[level]...) && (!r.noIn || !r.is(lexer.IN)) && (!r.noGT || !r.is(lexer.GREATER)) {
		op := r.tok.text
		r.next()
		r.lineEnds()
		if op == "in" {
			list := []*awkNode{left}
			if left.kind == awGroup {
				list = left.kids
			}
			left = &awkNode{kind: awIn, text: r.tok.text, kids: list, start: left.start}
			r.expect(lexer.NAME)
			left.end = r.last
			continue
		}
		left = &awkNode{kind: awBinary, text: op, kids: []*awkNode{left, r.binary(level + 1)}, start: left.start, end: r.last}
	}
	return left
}

// joined reads texts that stand one behind the other.
func (r *awkReader) joined() *awkNode {
	left := r.sum()
	for !r.bad && (r.is(lexer.DOLLAR, lexer.NOT, lexer.NAME, lexer.NUMBER, lexer.STRING, lexer.LPAREN, lexer.INCR, lexer.DECR, lexer.SUB, lexer.ADD) || r.tok.tok >= lexer.FIRST_FUNC && r.tok.tok <= lexer.LAST_FUNC) {
		left = &awkNode{kind: awBinary, kids: []*awkNode{left, r.sum()}, start: left.start, end: r.last}
	}
	return left
}

func (r *awkReader) sum() *awkNode {
	left := r.product()
	for !r.bad && r.is(lexer.ADD, lexer.SUB) {
		op := r.tok.text
		r.next()
		left = &awkNode{kind: awBinary, text: op, kids: []*awkNode{left, r.product()}, start: left.start, end: r.last}
	}
	return left
}

func (r *awkReader) product() *awkNode {
	left := r.unary()
	for !r.bad && r.is(lexer.MUL, lexer.DIV, lexer.MOD) {
		op := r.tok.text
		r.next()
		left = &awkNode{kind: awBinary, text: op, kids: []*awkNode{left, r.unary()}, start: left.start, end: r.last}
	}
	return left
}

func (r *awkReader) unary() *awkNode {
	defer r.deeper()()
	if r.is(lexer.NOT, lexer.SUB, lexer.ADD) && !r.bad {
		n := &awkNode{kind: awUnary, text: r.tok.text, start: r.tok.start}
		r.next()
		n.kids = []*awkNode{r.unary()}
		n.end = r.last
		return n
	}
	left := r.behind()
	if r.is(lexer.POW) {
		r.next()
		return &awkNode{kind: awBinary, text: "^", kids: []*awkNode{left, r.unary()}, start: left.start, end: r.last}
	}
	return left
}

func (r *awkReader) behind() *awkNode {
	if r.is(lexer.INCR, lexer.DECR) {
		n := &awkNode{kind: awBefore, text: r.tok.text, start: r.tok.start}
		r.next()
		n.kids = []*awkNode{r.primary()}
		n.end = r.last
		return n
	}
	e := r.primary()
	if r.is(lexer.INCR, lexer.DECR) && (e.kind == awName || e.kind == awIndex || e.kind == awField) {
		e = &awkNode{kind: awBehind, text: r.tok.text, kids: []*awkNode{e}, start: e.start}
		r.next()
		e.end = r.last
	}
	for r.is(lexer.PIPE) && !r.noGT && !r.bad { // "command" | getline
		r.next()
		if !r.is(lexer.GETLINE) {
			r.bad = true
			break
		}
		e = r.line(e)
	}
	return e
}

// line reads getline and what it reads into.
func (r *awkReader) line(from *awkNode) *awkNode {
	n := &awkNode{kind: awLine, kids: []*awkNode{from, nil}, start: r.tok.start}
	r.next()
	if r.is(lexer.NAME, lexer.DOLLAR) {
		n.kids[1] = r.primary()
	}
	if from == nil && r.is(lexer.LESS) {
		r.next()
		n.kids[0] = r.primary()
		n.text = "<"
	}
	n.end = r.last
	return n
}

func (r *awkReader) primary() *awkNode {
	defer r.deeper()()
	n := &awkNode{start: r.tok.start, text: r.tok.text}
	t := r.tok.tok
	switch {
	case t == lexer.STRING:
		n.kind = awText
		if r.tok.end == r.tok.start+2 { // "" has no text, as other tokens
			n.text = ""
		}
		r.next()
	case t == lexer.NUMBER:
		n.kind = awNumber
		r.next()
	case t == lexer.DIV || t == lexer.DIV_ASSIGN:
		start := r.tok.start
		r.set(r.lex.ScanRegex())
		r.tok.start = start
		if !r.bad {
			r.tok.end = r.tokenEnd(start, lexer.REGEX, "")
			n.kind, n.text = awRegexp, r.tok.text
			if r.tok.end == start+2 {
				n.text = ""
			}
			r.next()
		}
	case t == lexer.DOLLAR:
		n.kind = awField
		r.next()
		n.kids = []*awkNode{r.behindDollar()}
	case t == lexer.LPAREN:
		n.kind = awGroup
		r.next()
		noGT, noIn := r.noGT, r.noIn
		r.noGT, r.noIn = false, false
		n.kids = r.list()
		r.noGT, r.noIn = noGT, noIn
		r.expect(lexer.RPAREN)
	case t == lexer.GETLINE:
		return r.line(nil)
	case t >= lexer.FIRST_FUNC && t <= lexer.LAST_FUNC:
		n.kind = awCall
		r.next()
		r.arguments(n, t == lexer.F_LENGTH)
	case t == lexer.NAME:
		n.kind = awName
		r.next()
		switch {
		case r.is(lexer.LBRACKET):
			n.kind = awIndex
			r.next()
			n.kids = r.list()
			r.expect(lexer.RBRACKET)
		case r.is(lexer.LPAREN) && !r.tok.space:
			n.kind = awOwn
			r.arguments(n, false)
		}
	default:
		r.bad = true
	}
	n.end = r.last
	return n
}

// behindDollar reads what stands behind $: it binds more than anything.
func (r *awkReader) behindDollar() *awkNode {
	if r.is(lexer.INCR, lexer.DECR, lexer.SUB, lexer.NOT) {
		return r.unary()
	}
	return r.primary()
}

// arguments reads those of a call; length may have none, without brackets.
func (r *awkReader) arguments(n *awkNode, optional bool) {
	if !r.is(lexer.LPAREN) {
		r.bad = r.bad || !optional
		return
	}
	r.next()
	noGT, noIn := r.noGT, r.noIn
	r.noGT, r.noIn = false, false
	if !r.is(lexer.RPAREN) {
		n.kids = r.list()
	}
	r.noGT, r.noIn = noGT, noIn
	r.expect(lexer.RPAREN)
}
