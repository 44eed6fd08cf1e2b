package shell

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

func evaluate(w *walker, list []field, sc *scope, _ stream) stream {
	w.parts.note(list[0].at, "Run the text that follows as a command.")
	for _, f := range list[1:] {
		w.parts.otherwise(f.at, "Text that is run as a command.")
	}
	if w.fetched {
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: list[0].at})
		return stream{unknown: true}
	}
	at := list[0].at
	if len(list) > 1 {
		if together := w.together(list[1:]); len(list) == 2 || together != list[1].at {
			at = together
		}
	}
	return w.code(strings.Join(texts(list[1:]), " "), at, sc)
}

// settingsFile is one that sets variables for a shell, by its name.
var settingsFile = expr(`(^|/)\.?(env(\.(local|dev|prod|production|test|staging|example))?|envrc|activate|.*_completion|completion\.(ba|z)sh)$`)

func sourced(w *walker, list []field, sc *scope, in stream) stream {
	w.say(list, "Run the commands in a file, in this shell.", "The file, or an argument for it.")
	if len(list) < 2 {
		return stream{}
	}
	w.file(list[1], sc, in)
	return stream{unknown: true}
}

// file walks a script file.
func (w *walker) file(f field, sc *scope, in stream) {
	name := f.text
	if s, ok := sc.files[path.Clean(name)]; ok {
		w.script(s, f.at, sc)
		return
	}
	switch name {
	case "/dev/stdin", "-", "/dev/fd/0", "/proc/self/fd/0":
		w.script(in, f.at, sc)
		return
	}
	if remotes.MatchString(name) && strings.Contains(name, "://") || strings.HasPrefix(name, "/dev/tcp/") {
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: f.at})
		return
	}
	if p := absolute(name, sc.cwd); startupFiles.MatchString(p) || settingsFile.MatchString(p) || strings.HasSuffix(p, "/bin/activate") || has([]string{p}, "~/.cargo/env", "~/.nvm/nvm.sh", "/etc/os-release") {
		return // a person's own start of a shell
	}
	w.unknown(f.at, "script", "what the file "+shown(strings.ReplaceAll(name, unknown, "…"))+" does isn't known")
}

// shellProgram is sh and the like.
func shellProgram(w *walker, list []field, sc *scope, in stream) stream {
	base, _ := program(list[0].text)
	w.parts.note(list[0].at, "Run a shell ("+base+").")
	rest := list[1:]
	command, fromInput, check := false, false, false
	for len(rest) > 0 {
		f := rest[0].text
		if len(f) < 2 || f[0] != '-' && f[0] != '+' || f == "--" {
			break
		}
		w.parts.note(rest[0].at, shellFlag(f))
		switch {
		case strings.HasPrefix(f, "--rcfile") || strings.HasPrefix(f, "--init-file"), f == "-o", f == "+o", f == "-O":
			if !strings.Contains(f, "=") && len(rest) > 1 {
				rest = rest[1:]
				w.parts.note(rest[0].at, "An option.")
			}
		case strings.HasPrefix(f, "--"):
			if f == "--version" || f == "--help" {
				return stream{unknown: true}
			}
			command = command || f == "--command"
		default:
			command = command || strings.Contains(f, "c")
			fromInput = fromInput || strings.Contains(f, "s")
			check = check || strings.Contains(f, "n")
		}
		rest = rest[1:]
	}
	if len(rest) > 0 && rest[0].text == "--" {
		rest = rest[1:]
	}
	if check {
		for _, f := range rest {
			w.parts.note(f.at, "The script, or an argument for it.")
		}
		return stream{}
	}
	inner := sc.sub()
	switch {
	case command && len(rest) > 0:
		w.parts.otherwise(rest[0].at, "The command that it runs.")
		inner.params = []string{}
		for i, f := range rest[1:] {
			w.parts.note(f.at, "$"+strconv.Itoa(i)+" in it.")
			if i == 0 {
				inner.name = f.text
				continue
			}
			inner.params = append(inner.params, f.text)
		}
		if w.fetched && rest[0].dynamic() || rest[0].from != nil && rest[0].from.network {
			w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: rest[0].at})
			return stream{unknown: true}
		}
		before := w.plainShell
		w.plainShell = has([]string{base}, "sh", "dash", "ash")
		defer func() { w.plainShell = before }()
		return w.code(rest[0].text, rest[0].at, inner)
	case len(rest) > 0 && !fromInput:
		for _, f := range rest {
			w.parts.note(f.at, "The script, or an argument for it.")
		}
		w.file(rest[0], inner, in)
	case in.file != "":
		w.file(field{text: in.file, at: list[0].at}, inner, stream{})
	case len(rest) == 0 && w.elevated && !in.any():
		w.note(effect{kind: utilities.Privilege, target: targetNone, at: list[0].at, utility: base, danger: true})
	case in.any():
		for _, f := range rest {
			inner.params = append(inner.params, f.text)
			w.parts.note(f.at, "An argument for the script.")
		}
		w.script(in, list[0].at, inner)
	}
	return stream{unknown: true, shell: true}
}

// shellFlags are flags of a shell by their letters.
var shellFlags = []struct{ letter, meaning string }{
	{"c", "run the text that follows as a command"}, {"e", "stop at the first error"}, {"x", "show each command before it runs"}, {"l", "read the settings of a login first"}, {"i", "be as when a person types"},
	{"u", "take a variable that isn't set for an error"}, {"n", "only check the grammar"}, {"s", "read commands from the input"}, {"v", "show what it reads"},
}

// shellFlag says what a flag of a shell means.
func shellFlag(flag string) string {
	if strings.HasPrefix(flag, "--") || flag[0] == '+' {
		return "An option of the shell."
	}
	var list []string
	rest := flag[1:]
	for _, f := range shellFlags {
		if strings.Contains(rest, f.letter) {
			list = append(list, f.meaning)
			rest = strings.ReplaceAll(rest, f.letter, "")
		}
	}
	if rest != "" || len(list) == 0 {
		return "An option of the shell."
	}
	slices.Reverse(list)
	return meaning.Sentence(meaning.And(list))
}

func inner(w *walker, list []field, sc *scope, in stream) stream {
	w.parts.note(list[0].at, "Run one of the utilities that are built into it.")
	if len(list) == 1 || strings.HasPrefix(list[1].text, "-") {
		return stream{}
	}
	before := w.box
	w.box = list[0].text
	defer func() { w.box = before }()
	return w.run(list[1:], sc, in)
}

// ssh runs a text on another machine.
func ssh(w *walker, list []field, sc *scope, in stream) stream {
	use, ok := w.usage("ssh", list)
	if !ok {
		return stream{unknown: true}
	}
	for _, f := range use.flags {
		if f.name == "-o" && f.value != nil {
			if name, command, found := strings.Cut(f.value.text, "="); found && has([]string{strings.ToLower(name)}, "proxycommand", "localcommand", "knownhostscommand") {
				w.code(command, f.at, sc.sub())
			}
		}
	}
	var code []field
	for _, o := range use.operands[min(1, len(use.operands)):] {
		code = append(code, o.field)
	}
	code = w.behindHost(append(code, use.rest...))
	opens := false
	if v, ok := use.value("-R"); ok {
		opens = strings.HasPrefix(v.text, "0.0.0.0:") || strings.HasPrefix(v.text, "*:") || strings.HasPrefix(v.text, ":")
	}
	if v, ok := use.value("-R"); ok && tunnelsIn.MatchString(v.text) {
		opens = true
	}
	if in.secret || opens {
		w.note(effect{kind: utilities.NetworkOut, target: secretTarget(in.secret), at: list[0].at, utility: "ssh", danger: opens})
	}
	before := w.remote
	w.remote = true
	defer func() { w.remote = before }()
	switch {
	case len(code) > 0:
		at := w.together(code)
		if _, plain := w.spot(strings.Join(texts(code), " "), at); !plain {
			at = list[0].at
		}
		w.remoteShell(strings.Join(texts(code), " "), at, in)
	case in.any() && !use.has("-N", "-n"):
		w.script(in, list[0].at, newScope())
	}
	return stream{unknown: true, network: true}
}

// tunnelsIn is a port of another machine that leads to this one's ssh, desktop or database.
var tunnelsIn = expr(`:(22|3389|5900|445|5432|3306|6379|2375|9200)$|^[0-9]+$`)

// behindHost takes off flags of ssh that stand behind the host, where ssh reads them too.
func (w *walker) behindHost(code []field) []field {
	const withValue = "BbcDEeFIiJLlmOopQRSWw"
	for len(code) > 0 && len(code[0].text) > 1 && code[0].text[0] == '-' {
		n := 1
		if last := code[0].text[len(code[0].text)-1:]; len(code[0].text) == 2 && strings.Contains(withValue, last) && len(code) > 1 {
			n = 2
		}
		for _, f := range code[:n] {
			w.parts.note(f.at, "A flag of ssh, or its value.")
		}
		code = code[n:]
	}
	return code
}

func secretTarget(secret bool) Target {
	if secret {
		return targetSecret
	}
	return targetNone
}

// remoteShell walks what a shell elsewhere runs, which reads what comes in.
func (w *walker) remoteShell(source string, at span, in stream) {
	sc := newScope()
	sc.files["/dev/stdin"] = in
	w.codeReading(source, at, sc, in)
}

// isCluster reports whether a word is short flags of which the last is this one.
func isCluster(text string, last byte) bool {
	return len(text) > 1 && text[0] == '-' && text[1] != '-' && text[len(text)-1] == last
}

// editor is one whose commands may be given on the command line.
func editor(w *walker, list []field, sc *scope, in stream) stream {
	base, _ := program(list[0].text)
	use, ok := w.usage(base, list)
	if !ok {
		return stream{}
	}
	for i, f := range list[1:] {
		source := f.text
		switch {
		case strings.HasPrefix(source, "+"):
			source = source[1:]
		case i > 0 && (has([]string{list[i].text}, "-c", "--cmd") || isCluster(list[i].text, 'c')):
		case i > 0 && has([]string{list[i].text}, "-S", "-s") && source != "" && source[0] != '-':
			w.unknown(f.at, "script", "what the file "+shown(source)+" does isn't known")
			continue
		case strings.HasPrefix(source, "-c") && len(source) > 2:
			source = source[2:]
		default:
			continue
		}
		w.program("vim", source, f.at, sc)
	}
	if in.known {
		w.program("vim", in.text, list[0].at, sc)
	}
	w.scripted = use.has("-c", "-s", "-es", "-S") || in.any() || strings.Contains(strings.Join(texts(list), " "), " -sc")
	defer func() { w.scripted = false }()
	return w.perform(use, sc, in)
}
