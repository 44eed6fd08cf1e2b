package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
)

// maxClauses bounds a sentence; what comes behind is "and so on".
const maxClauses = 9

// sentence says what a command does as a whole, in one sentence; "" where nothing can be
// said.
func (w *walker) sentence(file *syntax.File) string {
	t := &teller{w: w, loops: map[string]bool{}}
	words := t.list(file.Stmts)
	if (t.more || t.count > maxClauses) && words != "" {
		words += ", and so on"
	}
	const most = 600
	if len(words) > most {
		if i := strings.LastIndex(words[:most], ", "); i > 0 {
			words = words[:i] + ", and so on"
		}
	}
	return meaning.Sentence(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, words))
}

// context is what a command reads and where it stands.
type context struct {
	piped   bool
	fed     string // the file that it reads by <
	text    string // the text that it reads by <<<
	follows bool   // lines follow that it reads
	pipes   bool   // something reads what it writes
	whole   bool   // nothing is before it or behind it in a pipe
}

// list tells statements that follow each other.
func (t *teller) list(stmts []*syntax.Stmt) string {
	var out []string
	for _, s := range stmts {
		if t.count > maxClauses {
			break
		}
		if words := t.stmt(s, context{whole: true}); words != "" {
			out = append(out, words)
		}
	}
	return then(out)
}

// then joins clauses that follow each other.
func then(list []string) string {
	list = once(list, "as the superuser, ")
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	var b strings.Builder
	for i, words := range list {
		switch {
		case i == 0:
		case strings.Contains(list[i-1], "; ") || strings.Contains(list[i-1], ": "):
			b.WriteString("; then ")
		default:
			b.WriteString(", then ")
		}
		b.WriteString(words)
	}
	return b.String()
}

// once says who does it only once where it is the same for all, and behind what it is for
// where it isn't.
func once(list []string, who string) []string {
	n := 0
	for _, words := range list {
		if strings.HasPrefix(words, who) {
			n++
		}
	}
	if n == 0 {
		return list
	}
	out := slices.Clone(list)
	for i, words := range list {
		if rest, found := strings.CutPrefix(words, who); found && n < len(list) {
			out[i] = rest + " (" + strings.TrimSuffix(who, ", ") + ")"
		} else if found && i > 0 {
			out[i] = rest
		}
	}
	return out
}

// stmt tells one statement with its redirects.
func (t *teller) stmt(s *syntax.Stmt, c context) string {
	if s == nil {
		return ""
	}
	if t.count++; t.count > maxClauses {
		return ""
	}
	for _, r := range s.Redirs {
		if r.Op == syntax.RdrIn && r.Word != nil {
			if c.fed = t.source(r.Word); c.fed == "/dev/null" {
				c.fed = ""
			}
		}
		c.follows = c.follows || r.Op == syntax.Hdoc || r.Op == syntax.DashHdoc
		if r.Op == syntax.WordHdoc && r.Word != nil {
			c.text = t.source(r.Word)
		}
	}
	words := t.redirected(s, c)
	if words != "" && s.Background {
		words += ", in the background"
	}
	return words
}

// source is a word as a person reads it.
func (t *teller) source(word *syntax.Word) string {
	if lit := word.Lit(); lit != "" {
		return lit
	}
	parts := word.Parts
	if q, ok := parts[0].(*syntax.DblQuoted); ok && len(parts) == 1 {
		parts = q.Parts
	}
	if len(parts) == 1 {
		if cs, ok := parts[0].(*syntax.CmdSubst); ok && len(cs.Stmts) == 1 {
			if inner := t.shortSource(cs.Stmts[0], true); inner != "" {
				return "what " + inner + " prints"
			}
		}
	}
	var b strings.Builder
	printer := syntax.NewPrinter()
	if err := printer.Print(&b, word); err != nil {
		return "…"
	}
	return cut(dollars(b.String()))
}

// command tells a command of any kind.
func (t *teller) command(c syntax.Command, in context) string {
	switch c := c.(type) {
	case *syntax.CallExpr:
		return t.call(c, in)
	case *syntax.BinaryCmd:
		if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
			return t.pipe(pipeline(c), in)
		}
		return t.both(c)
	case *syntax.Block:
		return t.list(c.Stmts)
	case *syntax.Subshell:
		return t.list(c.Stmts)
	case *syntax.IfClause:
		return t.choice(c)
	case *syntax.WhileClause:
		return t.while(c, in)
	case *syntax.ForClause:
		return t.loop(c)
	case *syntax.CaseClause:
		of := t.source(c.Word)
		if !strings.HasPrefix(of, "what ") {
			of = "what " + of + " is"
		}
		if len(c.Items) == 1 && len(c.Items[0].Patterns) == 1 {
			if body := t.list(c.Items[0].Stmts); body != "" {
				return "if " + strings.TrimSuffix(strings.TrimPrefix(of, "what "), " is") + " is " + bare(t.source(c.Items[0].Patterns[0])) + ", " + body
			}
		}
		return "do one of " + meaning.Count(len(c.Items), "thing") + ", by " + of
	case *syntax.FuncDecl:
		return t.function(c)
	case *syntax.DeclClause:
		return t.declared(c)
	case *syntax.TimeClause:
		if words := t.stmt(c.Stmt, in); words != "" {
			return words + ", and say how long that takes"
		}
	case *syntax.CoprocClause:
		if words := t.stmt(c.Stmt, in); words != "" {
			return words + ", beside the shell"
		}
	case *syntax.ArithmCmd, *syntax.LetClause:
		return "calculate"
	case *syntax.TestClause:
		if words := t.tested(c.X, false); words != "" {
			return "test whether " + words
		}
		return "test something"
	}
	return ""
}

func (t *teller) function(c *syntax.FuncDecl) string {
	if c.Name == nil {
		return t.stmt(c.Body, context{whole: true})
	}
	words := "make a command " + c.Name.Value
	// Its body is walked when it is called; here it is told as it stands.
	if body := t.stmt(c.Body, context{whole: true}); body != "" {
		words += ", to " + body
	}
	return words
}

func (t *teller) declared(c *syntax.DeclClause) string {
	var names []string
	for _, a := range c.Args {
		switch {
		case a.Name != nil:
			names = append(names, t.assigned(a))
		case a.Value != nil && !strings.HasPrefix(t.source(a.Value), "-"):
			names = append(names, t.source(a.Value))
		}
	}
	if len(names) == 0 {
		return "show variables"
	}
	words := "set " + meaning.And(names)
	if c.Variant != nil && c.Variant.Value == "export" {
		words += ", for programs that are started too"
	}
	return words
}

func (t *teller) assigned(a *syntax.Assign) string {
	switch {
	case a.Array != nil:
		return a.Name.Value + " to a list"
	case a.Naked || a.Value == nil:
		return a.Name.Value
	case a.Append:
		return a.Name.Value + " to itself and " + bare(t.source(a.Value)) + " behind it"
	}
	return a.Name.Value + " to " + bare(t.source(a.Value))
}

// call tells a simple command.
func (t *teller) call(c *syntax.CallExpr, in context) string {
	if len(c.Args) == 0 {
		var out []string
		for _, a := range c.Assigns {
			if a.Name != nil {
				out = append(out, t.assigned(a))
			}
		}
		if len(out) == 0 {
			return ""
		}
		return "set " + meaning.And(out)
	}
	s := t.w.told[c]
	if s == nil || len(s.inner) == 0 || s.inner[0].own {
		return "run " + bare(t.source(c.Args[0]))
	}
	words := t.step(s.inner[0], in)
	var with []string
	for _, a := range c.Assigns {
		if a.Name != nil {
			with = append(with, t.assigned(a))
		}
	}
	if len(with) > 0 && words != "" {
		words += ", with " + strings.ReplaceAll(meaning.And(with), " to ", " set to ")
	}
	return words
}

// step tells a command that was walked.
func (t *teller) step(s *step, in context) string {
	c := &speech{t: t, s: s, use: s.use, piped: in.piped || in.text != "" || in.follows, fed: in.fed, context: in}
	words := c.phrase()
	switch {
	case words == "" || c.used:
	case in.text != "" && words == "calculate":
		return "calculate " + meaning.Quote(in.text)
	case in.text != "" && strings.Contains(words, " it "):
		return strings.Replace(words, " it ", " "+meaning.Quote(in.text)+" ", 1)
	case in.text != "":
		return "in " + meaning.Quote(in.text) + ", " + words
	case in.follows && scripts[c.name()] != "":
		return "run the lines that follow as " + scripts[c.name()]
	case in.follows:
		return words + " with the lines that follow"
	}
	if c.fed != "" && !c.used && words != "" {
		words = "read " + t.place(c.fed) + ", and " + words
	}
	return words
}

// scripts are what interpreters read.
var scripts = map[string]string{
	"sh": "a shell script", "bash": "a shell script", "zsh": "a shell script", "python": "a Python program", "python3": "a Python program", "node": "a JavaScript program", "ruby": "a Ruby program", "perl": "a Perl program",
	"psql": "SQL", "mysql": "SQL", "sqlite3": "SQL", "php": "a PHP program",
}

// inner tells what a command runs itself.
func (t *teller) inner(c *speech) string {
	if len(c.s.code) > 0 {
		for _, f := range c.s.list { // what find and xargs give a shell's code
			if f.from != nil || f.text == "{}" {
				defer func(before bool) { t.loops["1"], t.loops["@"] = before, before }(t.loops["1"])
				t.loops["1"], t.loops["@"] = true, true
			}
		}
		return t.list(c.s.code)
	}
	var out []string
	var last *step
	for _, s := range c.s.inner {
		// What find runs is walked once for each place it begins at.
		if last != nil && len(s.list) > 0 && len(last.list) > 0 && s.list[0].at == last.list[0].at && s.plain {
			continue
		}
		last = s
		if t.count++; t.count > maxClauses {
			break
		}
		if words := t.step(s, context{piped: c.piped, whole: true}); words != "" {
			out = append(out, words)
		}
	}
	return then(out)
}
