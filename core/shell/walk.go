package shell

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/gate"
	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// walker goes through a command as a shell would and notes what it does.
type walker struct {
	src        string
	o          Options
	effects    []effect
	doubts     []Finding // why something isn't known
	parts      *parts
	remarks    []string // what a person should know about it on this system
	edits      []edit
	whys       []string // the reasons of edits
	told       told
	now        *step // what the story is at; nil for what nobody asks of
	inside     *span // where code stands that isn't there letter by letter; nil for the command itself
	offset     int   // of code that is: where it begins
	nested     bool  // in code within the command
	stumbled   bool  // in the explanation
	spare      int   // how many commands may be walked for the explanation alone
	depth      int
	budget     int
	fetched    bool         // what was substituted comes from another machine
	processes  bool         // what was substituted is a list of processes
	socket     bool         // a connection to another machine is open
	feed       stream       // what the command at hand reads
	elevated   bool         // as another user: behind sudo
	scripted   bool         // an editor's commands come with it
	argv       []field      // the arguments of the program at hand
	at         *syntax.Stmt // the statement at hand
	audience   audience     // who reads what it prints
	sudo       *prefix      // that stands before the command at hand
	plainShell bool         // sh runs the code at hand, or one that knows no more
	elsewhere
}

// elsewhere says that what is walked doesn't happen here, but on another machine or in a
// container.
type elsewhere struct {
	remote bool
	rooted bool   // with another file system, and its programs
	box    string // by one of the utilities built into this program: "busybox"
}

// unknown notes that something can't be known.
func (w *walker) unknown(at span, id, why string) {
	w.doubts = append(w.doubts, Finding{ID: id, Level: gate.LevelUnknown, Message: why, Start: at.start, End: at.end})
}

// quietly is a walker for something that isn't done here and now, within the same limits.
func (w *walker) quietly(at span) *walker {
	return &walker{src: w.src, o: w.o, inside: &at, budget: w.budget, depth: w.depth + 1, parts: newParts(true)}
}

// spend counts the commands that a quiet walker has followed.
func (w *walker) spend(quiet *walker, at span) {
	if w.budget > 0 && quiet.budget <= 0 {
		w.unknown(at, "too-much", "it does too many things to follow them all")
	}
	w.budget = quiet.budget
}

// spent counts a command, and says when it is enough.
func (w *walker) spent(at span) bool {
	if w.budget--; w.budget == 0 {
		w.unknown(at, "too-much", "it does too many things to follow them all")
	}
	return w.budget <= 0
}

func (w *walker) stmts(list []*syntax.Stmt, sc *scope, in stream) (out stream) {
	first := true
	for _, s := range list {
		next := w.stmt(s, sc, in)
		switch {
		case first:
			out, first = next, false
		case out.known && next.known:
			out = text(out.text + next.text)
		case next.any():
			out = stream{unknown: true, network: out.network || next.network}
		}
	}
	return out
}

// stmt walks one statement, with what it reads, and returns what it writes.
func (w *walker) stmt(s *syntax.Stmt, sc *scope, in stream) (out stream) {
	if s == nil || w.spent(w.place(s)) {
		return stream{}
	}
	to := -1 // the redirect that the output goes to
	for i, r := range s.Redirs {
		if fed, ok := w.input(r, sc); ok {
			if r.N != nil && r.N.Value != "0" {
				sc.files["/dev/fd/"+r.N.Value] = fed
				continue
			}
			in = fed
		} else if r.N == nil || r.N.Value == "1" {
			to = i
		}
	}
	if s.Background {
		sc = sc.sub()
	}
	at, readers := w.at, w.audience
	w.at = s
	if to >= 0 {
		w.audience = programs
	}
	out = w.command(s.Cmd, sc, in)
	w.at, w.audience = at, readers
	for i, r := range s.Redirs {
		if w.output(r, sc, out, s.Cmd == nil) && i == to {
			defer func() { out = stream{} }()
		}
	}
	return out
}

func (w *walker) command(c syntax.Command, sc *scope, in stream) stream {
	switch c := c.(type) {
	case *syntax.CallExpr:
		return w.call(c, sc, in)
	case *syntax.BinaryCmd:
		return w.binary(c, sc, in)
	case *syntax.Block:
		return w.stmts(c.Stmts, sc, in)
	case *syntax.Subshell:
		return w.stmts(c.Stmts, sc.sub(), in)
	case *syntax.IfClause:
		var out stream
		for ; c != nil; c = c.Else {
			w.stmts(c.Cond, sc, in)
			if then := w.stmts(c.Then, sc, in); then.any() {
				out = then
			}
		}
		return out
	case *syntax.WhileClause:
		if endless(c) && startsMore(c) {
			w.note(effect{kind: utilities.Processes, target: targetAll, at: w.place(c), id: "fork-bomb"})
		}
		w.reads(c.Cond, sc, in)
		w.stmts(c.Cond, sc, in)
		return w.stmts(c.Do, sc, in).some()
	case *syntax.ForClause:
		return w.loop(c, sc, in)
	case *syntax.CaseClause:
		return w.choice(c, sc, in)
	case *syntax.FuncDecl:
		if c.Name == nil { // of zsh: one without a name is run at once
			return w.stmt(c.Body, sc.sub(), in)
		}
		sc.funcs[c.Name.Value] = c.Body
		if has([]string{c.Name.Value}, "sudo", "su", "doas", "ssh", "passwd", "login") {
			w.note(effect{kind: utilities.Persistence, target: targetNone, at: w.place(c.Name), utility: c.Name.Value, danger: true})
		}
		defer w.aside(c, sc)
		w.parts.note(w.place(c.Name), "Define a function of this name.")
	case *syntax.DeclClause:
		refers := false
		for _, a := range c.Args {
			refers = refers || a.Name == nil && a.Value.Lit() == "-n"
			w.assign(a, sc)
			if refers && a.Name != nil && a.Value != nil {
				sc.refs[a.Name.Value] = sc.vars[a.Name.Value]
			}
		}
	case *syntax.TimeClause:
		return w.stmt(c.Stmt, sc, in)
	case *syntax.CoprocClause:
		return w.stmt(c.Stmt, sc, in)
	case *syntax.TestClause, *syntax.ArithmCmd, *syntax.LetClause:
		w.substitutions(c, sc)
		if test, ok := c.(*syntax.TestClause); ok && !w.parts.silent {
			t := &teller{w: w}
			if words := t.tested(test.X, false); words != "" {
				w.parts.note(w.place(c), meaning.Sentence("test whether "+words))
			}
		}
	}
	return stream{}
}

// substitutions walks the commands in $(…) within something that is no command itself.
func (w *walker) substitutions(n syntax.Node, sc *scope) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			w.stmts(n.Stmts, sc.sub(), stream{})
			return false
		case *syntax.ProcSubst:
			w.stmts(n.Stmts, sc.sub(), stream{})
			return false
		}
		return true
	})
}

// endless reports whether a loop has no end of its own.
func endless(c *syntax.WhileClause) bool {
	if len(c.Cond) != 1 {
		return false
	}
	call, ok := c.Cond[0].Cmd.(*syntax.CallExpr)
	return ok && len(call.Args) > 0 && (has([]string{call.Args[0].Lit()}, "true", ":") && !c.Until || call.Args[0].Lit() == "false" && c.Until)
}

// startsMore reports whether each round of a loop leaves a process behind.
func startsMore(c *syntax.WhileClause) bool {
	found, pauses := false, false
	for _, s := range c.Do {
		syntax.Walk(s, func(n syntax.Node) bool {
			if s, ok := n.(*syntax.Stmt); ok && s.Background {
				found = true
				return false
			}
			if call, ok := n.(*syntax.CallExpr); ok && len(call.Args) > 0 && has([]string{call.Args[0].Lit()}, "sleep", "wait", "read") {
				pauses = true
			}
			return true
		})
	}
	return found && !pauses
}

func (w *walker) binary(c *syntax.BinaryCmd, sc *scope, in stream) stream {
	switch c.Op {
	case syntax.Pipe, syntax.PipeAll:
		readers := w.audience
		w.audience = max(readers, readerOf(c.Y))
		fed := w.stmt(c.X, sc.sub(), in)
		w.audience = readers
		if !fed.any() {
			fed.unknown = true
		}
		return w.stmt(c.Y, sc.sub(), fed)
	default:
		x := w.stmt(c.X, sc, in)
		y := w.stmt(c.Y, sc, in)
		if x.known && y.known {
			return text(x.text + y.text)
		}
		if y.any() {
			return y
		}
		return x
	}
}

// reads has the variables of `while read x` be what comes in.
func (w *walker) reads(cond []*syntax.Stmt, sc *scope, in stream) {
	for _, s := range cond {
		call, ok := s.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "read" {
			continue
		}
		for _, word := range call.Args[1:] {
			if name := word.Lit(); name != "" && name[0] != '-' {
				sc.vars[name] = fromStream(in)
			}
		}
	}
}

// fromStream is one line of a stream as a variable gets it.
func fromStream(in stream) string {
	switch {
	case in.isPaths && in.below:
		return strings.TrimSuffix(in.paths, "/") + "/" + unknown
	case in.isPaths:
		return in.paths
	case in.secret && !in.known:
		return unknown + secretly
	case in.known && strings.Count(strings.TrimSpace(in.text), "\n") == 0:
		return strings.TrimSpace(in.text)
	}
	return unknown
}

// loop walks the body of a for for each thing that it goes over, the first few.
func (w *walker) loop(c *syntax.ForClause, sc *scope, in stream) stream {
	iter, ok := c.Loop.(*syntax.WordIter)
	if !ok {
		w.substitutions(c.Loop, sc)
		return w.stmts(c.Do, sc, in).some()
	}
	items := w.fields(iter.Items, sc)
	w.parts.note(w.place(iter.Name), "The variable that stands for one after the other.")
	for _, f := range items {
		w.parts.note(f.at, "What the loop goes over.")
	}
	if len(items) == 0 {
		items = []field{{text: unknown}}
	}
	const most = 8
	var out stream
	for i, f := range items {
		if i == most {
			break
		}
		sc.vars[iter.Name.Value] = f.text
		out = w.stmts(c.Do, sc, in)
	}
	return out.some()
}

func (w *walker) choice(c *syntax.CaseClause, sc *scope, in stream) stream {
	w.fields([]*syntax.Word{c.Word}, sc)
	var out stream
	for _, item := range c.Items {
		if next := w.stmts(item.Stmts, sc, in); next.any() {
			out = next
		}
	}
	return out
}

func (w *walker) assign(a *syntax.Assign, sc *scope) {
	if a.Name == nil {
		return
	}
	if a.Index != nil {
		w.substitutions(a.Index, sc)
	}
	defer func() {
		at := w.place(a)
		w.parts.note(at, fmt.Sprintf("Set the variable %s.", a.Name.Value))
		if w.inside == nil && a.Value != nil { // what is in its value is explained by itself
			w.parts.note(span{at.start, w.place(a.Value).start}, fmt.Sprintf("Set the variable %s to this:", a.Name.Value))
		}
	}()
	switch {
	case a.Value != nil:
		value := w.literal(a.Value, sc)
		if a.Append {
			value = sc.vars[a.Name.Value] + value
		}
		delete(sc.arrays, a.Name.Value)
		if len(value) > MaxBytes {
			value = unknown
		}
		sc.vars[a.Name.Value] = value
		if runsLater.MatchString(a.Name.Value) {
			w.perhaps(w.place(a), func(quiet *walker) { quiet.environment(a.Name.Value, value, w.place(a), sc) })
		}
		if index, ok := a.Index.(*syntax.Word); ok && a.Name.Value == "BASH_ALIASES" {
			sc.aliases[index.Lit()] = value
		}
		if strings.Contains(value, "$(") || strings.Contains(value, "`") {
			// Quoted, it is text; but a prompt, [[ ]] or arithmetic runs it.
			w.perhaps(w.place(a), func(quiet *walker) { quiet.code(": "+value, w.place(a), sc.sub()) })
		}
	case a.Array != nil:
		var list []string
		for _, e := range a.Array.Elems {
			at := len(list)
			if number, ok := e.Index.(*syntax.Word); ok {
				if n, err := strconv.Atoi(number.Lit()); err == nil && n < maxCommands {
					at = n
				}
			}
			for _, f := range w.fields([]*syntax.Word{e.Value}, sc) {
				for len(list) <= at {
					list = append(list, "")
				}
				list[at] = f.text
				at++
			}
		}
		sc.arrays[a.Name.Value] = list
		delete(sc.vars, a.Name.Value)
	case !a.Naked:
		sc.vars[a.Name.Value] = ""
	}
}

// input gives what a redirect has a command read.
func (w *walker) input(r *syntax.Redirect, sc *scope) (stream, bool) {
	switch r.Op {
	case syntax.Hdoc, syntax.DashHdoc:
		at := w.place(r)
		if w.inside == nil {
			at.end = w.place(r.Word).end
		}
		w.parts.note(at, "Give it the lines that follow to read.")
		value := unknown
		if r.Hdoc != nil {
			value = w.literal(r.Hdoc, sc)
		}
		if strings.Contains(value, unknown) && r.Hdoc != nil {
			return stream{known: true, text: value}, true
		}
		return text(value), true
	case syntax.WordHdoc:
		w.parts.note(w.place(r), "Give it this text to read.")
		w.fetched = false
		value := w.literal(r.Word, sc)
		if w.fetched && strings.Contains(value, unknown) {
			return stream{unknown: true, network: true}, true
		}
		return text(value + "\n"), true
	case syntax.RdrIn, syntax.RdrInOut:
		name := w.literal(r.Word, sc)
		w.parts.note(w.place(r), "Read from this file.")
		if s, ok := sc.files[path.Clean(name)]; ok {
			return s, true
		}
		at := w.place(r)
		w.touch(effect{kind: utilities.Reads, at: at, utility: "<"}, field{text: name, at: at}, sc)
		if strings.HasPrefix(name, "/dev/tcp/") || strings.HasPrefix(name, "/dev/udp/") {
			w.socket = true
			return stream{unknown: true, network: true}, true
		}
		return stream{unknown: true, secret: isSecret(name, sc), file: name}, true
	}
	return stream{}, false
}
