package prompt

import (
	"errors"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// What the shell parser is given. A hostile answer could else make it recurse deeply
// (8 KiB of brackets cost it 80 ms) or be called for every line again and again. A true
// answer uses less than a hundredth of the budget.
const (
	maxShellBytes = 8 << 10
	maxShellDepth = 40
	shellBudget   = 256 << 10 // bytes, for one answer
	callCost      = 64        // what each look costs, in bytes, whatever its length
)

// reader reads one answer.
type reader struct {
	parser *syntax.Parser
	budget int
}

func newReader() *reader {
	return &reader{
		parser: syntax.NewParser(syntax.Variant(syntax.LangBash), syntax.KeepComments(true)),
		budget: shellBudget,
	}
}

// charge takes the cost of looking at n bytes off the budget, and reports whether there
// was enough. Once there was not, nothing more is taken for a command.
func (r *reader) charge(n int) bool {
	r.budget -= n + callCost
	return r.budget >= 0
}

// state is how far a text is shell.
type state int

const (
	notShell state = iota
	unclosed       // it could become shell if more followed
	wellFormed
)

// parse parses s as bash. The file is nil unless s is well formed and holds a statement.
func (r *reader) parse(s string) (*syntax.File, state) {
	if !r.charge(len(s)) || len(s) > maxShellBytes || tooDeep(s) || strings.ContainsRune(s, 0) {
		return nil, notShell
	}
	file, err := r.parser.Parse(strings.NewReader(s), "")
	var bad syntax.ParseError
	switch {
	case err == nil && len(file.Stmts) == 0:
		return nil, notShell
	case err == nil && endsInBackslash(s):
		return nil, unclosed
	case err == nil:
		return file, wellFormed
	case syntax.IsIncomplete(err),
		errors.As(err, &bad) && strings.HasPrefix(bad.Text, "unclosed here-document"):
		return nil, unclosed
	}
	return nil, notShell
}

func endsInBackslash(s string) bool {
	return (len(s)-len(strings.TrimRight(s, `\`)))%2 == 1
}

// tooDeep reports whether s could nest deeper than any command does. Brackets in quotes
// count too: to be certain of quotes, one would have to parse.
func tooDeep(s string) bool {
	depth, deepest, backquotes := 0, 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '{', '[':
			depth++
			deepest = max(deepest, depth)
		case ')', '}', ']':
			depth = max(depth-1, 0)
		case '`':
			backquotes++
		}
	}
	return deepest > maxShellDepth || backquotes > 2*maxShellDepth
}

// command gives s, repaired and without its comments, if it is one by the standard t.
func (r *reader) command(s string, t trust) (string, bool) {
	if !r.charge(len(s)) || len(s) > 2*maxShellBytes {
		return "", false
	}
	s = strings.Trim(s, "\n")
	if t := strings.TrimRight(s, " \t"); !endsInBackslash(t) {
		s = t
	}
	s = strings.TrimLeft(s, " \t")
	if len(s) > maxShellBytes || s == "" {
		return "", false
	}
	s = once(r.repair(s))
	file, st := r.parse(s)
	if st != wellFormed || !r.judge(file, t) {
		return "", false
	}
	return r.uncommented(s, file)
}

// once makes one line of lines that are all alike: small models fall into repeating.
func once(s string) string {
	first, rest, found := strings.Cut(s, "\n")
	if !found || strings.Trim(strings.ReplaceAll("\n"+rest, "\n"+first, ""), "\n") != "" {
		return s
	}
	return first
}

// uncommented takes the comments out of a command: pasted into an interactive zsh, the
// usual one on macOS, they are no comments but arguments.
func (r *reader) uncommented(s string, file *syntax.File) (string, bool) {
	var comments []*syntax.Comment
	syntax.Walk(file, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.Comment); ok {
			comments = append(comments, c)
		}
		return true
	})
	if len(comments) == 0 {
		return s, true
	}
	slices.SortFunc(comments, func(a, b *syntax.Comment) int { return int(b.Pos().Offset()) - int(a.Pos().Offset()) })
	out := s
	for _, c := range comments {
		start, end := int(c.Pos().Offset()), int(c.End().Offset())
		before, after := strings.TrimRight(out[:start], " \t"), out[end:]
		if (before == "" || strings.HasSuffix(before, "\n")) && strings.HasPrefix(after, "\n") {
			after = after[1:] // the line held nothing else
		}
		out = before + after
	}
	out = strings.Trim(out, "\n")
	_, st := r.parse(out)
	return out, st == wellFormed
}

// firstComment gives the text of a comment in s, "" where there is none.
func (r *reader) firstComment(s string) string {
	file, _ := r.parse(s)
	text := ""
	if file != nil {
		syntax.Walk(file, func(n syntax.Node) bool {
			if c, ok := n.(*syntax.Comment); ok && text == "" && !strings.HasPrefix(c.Text, "!") {
				text = strings.TrimSpace(c.Text)
			}
			return text == ""
		})
	}
	return text
}
