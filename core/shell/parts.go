package shell

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/utilities"
)

// parts collects what pieces of the command mean.
type parts struct {
	list []Part
}

func (p *parts) note(at span, meaning string) {
	if at.end <= at.start || meaning == "" {
		return
	}
	for _, old := range p.list {
		if old.Start < at.end && at.start < old.End {
			return // said already: a word stands for one thing
		}
	}
	p.list = append(p.list, Part{Meaning: meaning, Start: at.start, End: at.end})
}

func (p *parts) noteAll(list []field, meaning string) {
	for _, f := range list {
		p.note(f.at, meaning)
	}
}

// finish orders the parts, and fills what lies between: operators and words of the
// shell's grammar.
func (p *parts) finish(command string, file *syntax.File) {
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Comment:
			p.note(span{int(n.Pos().Offset()), int(n.End().Offset())}, "A remark, which isn't run.")
		case *syntax.Redirect:
			if n.Hdoc != nil {
				end := min(int(n.Hdoc.End().Offset())+len(n.Word.Lit()), len(command))
				p.note(span{int(n.Hdoc.Pos().Offset()), end}, "The lines that it reads.")
			}
		case *syntax.TestClause:
			p.note(span{int(n.Pos().Offset()), int(n.End().Offset())}, "Test something: true or false.")
		case *syntax.ArithmCmd, *syntax.LetClause:
			p.note(span{int(n.Pos().Offset()), int(n.End().Offset())}, "Calculate with whole numbers.")
		case *syntax.CStyleLoop:
			p.note(span{int(n.Pos().Offset()), int(n.End().Offset())}, "Begin, condition and step of the loop.")
		}
		return true
	})
	slices.SortFunc(p.list, func(a, b Part) int { return a.Start - b.Start })
	var out []Part
	at := 0
	for _, part := range append(p.list, Part{Start: len(command), End: len(command)}) {
		if part.Start > at {
			out = append(out, between(command, at, part.Start)...)
		}
		if part.End > part.Start {
			part.End = min(part.End, len(command))
			part.Text = command[part.Start:part.End]
			out = append(out, part)
		}
		at = max(at, part.End)
	}
	p.list = out
}

var grammar = map[string]string{
	"|": "Hand the output of the command before to the one behind.", "|&": "Hand the output and errors of the command before to the one behind.",
	"&&": "Go on only if the command before succeeds.", "||": "Go on only if the command before fails.",
	";": "Then.", "&": "Run what stands before in the background.", ";;": "The end of a case.", "(": "Begin a shell of its own.", ")": "End it.",
	"{": "Begin a group of commands.", "}": "End it.", "!": "Turn success into failure and back.", "if": "If this succeeds:", "then": "then do:", "else": "else do:",
	"elif": "else, if this succeeds:", "fi": "The end of the if.", "for": "For each of these:", "in": "of these:", "do": "do:", "done": "The end of the loop.", "while": "As long as this succeeds:",
	"until": "Until this succeeds:", "case": "Choose by this:", "esac": "The end of the choice.", "function": "Define a function.", "select": "Have a person choose:", "time": "Say how long it takes.", "coproc": "Run beside.",
	"--": "No flags follow.", "+": "The end of the command for find; many files at once.", `\;`: "The end of the command for find.", "()": "A function:", "export": "Set for the programs that are started too:", "local": "Set within the function:", "declare": "Set:", "readonly": "Set for good:", "typeset": "Set:",
}

// between explains what no command is: operators and keywords.
func between(command string, start, end int) (list []Part) {
	for start < end {
		for start < end && strings.ContainsRune(" \t\n\r\\", rune(command[start])) {
			start++
		}
		stop := start
		for stop < end && !strings.ContainsRune(" \t\n\r", rune(command[stop])) {
			stop++
		}
		if stop == start {
			break
		}
		for start < stop {
			n := stop - start
			meaning, found := "", false
			for ; n > 0; n-- {
				if meaning, found = grammar[command[start:start+n]]; found {
					break
				}
			}
			if !found {
				n, meaning = stop-start, fragment(command[start:stop])
			}
			list = append(list, Part{Text: command[start : start+n], Meaning: meaning, Start: start, End: start + n})
			start += n
		}
	}
	return list
}

// fragment explains what is left of a word that has a command in it.
func fragment(text string) string {
	switch {
	case strings.Contains(text, "$(") || strings.Contains(text, "`"):
		return "Here the output of the command within is put in."
	case strings.Contains(text, "<("), strings.Contains(text, ">("):
		return "The command within, in place of a file."
	case strings.Trim(text, `"')`) == "":
		return "The end of that."
	}
	return "The rest of the word."
}

// explain says what the pieces of a command line mean.
func (w *walker) explain(use usage) {
	if w.inside != nil {
		return
	}
	w.steps = append(w.steps, use.u.Summary)
	for i, f := range use.names {
		meaning := use.u.Summary
		if i < len(use.names)-1 {
			if u := utilities.Find(use.names[0].text); u != nil {
				meaning = u.Summary
			}
		}
		w.parts.note(f.at, meaning)
	}
	// Flags in a cluster share a word.
	words := map[span][]string{}
	var order []span
	for _, f := range use.flags {
		value := ""
		if f.value != nil {
			value = strings.ReplaceAll(f.value.text, unknown, "…")
		}
		meaning := strings.ReplaceAll(f.flag.Meaning, "{}", shown(value))
		if f.value == nil && f.flag.Optional {
			meaning = unsaid.ReplaceAllString(f.flag.Meaning, "")
		}
		if f.here != nil {
			meaning = meaningOf(use, f.here)
		}
		at := f.at
		if f.value != nil && f.value.at.start >= f.at.end {
			w.parts.note(f.value.at, argument(f))
		}
		if words[at] == nil {
			order = append(order, at)
		}
		words[at] = append(words[at], meaning)
	}
	for _, at := range order {
		w.parts.note(at, strings.Join(words[at], " "))
	}
	for _, o := range use.operands {
		w.parts.note(o.at, roleMeaning(o.role))
	}
	for _, f := range use.seconds {
		w.parts.note(f.at, "The value of it.")
	}
	for _, list := range use.until {
		w.parts.noteAll(list, "The command that runs for each file: {} is its name.")
	}
}

// unsaid is the place of an argument that was left out, in a meaning.
var unsaid = regexp.MustCompile(`:? ?\{\}`)

// sentence joins the steps of a command.
func sentence(steps []string) string {
	const most = 6
	var b strings.Builder
	n := 0
	for i, step := range steps {
		step = strings.TrimSuffix(step, ".")
		if step == "" || i > 0 && steps[i] == steps[i-1] {
			continue
		}
		if n++; n > most {
			b.WriteString("; and so on")
			break
		}
		if n > 1 {
			b.WriteString("; then ")
			if r, size := utf8.DecodeRuneInString(step); len(step) > size && !unicode.IsUpper(rune(step[size])) {
				step = string(unicode.ToLower(r)) + step[size:]
			}
		}
		b.WriteString(step)
	}
	if n == 0 {
		return ""
	}
	return b.String() + "."
}

func argument(f usedFlag) string {
	name := strings.ToLower(f.flag.Argument)
	if name == "" {
		name = "value"
	}
	return fmt.Sprintf("The %s for %s.", name, f.name)
}

// roleMeaning words what an operand is for.
func roleMeaning(role utilities.Role) string {
	if language := role.Script(); language != "" {
		return "The program, in " + language + "."
	}
	if text, ok := roleWords[role]; ok {
		return text
	}
	return "The " + string(role) + "."
}

var roleWords = map[utilities.Role]string{
	utilities.Read: "What to read.", utilities.Dir: "A folder to look in.", utilities.Write: "The file to write.", utilities.Append: "The file to add to.", utilities.Edit: "A file to change.",
	utilities.New: "What to make.", utilities.Touch: "A file to make or renew.", utilities.Into: "Where to put things.", utilities.Move: "What to move.", utilities.Delete: "What to delete.",
	utilities.Permission: "What to change the rights of.", utilities.Ownership: "What to change the owner of.", utilities.Link: "The link to make.", utilities.Device: "The disk or partition to change.",
	utilities.ReadDevice: "The disk or partition to look at.", utilities.MountPoint: "Where it appears.", utilities.Command: "The command to run.", utilities.Shell: "A command that a shell runs.",
	utilities.Remote: "A file here or on another machine.", utilities.RemoteInto: "Where to put it, here or on another machine.", utilities.URL: "The address.", utilities.PID: "The process.",
	utilities.Assignment: "A setting, NAME=VALUE.", utilities.Text: "A text.", utilities.Any: "An argument.", "mode": "The rights to give.", "refs": "A commit, branch or tag.",
}
