package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
)

// both tells && and ||.
func (t *teller) both(c *syntax.BinaryCmd) string {
	or := c.Op == syntax.OrStmt
	if t.count > maxClauses {
		return ""
	}
	// A && B || C, where A is a test.
	if inner, ok := c.X.Cmd.(*syntax.BinaryCmd); or && ok && inner.Op == syntax.AndStmt && len(c.X.Redirs) == 0 {
		if cond := t.condition(inner.X, false); cond != "" {
			yes, no := t.stmt(inner.Y, context{whole: true}), t.stmt(c.Y, context{whole: true})
			if yes != "" && no != "" {
				return "if " + cond + ", " + yes + ", else " + no
			}
		}
	}
	if cond := t.condition(c.X, or); cond != "" {
		if words := t.stmt(c.Y, context{whole: true}); words != "" {
			return "if " + cond + ", " + words
		}
		return "check whether " + cond
	}
	x, y := t.stmt(c.X, context{whole: true}), t.stmt(c.Y, context{whole: true})
	switch {
	case x == "" || y == "":
		return x + y
	case or && (y == "do nothing" || y == "succeed"):
		return x + ", and go on even if that fails"
	case or:
		return x + "; if that fails, " + y
	}
	return then([]string{x, y})
}

// condition words what a statement tests, or its opposite: "logs is a folder"; "" where it
// is no test.
func (t *teller) condition(s *syntax.Stmt, not bool) string {
	if s == nil || s.Cmd == nil {
		return ""
	}
	not = not != s.Negated
	switch c := s.Cmd.(type) {
	case *syntax.TestClause:
		return t.tested(c.X, not)
	case *syntax.CallExpr:
		st := t.w.told[c]
		if st == nil || len(st.inner) == 0 || len(st.inner[0].list) == 0 {
			return ""
		}
		return t.conditionOf(st.inner[0], not)
	case *syntax.BinaryCmd:
		word := map[syntax.BinCmdOperator]string{syntax.AndStmt: " and ", syntax.OrStmt: " or "}[c.Op]
		if word == "" || not {
			return ""
		}
		x, y := t.condition(c.X, false), t.condition(c.Y, false)
		if x != "" && y != "" {
			return x + word + y
		}
	}
	return ""
}

func (t *teller) conditionOf(s *step, not bool) string {
	base, _ := program(s.list[0].text)
	args := s.list[1:]
	switch base {
	case "[", "test":
		if base == "[" && len(args) > 0 && args[len(args)-1].text == "]" {
			args = args[:len(args)-1]
		}
		return t.testWords(s, args, not)
	case "command", "type", "which", "hash":
		name := ""
		for _, f := range args {
			if f.text != "" && f.text[0] != '-' {
				name = t.text(f, s.plain)
			}
		}
		if name == "" || base == "command" && (len(args) < 2 || args[0].text != "-v" && args[0].text != "-V") {
			return ""
		}
		return map[bool]string{false: "there is a program ", true: "there is no program "}[not] + bare(name)
	case "true", ":":
		return ""
	case "grep", "egrep", "fgrep":
		c := &speech{t: t, s: s, use: s.use}
		if s.use == nil || !s.use.has("-q", "--quiet", "--silent") || len(s.use.operands) == 0 {
			return ""
		}
		files := t.things(grepFiles(s.use), s.plain)
		lines := c.grepLines()
		if files == "" || lines == "" {
			return ""
		}
		return files + map[bool]string{false: " has ", true: " has no "}[not] + lines
	}
	return ""
}

var testVerbs = map[string][2]string{
	"-d": {" is a folder", " isn't a folder"}, "-f": {" is a file", " isn't a file"}, "-e": {" is there", " isn't there"}, "-r": {" can be read", " can't be read"}, "-w": {" can be written", " can't be written"},
	"-x": {" can be run", " can't be run"}, "-s": {" isn't empty", " is empty or missing"}, "-z": {" is empty", " isn't empty"}, "-n": {" isn't empty", " is empty"}, "-L": {" is a link", " is no link"}, "-h": {" is a link", " is no link"},
	"=": {" is ", " isn't "}, "==": {" is ", " isn't "}, "!=": {" isn't ", " is "}, "-eq": {" is ", " isn't "}, "-ne": {" isn't ", " is "}, "-lt": {" is less than ", " is at least "}, "-le": {" is at most ", " is more than "},
	"-gt": {" is more than ", " is at most "}, "-ge": {" is at least ", " is less than "}, "-nt": {" is newer than ", " isn't newer than "}, "-ot": {" is older than ", " isn't older than "}, "=~": {" fits ", " doesn't fit "},
	"<": {" comes before ", " doesn't come before "}, ">": {" comes after ", " doesn't come after "},
}

// testWords words the arguments of test.
func (t *teller) testWords(s *step, args []field, not bool) string {
	for len(args) > 0 && args[0].text == "!" {
		not, args = !not, args[1:]
	}
	which := 0
	if not {
		which = 1
	}
	show := func(f field) string { return bare(t.text(f, s.plain)) }
	switch len(args) {
	case 1:
		return show(args[0]) + [2]string{" isn't empty", " is empty"}[which]
	case 2:
		if verb, ok := testVerbs[args[0].text]; ok && len(args[0].text) == 2 {
			return show(args[1]) + verb[which]
		}
	case 3:
		if verb, ok := testVerbs[args[1].text]; ok && strings.HasSuffix(verb[0], " ") {
			return show(args[0]) + verb[which] + show(args[2])
		}
	}
	return ""
}

// tested words [[ … ]].
func (t *teller) tested(x syntax.TestExpr, not bool) string {
	which := 0
	if not {
		which = 1
	}
	switch x := x.(type) {
	case *syntax.ParenTest:
		return t.tested(x.X, not)
	case *syntax.Word:
		return bare(t.source(x)) + [2]string{" isn't empty", " is empty"}[which]
	case *syntax.UnaryTest:
		if x.Op == syntax.TsNot {
			return t.tested(x.X, !not)
		}
		word, ok := x.X.(*syntax.Word)
		if verb, known := testVerbs[x.Op.String()]; ok && known {
			return bare(t.source(word)) + verb[which]
		}
	case *syntax.BinaryTest:
		if x.Op == syntax.AndTest || x.Op == syntax.OrTest {
			left, right := t.tested(x.X, not), t.tested(x.Y, not)
			if left == "" || right == "" {
				return ""
			}
			return left + map[bool]string{true: " and ", false: " or "}[(x.Op == syntax.AndTest) != not] + right
		}
		left, ok := x.X.(*syntax.Word)
		right, also := x.Y.(*syntax.Word)
		if verb, known := testVerbs[x.Op.String()]; ok && also && known {
			return bare(t.source(left)) + verb[which] + bare(t.source(right))
		}
	}
	return ""
}

// succeeds words the condition of if and while: a test, or that a command succeeds.
func (t *teller) succeeds(list []*syntax.Stmt, not bool) string {
	if len(list) == 0 {
		return ""
	}
	s := list[len(list)-1]
	if words := t.condition(s, not); words != "" && len(list) == 1 {
		return words
	}
	if s.Negated {
		not = !not
	}
	what := "this"
	if len(list) == 1 {
		if text := t.plainSource(s); text != "" {
			what = text
		}
	}
	return what + map[bool]string{false: " succeeds", true: " fails"}[not]
}

// plainSource is a statement as it stands there without redirects, where that is short;
// else "".
func (t *teller) plainSource(s *syntax.Stmt) string { return t.shortSource(s, false) }

func (t *teller) shortSource(s *syntax.Stmt, redirects bool) string {
	const most = 40
	var b strings.Builder
	c := *s
	c.Negated, c.Comments = false, nil
	if !redirects {
		c.Redirs = nil
	}
	if err := syntax.NewPrinter().Print(&b, &c); err != nil || b.Len() > most || strings.Contains(b.String(), "\n") {
		return ""
	}
	return meaning.Quote(strings.TrimSuffix(b.String(), ";"))
}

func (t *teller) choice(c *syntax.IfClause) string {
	cond := t.succeeds(c.Cond, false)
	yes := t.list(c.Then)
	if cond == "" || yes == "" {
		return yes
	}
	words := "if " + cond + ", " + yes
	for e := c.Else; e != nil; e = e.Else {
		no := t.list(e.Then)
		if no == "" {
			continue
		}
		if len(e.Cond) > 0 {
			words += "; else if " + t.succeeds(e.Cond, false) + ", " + no
		} else {
			words += "; else " + no
		}
	}
	return words
}
