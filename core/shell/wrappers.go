package shell

import (
	"fmt"
	"strings"

	"caro/core/utilities"
)

// followers are the commands that run others, or change what the shell knows, in a way
// that no data says.
var followers map[string]func(w *walker, list []field, sc *scope, in stream) stream

func init() {
	followers = map[string]func(w *walker, list []field, sc *scope, in stream) stream{
		":": nothing, "cd": folder, "pushd": folder, "chdir": folder,
		"eval": evaluate, "exec": execute, "command": execute, "builtin": execute, "noglob": execute, "nocorrect": execute,
		"source": sourced, ".": sourced,
		"alias": alias, "hash": hashed, "fc": again, "unset": forget, "set": parameters, "trap": trap, "read": readLine, "mapfile": readLines, "readarray": readLines,
		"export": declare, "declare": declare, "typeset": declare, "local": declare, "readonly": declare,
		"echo": echo, "printf": printf, "which": where, "type": where, "whence": where, "pwd": where,
		"sh": shellProgram, "bash": shellProgram, "zsh": shellProgram, "dash": shellProgram, "ksh": shellProgram, "ash": shellProgram, "fish": shellProgram, "rbash": shellProgram, "mksh": shellProgram, "csh": shellProgram, "tcsh": shellProgram,
		"busybox": inner, "toybox": inner,
		"xargs": xargs, "parallel": xargs, "find": find, "gfind": find,
		"ssh": ssh, "vim": editor, "vi": editor, "nvim": editor, "ex": editor, "ed": editor,
		"at": later, "batch": later, "crontab": crontab, "make": makefile, "gmake": makefile,
	}
}

// known reads a follower's arguments by the data and explains them.
func (w *walker) usage(name string, list []field) (usage, bool) {
	u := utilities.Find(name)
	if u == nil {
		return usage{}, false
	}
	use := read(u, list, w.o.Version)
	w.consult(&use)
	use = w.suits(use, list)
	w.explain(use)
	w.strangeFlags(use)
	return use, true
}

func (w *walker) say(list []field, meaning, rest string) {
	w.parts.note(list[0].at, meaning)
	for _, f := range list[1:] {
		w.parts.note(f.at, rest)
	}
}

func nothing(w *walker, list []field, _ *scope, _ stream) stream {
	w.say(list, "Do nothing, with success.", "Nothing comes of this.")
	return text("")
}

func folder(w *walker, list []field, sc *scope, _ stream) stream {
	w.say(list, "Go to another folder.", "The folder to go to.")
	to := homeDir
	for _, f := range list[1:] {
		if f.text != "" && f.text[0] != '-' || f.text == "-" {
			to = f.text
		}
	}
	if to == "-" || strings.Contains(to, unknown) {
		to = unknown
	}
	sc.cwd = absolute(to, sc.cwd)
	return stream{}
}

// execute runs the rest of the line: exec, command, builtin.
func execute(w *walker, list []field, sc *scope, in stream) stream {
	rest := list[1:]
	if len(rest) < 2 || !has([]string{rest[0].text}, "-v", "-V") {
		w.parts.note(list[0].at, "Run the command that follows as it is, without aliases or functions.")
	}
	for len(rest) > 0 && strings.HasPrefix(rest[0].text, "-") {
		if has([]string{rest[0].text}, "-v", "-V") && len(rest) > 1 {
			w.parts.note(rest[0].at, "Only say it, and run nothing.")
			w.say(list, "Say which program a name stands for, if there is one.", "The name.")
			return text(rest[1].text)
		}
		if rest[0].text == "-a" && len(rest) > 1 {
			rest = rest[1:]
		}
		w.parts.note(rest[0].at, "A flag of it.")
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return stream{}
	}
	rest[0].bare = false
	return w.run(rest, sc, in)
}

func alias(w *walker, list []field, sc *scope, _ stream) stream {
	w.parts.note(list[0].at, "Give a command another name.")
	for _, f := range list[1:] {
		if name, value, found := strings.Cut(f.text, "="); found {
			w.parts.note(f.at, fmt.Sprintf("Have %s stand for “%s”.", shown(name), shown(value)))
			sc.aliases[name] = value
			if !w.harmless(value) && takesOver.MatchString("alias "+name+"=") {
				w.code(value, f.at, sc.sub()) // it will run for what people type every day
			}
		}
	}
	for _, f := range list[1:] {
		w.parts.note(f.at, "A short name, or a flag.")
	}
	return stream{}
}

func forget(w *walker, list []field, sc *scope, _ stream) stream {
	w.say(list, "Forget variables or functions.", "A name.")
	for _, f := range list[1:] {
		delete(sc.vars, f.text)
	}
	return stream{}
}

func declare(w *walker, list []field, sc *scope, _ stream) stream {
	w.say(list, "Set variables, for the programs that are started too.", "NAME=VALUE, or a flag.")
	for _, f := range list[1:] {
		if name, value, found := strings.Cut(f.text, "="); found {
			sc.vars[name] = value
			if runsLater.MatchString(name) {
				w.perhaps(f.at, func(quiet *walker) { quiet.environment(name, value, f.at, sc) })
			}
		}
	}
	return stream{}
}

// hashed is `hash -p PATH NAME`: the name stands for that program from then on.
func hashed(w *walker, list []field, sc *scope, _ stream) stream {
	w.say(list, "Show or set where the shell has found programs.", "A name, a path or a flag.")
	if len(list) == 4 && list[1].text == "-p" {
		sc.aliases[list[3].text] = list[2].text
	}
	return stream{}
}

// again is fc, which runs a command of the history.
func again(w *walker, list []field, _ *scope, _ stream) stream {
	w.say(list, "Show, change or run commands of the history.", "Which ones, or a flag.")
	if len(list) > 1 && isCluster(list[1].text, 's') || len(list) > 2 && list[1].text == "-e" {
		w.unknown(list[0].at, "dynamic-command", "which command of the history this runs isn't known")
	}
	return stream{unknown: true}
}

func parameters(w *walker, list []field, sc *scope, _ stream) stream {
	w.say(list, "Set options of the shell, or $1, $2 and so on.", "An option or value.")
	for i, f := range list[1:] {
		if f.text == "--" || !strings.HasPrefix(f.text, "-") && !strings.HasPrefix(f.text, "+") {
			sc.params = []string{}
			rest := list[1+i:]
			if f.text == "--" {
				rest = rest[1:]
			}
			for _, p := range rest {
				sc.params = append(sc.params, p.text)
			}
			break
		}
	}
	return stream{}
}

func trap(w *walker, list []field, sc *scope, _ stream) stream {
	w.parts.note(list[0].at, "Have a command run when the shell ends or a signal comes.")
	for i, f := range list[1:] {
		if i == 0 {
			w.parts.otherwise(f.at, "The command to run.")
		} else {
			w.parts.note(f.at, "When to run it.")
		}
	}
	if len(list) > 2 && list[1].text != "-" && list[1].text != "" && list[1].text[0] != '-' {
		w.code(list[1].text, list[1].at, sc)
	}
	return stream{}
}

func readLine(w *walker, list []field, sc *scope, in stream) stream {
	w.parts.note(list[0].at, "Read a line into variables.")
	array := false
	var names []string
	for i, f := range list[1:] {
		said := "A variable."
		switch {
		case f.text == "-r":
			said = "Take backslashes as they are."
		case f.text == "-s":
			said = "Don't show what is typed."
		case f.text == "-p":
			said = "Ask with the text that follows."
		case strings.HasPrefix(f.text, "-"):
			said = "How to read."
		case list[i].text == "-p":
			said = "The question."
		}
		w.parts.note(f.at, said)
		array = array || isCluster(f.text, 'a')
		if f.text != "" && f.text[0] != '-' {
			names = append(names, f.text)
		}
	}
	split(names, fromStream(in), array, sc)
	return stream{}
}

// split gives each variable its word of a line, the last one the rest; an array has all.
func split(names []string, line string, array bool, sc *scope) {
	words := strings.Fields(line)
	for i, name := range names {
		switch {
		case array:
			sc.arrays[name] = words
		case len(names) == 1 || strings.Contains(line, unknown):
			sc.vars[name] = line
		case i >= len(words):
			sc.vars[name] = ""
		case i == len(names)-1:
			sc.vars[name] = strings.Join(words[i:], " ")
		default:
			sc.vars[name] = words[i]
		}
	}
}

// readLines is mapfile.
func readLines(w *walker, list []field, sc *scope, in stream) stream {
	w.say(list, "Read lines into an array.", "The array, or a flag.")
	name := "MAPFILE"
	if last := list[len(list)-1].text; len(list) > 1 && last != "" && last[0] != '-' {
		name = last
	}
	lines := []string{fromStream(in)}
	if in.known {
		delimiter := "\n"
		for i, f := range list[1:] {
			switch {
			case has([]string{f.text}, "-d", "-td") && i+2 < len(list) && list[i+2].text != "":
				delimiter = list[i+2].text[:1]
			case strings.HasPrefix(f.text, "-d") && len(f.text) > 2:
				delimiter = f.text[2:3]
			}
		}
		lines = strings.FieldsFunc(in.text, func(r rune) bool { return strings.ContainsRune(delimiter, r) || r == 0 })
	}
	sc.arrays[name] = lines
	delete(sc.vars, name)
	return stream{}
}

func echo(w *walker, list []field, _ *scope, _ stream) stream {
	w.parts.note(list[0].at, "Print the text that follows.")
	texts := []string{}
	escapes := false
	for i, f := range list[1:] {
		if i == len(texts) && len(texts) == 0 && len(f.text) > 1 && f.text[0] == '-' && strings.Trim(f.text[1:], "neE") == "" {
			w.parts.note(f.at, "How echo prints: -n leaves the line open, -e takes backslashes as signs.")
			escapes = escapes || strings.Contains(f.text, "e")
			continue
		}
		w.parts.note(f.at, w.withWords("Text to print.", f))
		texts = append(texts, f.text)
	}
	out := strings.Join(texts, " ")
	if escapes {
		if w.plainShell {
			w.remark("echo -e of sh may print -e, too: printf takes backslashes on every system")
		}
		out = unescape(out)
	}
	return text(out + "\n")
}

// withWords adds to a meaning what a shell makes of the word.
func (w *walker) withWords(said string, f field) string {
	if w.parts.silent || w.parts.many() || !w.parts.free(f.at) {
		return said
	}
	if words := w.wordWords(f); words != "" {
		return strings.TrimSuffix(said, ".") + ": " + words + "."
	}
	return said
}

func printf(w *walker, list []field, sc *scope, _ stream) stream {
	w.parts.note(list[0].at, "Print text by a format.")
	for i, f := range list[1:] {
		switch {
		case i == 0 && f.text == "-v" || i == 1 && list[1].text == "-v":
			w.parts.note(f.at, "Put it into this variable.")
		case i == 0 || i == 2 && list[1].text == "-v":
			w.parts.note(f.at, "The format: % and a letter is where a value goes.")
		default:
			w.parts.note(f.at, w.withWords("A value for the format.", f))
		}
	}
	rest := list[1:]
	variable := ""
	if len(rest) > 1 && rest[0].text == "-v" {
		variable, rest = rest[1].text, rest[2:]
	}
	if len(rest) == 0 {
		return stream{}
	}
	out, ok := format(rest)
	if variable != "" {
		if sc.vars[variable] = out; !ok {
			sc.vars[variable] = unknown
		}
		return stream{}
	}
	if !ok {
		return stream{unknown: true}
	}
	return text(out)
}

// where answers `which rm` with rm, so that $(which rm) is known.
func where(w *walker, list []field, sc *scope, _ stream) stream {
	if use, ok := w.usage(list[0].text, list); !ok {
		w.say(list, "Say what a name stands for.", "A name.")
	} else if list[0].text == "pwd" && len(use.operands) == 0 {
		if sc.cwd == "" {
			return text(".\n")
		}
		return text(sc.cwd + "\n")
	}
	if len(list) > 1 && list[0].text != "pwd" {
		return text(list[len(list)-1].text + "\n")
	}
	return stream{unknown: true}
}
