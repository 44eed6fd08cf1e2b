package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// parts collects what pieces of the command mean.
type parts struct {
	silent bool // nobody asks
	list   []Part
	taken  []bool       // the bytes that something is said of
	deeper map[int]int  // where what is a step deeper in the tree begins, and where it ends
	heads  map[int]bool // where commands begin
	quotes []span       // around code that is taken apart
	codes  []code
	rest   []Part // what is said where nothing else is
}

// code is a shell's code within the command that stands there letter by letter.
type code struct {
	file   *syntax.File
	offset int // of its first byte in the command
}

func newParts(silent bool) *parts {
	return &parts{silent: silent, deeper: map[int]int{}, heads: map[int]bool{}}
}

// note says what a piece means; where something is said of it already, that stays: a word
// stands for one thing.
func (p *parts) note(at span, meaning string) {
	p.show(at, meaning, "")
}

// show is note of a piece that a tree shows as another text.
func (p *parts) show(at span, meaning, text string) {
	if p.silent || at.end <= at.start || at.start < 0 || meaning == "" || !p.free(at) {
		return
	}
	if len(p.taken) < at.end {
		p.taken = append(p.taken, make([]bool, at.end-len(p.taken))...)
	}
	for i := at.start; i < at.end; i++ {
		p.taken[i] = true
	}
	p.list = append(p.list, Part{Meaning: meaning, Start: at.start, End: at.end, Show: text})
}

// maxDetailed is how many parts get more than the general words: nobody reads as many.
const maxDetailed = 400

// many reports whether there are so many parts that the rest gets general words only.
func (p *parts) many() bool { return len(p.list) > maxDetailed }

// free reports whether nothing is said of a place yet.
func (p *parts) free(at span) bool {
	for i := at.start; i < min(at.end, len(p.taken)); i++ {
		if p.taken[i] {
			return false
		}
	}
	return true
}

// reword gives pieces that have one meaning another, where say has one for their text.
func (p *parts) reword(old string, say func(text string) string, command string) {
	for i := range p.list {
		part := &p.list[i]
		if part.Meaning == old && part.End <= len(command) {
			if words := say(command[part.Start:part.End]); words != "" {
				part.Meaning = words
			}
		}
	}
}

// otherwise says what a piece means where nothing is said of what is in it.
func (p *parts) otherwise(at span, meaning string) {
	if !p.silent && at.end > at.start && at.start >= 0 {
		p.rest = append(p.rest, Part{Meaning: meaning, Start: at.start, End: at.end})
	}
}

// nest notes that what stands there is a step deeper in the tree.
func (p *parts) nest(at span) {
	if !p.silent && at.end > at.start {
		p.deeper[at.start] = max(p.deeper[at.start], at.end)
	}
}

// head notes that a command begins there.
func (p *parts) head(at span) {
	if !p.silent {
		p.heads[at.start] = true
	}
}

// finish orders the parts, fills what lies between (operators and words of the shell's
// grammar), and says how deep each stands.
func (p *parts) finish(command string, file *syntax.File) {
	for _, c := range append(p.codes, code{file: file}) {
		p.structure(c, command)
	}
	for _, part := range p.rest {
		p.note(span{part.Start, min(part.End, len(command))}, part.Meaning)
	}
	slices.SortFunc(p.list, func(a, b Part) int { return a.Start - b.Start })
	cuts := p.cuts(len(command))
	var out []Part
	at := 0
	for _, part := range append(p.list, Part{Start: len(command), End: len(command)}) {
		for len(cuts) > 0 && cuts[0] < part.Start {
			out = append(out, between(command, at, cuts[0])...)
			at = max(at, cuts[0]+1)
			cuts = cuts[1:]
		}
		if part.Start > at {
			out = append(out, between(command, at, part.Start)...)
		}
		if part.End > part.Start {
			part.End = min(part.End, len(command))
			out = append(out, part)
		}
		at = max(at, part.End)
	}
	p.list = out
	p.depths()
	p.glue(command)
	for i := range p.list {
		part := &p.list[i]
		part.Text = command[part.Start:part.End]
	}
}

// cuts are the places of the quotes around code, in order.
func (p *parts) cuts(end int) (list []int) {
	for _, q := range p.quotes {
		list = append(list, q.start, q.end-1)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(at int) bool { return at < 0 || at >= end || !p.free(span{at, at + 1}) })
}

// glue gives the quotes around code to its first and its last part.
func (p *parts) glue(command string) {
	for _, q := range p.quotes {
		for i := range p.list {
			part := &p.list[i]
			if part.Start > q.start && part.Start < q.end && strings.TrimSpace(command[q.start+1:part.Start]) == "" && (i == 0 || p.list[i-1].End <= q.start) {
				part.shown(command)
				part.Start = q.start
			}
			if part.End < q.end && part.End > q.start && strings.TrimSpace(command[part.End:q.end-1]) == "" && (i == len(p.list)-1 || p.list[i+1].Start >= q.end) {
				part.shown(command)
				part.End = q.end
			}
		}
	}
}

// shown keeps the text as it is now for a tree.
func (p *Part) shown(command string) {
	if p.Show == "" {
		p.Show = command[p.Start:p.End]
	}
}

// structure notes what the syntax tree says of pieces, and what stands within what.
func (p *parts) structure(c code, command string) {
	place := func(n syntax.Node) span {
		return span{c.offset + int(n.Pos().Offset()), min(c.offset+int(n.End().Offset()), len(command))}
	}
	body := func(list []*syntax.Stmt) {
		if len(list) > 0 {
			p.nest(span{place(list[0]).start, place(list[len(list)-1]).end})
		}
	}
	syntax.Walk(c.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Redirect:
			if n.Hdoc != nil {
				at := place(n.Hdoc)
				p.note(span{at.start, min(at.end+len(n.Word.Lit()), len(command))}, "The lines that it reads.")
			}
		case *syntax.Stmt:
			if call, ok := n.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 {
				end := place(call).end
				for _, r := range n.Redirs {
					end = max(end, place(r).end)
				}
				p.nest(span{place(call.Args[0]).end, end})
			}
		case *syntax.TestClause:
			p.note(place(n), "Test something: true or false.")
		case *syntax.ArithmCmd, *syntax.LetClause:
			p.note(place(n), "Calculate with whole numbers.")
		case *syntax.CStyleLoop:
			p.note(place(n), "Begin, condition and step of the loop.")
		case *syntax.Block:
			body(n.Stmts)
		case *syntax.Subshell:
			body(n.Stmts)
		case *syntax.CmdSubst:
			body(n.Stmts)
		case *syntax.ProcSubst:
			body(n.Stmts)
		case *syntax.IfClause:
			body(n.Cond)
			body(n.Then)
		case *syntax.WhileClause:
			body(n.Cond)
			body(n.Do)
		case *syntax.ForClause:
			body(n.Do)
		case *syntax.CaseClause:
			p.otherwise(place(n.Word), "What the choice is by.")
		case *syntax.CaseItem:
			p.caseItem(span{place(n.Patterns[0]).start, place(n.Patterns[len(n.Patterns)-1]).end}, n, command)
			body(n.Stmts)
		}
		return true
	})
}

// caseItem notes the patterns of one case.
func (p *parts) caseItem(at span, n *syntax.CaseItem, command string) {
	said := "If it is one of these:"
	if len(n.Patterns) == 1 {
		said = "If it is this:"
		if pattern := command[at.start:at.end]; pattern == "*" {
			said = "In all other cases:"
		} else if strings.ContainsAny(pattern, "*?[") {
			said = "If it fits this:"
		}
	}
	if rest := command[at.end:]; strings.HasPrefix(rest, ")") {
		at.end++
	}
	if at.start > 0 && command[at.start-1] == '(' {
		at.start--
	}
	p.note(at, said)
}

// depths says how deep each part stands.
func (p *parts) depths() {
	starts := make([]int, 0, len(p.deeper))
	for start := range p.deeper {
		starts = append(starts, start)
	}
	slices.Sort(starts)
	var open []int // where what is open ends
	for i := range p.list {
		part := &p.list[i]
		for len(starts) > 0 && starts[0] <= part.Start {
			open = append(open, p.deeper[starts[0]])
			starts = starts[1:]
		}
		open = slices.DeleteFunc(open, func(end int) bool { return end <= part.Start })
		part.Depth = len(open)
		if i > 0 {
			part.Depth = min(part.Depth, p.list[i-1].Depth+1)
		}
		part.Head = p.heads[part.Start]
	}
}
