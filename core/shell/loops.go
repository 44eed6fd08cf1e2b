package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
)

// loop tells for.
func (t *teller) loop(c *syntax.ForClause) string {
	iter, ok := c.Loop.(*syntax.WordIter)
	if !ok {
		if words := t.list(c.Do); words != "" {
			return "again and again, counting: " + words
		}
		return ""
	}
	name := iter.Name.Value
	over, number := t.over(iter)
	if !number {
		before := t.loops[name]
		t.loops[name] = true
		defer func() { t.loops[name] = before }()
	}
	body := t.list(c.Do)
	if body == "" {
		return ""
	}
	if number || strings.Contains(body, "$"+name) || strings.Contains(body, "${"+name) {
		over += " as $" + name
	}
	if strings.HasPrefix(over, "everything ") || strings.HasPrefix(over, "every ") {
		return "for " + over + ", " + body
	}
	return "for each " + over + ", " + body
}

// over words what a loop goes over; number says that it counts.
func (t *teller) over(iter *syntax.WordIter) (words string, number bool) {
	if len(iter.Items) == 0 {
		return "argument", false
	}
	if len(iter.Items) == 1 {
		word := iter.Items[0]
		source := t.source(word)
		if names := matching(source); names != bare(source) {
			return names, false
		}
		if m := countTo(source); m != "" {
			return m, true
		}
		if words, number := t.substituted(word); words != "" {
			return words, number
		}
		if strings.ContainsAny(source, "*?") {
			return "name that fits " + source, false
		}
		return "of " + source, false
	}
	const most = 4
	var list []string
	for i, word := range iter.Items {
		if i == most {
			break
		}
		list = append(list, t.place(t.source(word)))
	}
	if more := len(iter.Items) - most; more > 0 {
		list = append(list, meaning.Count(more, "more thing"))
	}
	return "of " + meaning.And(list), false
}

// countTo words {1..5}.
func countTo(source string) string {
	inner, found := strings.CutPrefix(source, "{")
	from, to, ok := strings.Cut(strings.TrimSuffix(inner, "}"), "..")
	if !found || !ok || strings.ContainsAny(from+to, ".{},") {
		return ""
	}
	return "of " + from + " to " + to
}

// substituted words the output of a command that a loop goes over.
func (t *teller) substituted(word *syntax.Word) (words string, number bool) {
	if len(word.Parts) != 1 {
		return "", false
	}
	cs, ok := word.Parts[0].(*syntax.CmdSubst)
	if !ok || len(cs.Stmts) != 1 {
		return "", false
	}
	if call, ok := cs.Stmts[0].Cmd.(*syntax.CallExpr); ok && len(call.Args) > 1 && call.Args[0].Lit() == "seq" {
		args := call.Args[1:]
		switch len(args) {
		case 1:
			return "number from 1 to " + t.source(args[0]), true
		case 2:
			return "number from " + t.source(args[0]) + " to " + t.source(args[1]), true
		case 3:
			return "number from " + t.source(args[0]) + " to " + t.source(args[2]) + " in steps of " + t.source(args[1]), true
		}
	}
	if inner := t.plainSource(cs.Stmts[0]); inner != "" {
		return "word that " + inner + " prints", false
	}
	return "word that a command prints", false
}

// while tells while and until.
func (t *teller) while(c *syntax.WhileClause, in context) string {
	if names := readNames(c.Cond); names != nil && !c.Until {
		for _, name := range names {
			if len(names) == 1 {
				t.loops[name] = true
			}
		}
		body := t.list(c.Do)
		if body == "" {
			return ""
		}
		of := ""
		if in.fed != "" {
			of = " of " + t.place(in.fed)
		}
		if len(names) > 1 {
			list := make([]string, len(names))
			for i, name := range names {
				list[i] = "$" + name
			}
			of += ", split into " + meaning.And(list)
		} else if strings.Contains(body, "$"+names[0]) {
			of += " as $" + names[0]
		}
		return "for each line" + of + ", " + body
	}
	body := t.list(c.Do)
	if endless(c) {
		if body == "" {
			return ""
		}
		return "again and again, without end: " + body
	}
	cond := t.succeeds(c.Cond, false)
	switch {
	case body == "":
		return ""
	case c.Until && body == "do nothing":
		return "wait until " + cond
	case c.Until && strings.HasPrefix(body, "wait ") && !strings.Contains(body, ", "):
		return "wait until " + cond + ", trying again after " + strings.TrimPrefix(body, "wait ")
	case c.Until:
		return "until " + cond + ", again and again: " + body
	case strings.HasPrefix(body, "wait ") && !strings.Contains(body, ", "):
		return "wait as long as " + cond + ", trying again after " + strings.TrimPrefix(body, "wait ")
	}
	return "as long as " + cond + ": " + body
}

// readNames are the variables of while read; nil for other conditions.
func readNames(cond []*syntax.Stmt) []string {
	if len(cond) != 1 {
		return nil
	}
	call, ok := cond[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "read" {
		return nil
	}
	names := []string{}
	skip := false
	for _, word := range call.Args[1:] {
		name := word.Lit()
		switch {
		case skip:
			skip = false
		case name == "" || name[0] == '-':
			skip = has([]string{name}, "-d", "-p", "-n", "-t", "-u", "-a")
		default:
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{"REPLY"}
	}
	return names
}
