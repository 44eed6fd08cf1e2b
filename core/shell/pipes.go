package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/shell/meaning"
)

// pipeline are the statements of a pipe in order.
func pipeline(c *syntax.BinaryCmd) (list []*syntax.Stmt) {
	var add func(s *syntax.Stmt)
	add = func(s *syntax.Stmt) {
		if inner, ok := s.Cmd.(*syntax.BinaryCmd); ok && (inner.Op == syntax.Pipe || inner.Op == syntax.PipeAll) && len(s.Redirs) == 0 {
			add(inner.X)
			add(inner.Y)
			return
		}
		list = append(list, s)
	}
	add(c.X)
	add(c.Y)
	return list
}

// stage is a command of a pipe.
type stage struct {
	stmt *syntax.Stmt
	step *step // nil where it is no simple command
	name string
}

func (t *teller) stage(s *syntax.Stmt) stage {
	st := stage{stmt: s}
	if call, ok := s.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 0 {
		if told := t.w.told[call]; told != nil && len(told.inner) > 0 {
			st.step = told.inner[0]
			st.name = (&speech{t: t, s: st.step, use: st.step.use}).name()
		}
	}
	return st
}

func (s stage) has(flags ...string) bool {
	return s.step != nil && s.step.use != nil && s.step.use.has(flags...)
}

// plain reports whether a stage has neither operands nor flags but those named.
func (s stage) plain(flags ...string) bool {
	return s.unfiled(flags...) && len(s.step.use.operands) == 0
}

// unfiled is plain, but it may have operands.
func (s stage) unfiled(flags ...string) bool {
	if s.step == nil || s.step.use == nil {
		return false
	}
	for _, f := range s.step.use.flags {
		if !has(f.flag.Names, flags...) {
			return false
		}
	}
	return true
}

// pipe tells commands of which each reads what the one before writes.
func (t *teller) pipe(list []*syntax.Stmt, in context) string {
	if most := 2 * maxClauses; len(list) > most {
		t.more = true
		list = list[:most]
	}
	stages := make([]stage, len(list))
	for i, s := range list {
		stages[i] = t.stage(s)
	}
	if words := t.crontabbed(stages); words != "" {
		return words
	}
	var out []string
	for i := 0; i < len(stages); {
		words, n := t.idiom(stages, i)
		if n == 0 {
			n = 1
			words = t.stmt(stages[i].stmt, context{piped: i > 0 || in.piped, fed: fedBy(in, i), pipes: i < len(stages)-1})
			if i > 0 {
				words = t.handed(stages, i, words)
			}
		}
		if last := stages[i+n-1].stmt; n > 1 && words != "" {
			for _, r := range last.Redirs {
				if r.Word != nil && (r.Op == syntax.RdrOut || r.Op == syntax.AppOut || r.Op == syntax.RdrAll) && (r.N == nil || r.N.Value == "1") {
					words = into(words, t.place(t.source(r.Word)), r.Op == syntax.AppOut)
				}
			}
		}
		if words != "" {
			out = append(out, words)
		}
		i += n
	}
	if len(out) == 2 && !strings.Contains(out[1], ", and ") {
		joint := ", and "
		if strings.HasPrefix(out[1], "for each ") || strings.Contains(out[0], ": ") {
			joint = "; then "
		}
		return out[0] + joint + out[1]
	}
	return then(out)
}

func fedBy(in context, i int) string {
	if i == 0 {
		return in.fed
	}
	return ""
}

// handed fits the words of a command to what it reads.
func (t *teller) handed(stages []stage, i int, words string) string {
	if rest, found := strings.CutPrefix(words, "print only "); found {
		return "keep only " + rest
	}
	if stages[i].name == "head" && stages[i-1].name == "sort" {
		return strings.Replace(strings.Replace(words, "keep only the first ", "keep the first ", 1), " lines", "", 1)
	}
	return words
}

// idiom tells several commands that are known together; n is how many.
func (t *teller) idiom(stages []stage, i int) (words string, n int) {
	rest := stages[i:]
	is := func(k int, names ...string) bool { return k < len(rest) && has([]string{rest[k].name}, names...) }
	switch {
	case is(0, "sort") && is(1, "uniq") && rest[0].unfiled("-n", "-f", "-b", "-d") && (i > 0 || len(rest[0].step.use.operands) > 0) && rest[1].plain("-c", "--count", "-i"):
		of := ""
		if ops := rest[0].step.use.operands; len(ops) > 0 {
			of = " of " + t.things(ops, rest[0].step.plain)
		}
		if !rest[1].has("-c", "--count") {
			return "drop lines" + of + " that are there more than once", 2
		}
		words, n = "count how often each line"+of+" comes", 2
		if is(2, "sort") && rest[2].has("-n", "--numeric-sort") && rest[2].plain("-n", "-r", "--numeric-sort", "--reverse", "-g") {
			n = 3
			if rest[2].has("-r", "--reverse") {
				words += ", most frequent first"
			} else {
				words += ", least frequent first"
			}
			if is(3, "head") {
				if lines := (&speech{t: t, s: rest[3].step, use: rest[3].step.use}).headLines(); strings.HasPrefix(lines, "the first ") && len(rest[3].stmt.Redirs) == 0 {
					return words + ", and keep " + strings.TrimSuffix(lines, " lines"), 4
				}
			}
		}
		return words, n
	case is(0, "sort") && is(1, "uniq") && i > 0 && rest[0].plain() && rest[1].plain("-d", "--repeated"):
		return "keep only lines that come more than once, each once", 2
	case is(0, "sort") && is(1, "uniq") && i > 0 && rest[0].plain() && rest[1].plain("-u", "--unique"):
		return "keep only lines that come a single time", 2
	case is(0, "wc") && i > 0 && rest[0].plain("-l", "--lines") && rest[0].has("-l", "--lines"):
		if listsThings(stages[i-1].name) {
			return "count them", 1
		}
		return "count the lines", 1
	case is(0, "sh", "bash", "zsh", "dash") && i > 0 && len(rest[0].step.list) == 1:
		return "run that as a shell script", 1
	case is(0, "echo", "printf") && is(1, "bc") && len(rest[0].step.list) > 1:
		return "calculate " + meaning.Quote((&speech{t: t, s: rest[0].step}).word(rest[0].step.list[1])), 2
	case is(0, "yes") && i+1 < len(stages) && rest[0].step != nil && len(rest[0].step.list) == 1:
		if words := t.stmt(rest[1].stmt, context{}); words != "" {
			return words + ", answering “y” to all questions", 2
		}
	case is(0, "crontab") && i > 0:
		return "make that the crontab", 1
	}
	return "", 0
}

// crontabbed tells what is written to the crontab: by echo alone, or behind what is in it.
func (t *teller) crontabbed(stages []stage) string {
	if len(stages) != 2 || stages[1].name != "crontab" {
		return ""
	}
	list := []*syntax.Stmt{stages[0].stmt}
	switch c := stages[0].stmt.Cmd.(type) {
	case *syntax.Subshell:
		list = c.Stmts
	case *syntax.Block:
		list = c.Stmts
	}
	keeps, lines := false, []string{}
	for _, s := range list {
		st := t.stage(s)
		switch {
		case st.name == "crontab" && st.has("-l"):
			keeps = true
		case (st.name == "echo" || st.name == "printf") && len(st.step.list) == 2:
			when, command := meaning.Cron(strings.TrimSuffix(st.step.list[1].text, `\n`))
			if when == "" {
				return ""
			}
			lines = append(lines, when+", run "+meaning.Quote(command))
		default:
			return ""
		}
	}
	if len(lines) == 0 {
		return ""
	}
	if keeps {
		return "add to the crontab: " + strings.Join(lines, "; ")
	}
	return "replace the whole crontab by: " + strings.Join(lines, "; ")
}

// listsThings reports whether a command prints names, one a line.
func listsThings(name string) bool {
	return has([]string{name}, "find", "fd", "ls", "locate", "mdfind", "git ls-files", "git branch", "git tag", "pgrep", "who", "xargs")
}
