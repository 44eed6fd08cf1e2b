package ask

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Kind is what a piece of a command is to the eye.
type Kind string

// The kinds. What is none of them, such as a plain argument, has no span.
const (
	KindCommand  Kind = "command" // the name of what is run
	KindFlag     Kind = "flag"
	KindString   Kind = "string" // in quotes
	KindVariable Kind = "variable"
	KindOperator Kind = "operator" // a pipe, a redirection, ; and the like
	KindKeyword  Kind = "keyword"  // for, if, do …
	KindPath     Kind = "path"
	KindNumber   Kind = "number"
	KindComment  Kind = "comment"
)

// Span is a piece of a text of one kind. Start and End are byte offsets into its UTF-8.
type Span struct {
	Start int  `json:"start"`
	End   int  `json:"end"`
	Kind  Kind `json:"kind"`
}

const (
	// maxColoured is the longest text that is coloured, in bytes: what passes the gate.
	maxColoured = 8 << 10
	// maxRecovered is how many mistakes the parser looks past: a command that is being
	// written lacks the ends of what it has begun.
	maxRecovered = 16
)

// Highlight finds the spans of a command, whole or still being written, in order and
// without overlap. What can't be read has none.
func Highlight(command string) []Span {
	if len(command) > maxColoured {
		return []Span{}
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.KeepComments(true),
		syntax.RecoverErrors(maxRecovered)).Parse(strings.NewReader(command), "")
	if err != nil || file == nil {
		return []Span{}
	}
	p := painter{text: command, kinds: make([]Kind, len(command))}
	syntax.Walk(file, p.visit)
	return p.spans()
}

// painter gives each byte its kind; what is painted later covers what was before, as a
// variable does within a string.
type painter struct {
	text  string
	kinds []Kind
}

func (p *painter) paint(from, to syntax.Pos, kind Kind) {
	switch {
	case !from.IsValid() || from.IsRecovered():
	case to.IsRecovered(): // it has no end yet
		p.span(int(from.Offset()), len(p.text), kind)
	case to.IsValid():
		p.span(int(from.Offset()), int(to.Offset()), kind)
	}
}

func (p *painter) span(start, end int, kind Kind) {
	for i := max(start, 0); i < min(end, len(p.kinds)); i++ {
		p.kinds[i] = kind
	}
}

// word paints a keyword or an operator that stands at a place.
func (p *painter) word(at syntax.Pos, word string, kind Kind) {
	if at.IsValid() && !at.IsRecovered() && strings.HasPrefix(p.text[min(int(at.Offset()), len(p.text)):], word) {
		p.span(int(at.Offset()), int(at.Offset())+len(word), kind)
	}
}

func (p *painter) spans() []Span {
	list := []Span{}
	for i := 0; i < len(p.kinds); {
		end := i
		for end < len(p.kinds) && p.kinds[end] == p.kinds[i] {
			end++
		}
		if p.kinds[i] != "" {
			list = append(list, Span{Start: i, End: end, Kind: p.kinds[i]})
		}
		i = end
	}
	return list
}

// visit paints what a node itself is; its children come after it.
func (p *painter) visit(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Comment:
		p.paint(n.Pos(), n.End(), KindComment)
	case *syntax.Stmt:
		if n.Negated {
			p.word(n.Position, "!", KindOperator)
		}
		for _, op := range []string{";", "&", "|&"} {
			p.word(n.Semicolon, op, KindOperator)
		}
	case *syntax.CallExpr:
		p.call(n)
	case *syntax.Assign:
		if n.Name != nil {
			p.paint(n.Name.Pos(), n.Name.End(), KindVariable)
		}
	case *syntax.BinaryCmd:
		p.word(n.OpPos, n.Op.String(), KindOperator)
	case *syntax.Redirect:
		p.paint(n.Pos(), n.OpPos, KindNumber)
		p.word(n.OpPos, n.Op.String(), KindOperator)
	case *syntax.Word:
		p.argument(n)
	case *syntax.SglQuoted, *syntax.DblQuoted:
		p.paint(n.Pos(), n.End(), KindString)
	case *syntax.ParamExp, *syntax.ArithmExp:
		p.paint(n.Pos(), n.End(), KindVariable)
	case *syntax.CmdSubst:
		p.brackets(n.Left, n.Right, "$(", ")")
		p.brackets(n.Left, n.Right, "`", "`")
	case *syntax.ProcSubst:
		p.brackets(n.OpPos, n.Rparen, n.Op.String(), ")")
	default:
		p.clause(n)
	}
	return true
}

// brackets paints the two ends of something, and lets what is between have its own.
func (p *painter) brackets(left, right syntax.Pos, open, shut string) {
	if !left.IsValid() || !strings.HasPrefix(p.text[min(int(left.Offset()), len(p.text)):], open) {
		return
	}
	if right.IsValid() && !right.IsRecovered() {
		p.paint(left, right, "") // it may lie within a string
	}
	p.word(left, open, KindOperator)
	p.word(right, shut, KindOperator)
}

// clause paints the shell's own words.
func (p *painter) clause(n syntax.Node) {
	key := func(at syntax.Pos, word string) {
		p.word(at, word, KindKeyword)
		if word == "do" && at.IsValid() { // the list of a for has its own end
			before := strings.TrimRight(p.text[:min(int(at.Offset()), len(p.text))], " ")
			if strings.HasSuffix(before, ";") {
				p.span(len(before)-1, len(before), KindOperator)
			}
		}
	}
	switch n := n.(type) {
	case *syntax.IfClause:
		for _, word := range []string{"if", "elif", "else"} {
			key(n.Position, word)
		}
		key(n.ThenPos, "then")
		key(n.FiPos, "fi")
	case *syntax.WhileClause:
		key(n.WhilePos, "while")
		key(n.WhilePos, "until")
		key(n.DoPos, "do")
		key(n.DonePos, "done")
	case *syntax.ForClause:
		key(n.ForPos, "for")
		key(n.ForPos, "select")
		key(n.DoPos, "do")
		key(n.DonePos, "done")
	case *syntax.WordIter:
		p.paint(n.Name.Pos(), n.Name.End(), KindVariable)
		key(n.InPos, "in")
	case *syntax.CaseClause:
		key(n.Case, "case")
		key(n.In, "in")
		key(n.Esac, "esac")
	case *syntax.CaseItem:
		p.word(n.OpPos, n.Op.String(), KindOperator)
	case *syntax.FuncDecl:
		key(n.Position, "function")
		if n.Name != nil {
			p.paint(n.Name.Pos(), n.Name.End(), KindCommand)
		}
	case *syntax.Block:
		key(n.Lbrace, "{")
		key(n.Rbrace, "}")
	case *syntax.Subshell:
		key(n.Lparen, "(")
		key(n.Rparen, ")")
	case *syntax.TestClause:
		key(n.Left, "[[")
		key(n.Right, "]]")
	case *syntax.DeclClause:
		p.paint(n.Variant.Pos(), n.Variant.End(), KindKeyword)
	case *syntax.TimeClause:
		key(n.Time, "time")
	}
}

// call paints the name of what is run.
func (p *painter) call(c *syntax.CallExpr) {
	if len(c.Args) > 0 {
		p.paint(c.Args[0].Pos(), c.Args[0].End(), KindCommand)
	}
}

// argument paints a word by its beginning, unless it is the name of a command.
func (p *painter) argument(w *syntax.Word) {
	start, end := int(w.Pos().Offset()), int(w.End().Offset())
	if len(w.Parts) == 0 || start >= end || end > len(p.text) || p.kinds[start] == KindCommand {
		return
	}
	text := p.text[start:end]
	switch {
	case text == "-" || text == "--":
		p.span(start, end, KindOperator)
	case strings.HasPrefix(text, "-"):
		name, value, given := strings.Cut(text, "=")
		p.span(start, start+len(name), KindFlag)
		if given && isPath(value) {
			p.span(end-len(value), end, KindPath)
		}
	case strings.Trim(text, "0123456789.,") == "" && text[0] >= '0' && text[0] <= '9':
		p.span(start, end, KindNumber)
	case isPath(text):
		p.span(start, end, KindPath)
	}
}

// isPath reports whether a word looks like the path of a file.
func isPath(text string) bool {
	return strings.HasPrefix(text, "~") || text == "." || text == ".." || strings.Contains(text, "/")
}
