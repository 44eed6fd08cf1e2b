package prompt

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// trust is what speaks for a text being a command before it is looked at.
type trust int

const (
	lineTrust  trust = iota // a line among others
	spanTrust               // a code span, a block of no language
	shellTrust              // a block that says it is shell, JSON's "command"
)

// jury judges the simple commands of one text.
type jury struct {
	trust   trust
	defined map[string]bool // functions that the text itself defines
	known   bool            // some simple command has a name that is known
}

// judge reports whether a parsed text is a command rather than prose that happens to
// parse (as nearly all prose without an apostrophe does). Each simple command in it must
// be one; for each, evidence is added up:
//
//	for:     what the name is (weight), options, words with the characters of
//	         paths, patterns and numbers, quotes, pipes, redirections
//	against: words that only sentences have, commas and full stops, words that
//	         describe a utility ("ls lists files")
//
// An English word for a name ("sort", "make") counts nothing by itself, and a name that
// is not known must have options or company that is known.
func (r *reader) judge(file *syntax.File, t trust) bool {
	j := jury{trust: t, defined: map[string]bool{}}
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.FuncDecl:
			if n.Name != nil {
				j.defined[n.Name.Value] = true
			}
		case *syntax.CallExpr:
			if len(n.Args) > 0 {
				name, _, _ := unwrap(n.Args)
				j.known = j.known || kinds[name] > englishName
			}
		}
		return true
	})
	if politeEcho(file) {
		return false
	}
	return j.statements(file.Stmts, 0)
}

// statements judges each statement; operators counts pipes, redirections and the like
// that stand around them.
func (j *jury) statements(stmts []*syntax.Stmt, operators int) bool {
	for _, s := range stmts {
		if !j.statement(s, operators) {
			return false
		}
	}
	return true
}

func (j *jury) statement(s *syntax.Stmt, operators int) bool {
	if placeholder(s.Redirs) {
		return false
	}
	operators += len(s.Redirs)
	switch c := s.Cmd.(type) {
	case nil:
		// "> file" alone is more often a quotation mark.
		return j.trust == shellTrust && len(s.Redirs) > 0
	case *syntax.CallExpr:
		return j.simple(c, operators)
	case *syntax.BinaryCmd:
		return j.statement(c.X, operators+1) && j.statement(c.Y, operators+1)
	case *syntax.Subshell:
		return j.statements(c.Stmts, operators)
	case *syntax.Block:
		return j.statements(c.Stmts, operators)
	case *syntax.TimeClause:
		return c.Stmt != nil && j.statement(c.Stmt, operators)
	case *syntax.DeclClause:
		return j.trust == shellTrust || declares(c)
	case *syntax.LetClause:
		_, word := c.Exprs[0].(*syntax.Word)
		return !word
	case *syntax.CoprocClause, *syntax.TestDecl:
		return false
	}
	return j.compound(s.Cmd, operators+2)
}

// compound judges loops and their like: their keywords are evidence enough, but what
// they hold must not be prose.
func (j *jury) compound(c syntax.Command, operators int) bool {
	switch c := c.(type) {
	case *syntax.IfClause:
		return j.statements(c.Cond, operators) && j.statements(c.Then, operators) && (c.Else == nil || j.compound(c.Else, operators))
	case *syntax.WhileClause:
		return j.statements(c.Cond, operators) && j.statements(c.Do, operators)
	case *syntax.ForClause:
		return j.statements(c.Do, operators)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			if !j.statements(item.Stmts, operators) {
				return false
			}
		}
	case *syntax.FuncDecl:
		return j.statement(c.Body, operators)
	}
	return true
}

// declares tells "export PATH=…" from "export the data".
func declares(c *syntax.DeclClause) bool {
	for _, a := range c.Args {
		if a.Name == nil || !a.Naked {
			return true
		}
	}
	return len(c.Args) == 1
}

// placeholder finds "<file>", which a model writes where a name is to be filled in.
// Where more words follow it parses, as one redirection in and one out.
func placeholder(redirs []*syntax.Redirect) bool {
	for i := 1; i < len(redirs); i++ {
		in, out := redirs[i-1], redirs[i]
		if in.Op == syntax.RdrIn && out.Op == syntax.RdrOut && in.Word != nil && in.Word.End() == out.OpPos {
			return true
		}
	}
	return false
}

// politeEcho recognises an answer that says in shell that there is none:
// echo "I'm sorry, …".
func politeEcho(file *syntax.File) bool {
	if len(file.Stmts) != 1 || len(file.Stmts[0].Redirs) > 0 {
		return false
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 2 || kinds[call.Args[0].Lit()] != talkingName {
		return false
	}
	return refuses(strings.TrimSpace(plainText(call.Args[1])))
}

// plainText is the text of a word made of literals and quotes, "" of any other.
func plainText(w *syntax.Word) string {
	var b strings.Builder
	for _, part := range w.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			b.WriteString(p.Value)
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			for _, inner := range p.Parts {
				lit, ok := inner.(*syntax.Lit)
				if !ok {
					return ""
				}
				b.WriteString(lit.Value)
			}
		default:
			return ""
		}
	}
	return b.String()
}
