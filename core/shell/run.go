package shell

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/utilities"
)

// call walks a simple command.
func (w *walker) call(c *syntax.CallExpr, sc *scope, in stream) stream {
	defer w.tell(c)()
	for _, a := range c.Assigns {
		if len(c.Args) == 0 {
			w.assign(a, sc)
			continue
		}
		w.parts.note(w.place(a), "Set this variable for the command alone.")
		value := w.literal(a.Value, sc)
		w.environment(a.Name.Value, value, w.place(a), sc)
	}
	if len(c.Args) == 0 {
		return stream{}
	}
	w.fetched, w.processes = false, false
	w.feed = in
	list := w.fields(c.Args, sc)
	if len(list) == 0 {
		return stream{}
	}
	if w.fetched && list[0].dynamic() {
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: list[0].at})
		return stream{}
	}
	return w.run(list, sc, in)
}

// environment notes variables that have a program run another.
func (w *walker) environment(name, value string, at span, sc *scope) {
	switch name {
	case "PATH":
		if first, _, _ := strings.Cut(value, ":"); first == "." || locate(first, sc.cwd).target == targetTemporary {
			w.note(effect{kind: utilities.Settings, target: targetNone, at: at, danger: true, utility: "PATH"})
		}
	case "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES":
		if locate(value, sc.cwd).target == targetTemporary {
			w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: at})
			return
		}
		w.note(effect{kind: utilities.UnknownEffect, target: targetNone, at: at, id: "preload", why: "it has programs load a library that isn't known"})
	case "LESSOPEN", "LESSCLOSE":
		w.code(strings.TrimLeft(value, "|-"), at, sc)
	case "TF_CLI_ARGS", "TF_CLI_ARGS_apply", "TF_CLI_ARGS_plan":
		if strings.Contains(value, "-destroy") {
			w.note(effect{kind: utilities.Containers, target: targetNone, at: at, utility: "terraform destroy", danger: strings.Contains(value, "-auto-approve")})
		}
	case "BASH_ENV", "ENV":
		if strings.ContainsAny(value, "$`") {
			w.code(": "+value, at, sc.sub())
			return
		}
		w.file(field{text: value, at: at}, sc.sub(), stream{})
	case "GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "PYTHONSTARTUP", "PERL5OPT", "RUBYOPT", "NODE_OPTIONS", "PERL5LIB", "PYTHONPATH":
		if value != "" && value != "/dev/null" {
			w.note(effect{kind: utilities.UnknownEffect, target: targetNone, at: at, id: "preload", why: "it has a program read settings or code that aren't known"})
		}
	case "PS4", "PS1", "PS2", "PS0":
		w.code(": "+value, at, sc.sub())
	case "PERL5DB":
		w.program("perl", value, at, sc)
	case "DPKG_PAGER", "SYSTEMD_PAGER", "BROWSER", "SSH_ASKPASS", "SUDO_ASKPASS", "GIT_ASKPASS", "SUDO_EDITOR", "SYSTEMD_EDITOR", "MANOPT", "GIT_PROXY_COMMAND", "RSYNC_RSH", "CVS_RSH",
		"GIT_SSH_COMMAND", "GIT_PAGER", "PAGER", "EDITOR", "VISUAL", "GIT_EDITOR", "MANPAGER", "GIT_EXTERNAL_DIFF", "PROMPT_COMMAND":
		if strings.ContainsAny(value, " ;|&$`(") {
			w.code(value, at, sc)
		}
	}
}

// run walks a command whose words are expanded.
func (w *walker) run(list []field, sc *scope, in stream) stream {
	if len(list) == 0 || w.spent(list[0].at) {
		return stream{}
	}
	defer w.begin(list)()
	head := list[0]
	name := head.text
	if head.dynamic() || head.wild() {
		for _, name := range candidates(name) {
			w.perhaps(head.at, func(quiet *walker) {
				quiet.run(append([]field{{text: name, at: head.at}}, list[1:]...), sc.sub(), in)
			})
		}
	}
	if head.dynamic() {
		w.parts.note(head.at, "Run a command whose name isn't known before.")
		if w.socket {
			w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: head.at, id: "reverse-shell"})
		}
		w.unknown(head.at, "dynamic-command", "which command this runs isn't known before it runs")
		return stream{unknown: true}
	}
	if alias, ok := sc.aliases[name]; ok && head.bare && sc.calling["alias "+name] == 0 {
		sc.calling["alias "+name]++
		defer func() { sc.calling["alias "+name]-- }()
		return w.run(append(splitFields(alias, head.at), list[1:]...), sc, in)
	}
	if body, ok := sc.funcs[name]; ok {
		if w.now != nil {
			w.now.own = true
		}
		if w.inside == nil {
			w.parts.note(head.at, "Run the function "+shown(name)+", which is defined here.")
			for i, f := range list[1:] {
				w.parts.note(f.at, fmt.Sprintf("$%d in it.", i+1))
			}
		}
		return w.function(name, body, list[1:], sc, in)
	}
	if s, ok := sc.files[path.Clean(name)]; ok && s.program != "" {
		list = append([]field{{text: s.program, at: head.at}}, list[1:]...)
		name = s.program
	} else if ok && strings.Contains(name, "/") {
		w.parts.note(head.at, "Run the file that was made before.")
		for _, f := range list[1:] {
			w.parts.note(f.at, "An argument for it.")
		}
		w.script(s, head.at, sc)
		return stream{unknown: true}
	}
	if len(name) > 1 && name[0] == '=' { // of zsh: the path of a program
		name = name[1:]
	}
	base, standard := program(name)
	if names(w.o.Rules.Deny, base) {
		w.note(effect{kind: utilities.UnknownEffect, id: "denied", target: targetNone, at: head.at, utility: base})
	}
	if run, ok := followers[base]; ok && standard {
		return run(w, list, sc, in)
	}
	u := utilities.Find(base)
	if u == nil || !standard {
		return w.stranger(base, list, sc)
	}
	return w.utility(u, list, sc, in)
}

// suspects are the programs that a name with signs in it is held against: a shell would
// take the one that there is.
var suspects = []string{"rm", "dd", "shred", "mkfs", "mkfs.ext4", "wipefs", "chmod", "chown", "mv", "cp", "tee", "truncate", "find", "kill", "bash", "sh", "curl", "wget", "nc", "python3", "perl", "sudo", "git", "shutdown", "reboot", "cat", "less", "head", "tail"}

// candidates are the programs that a name may stand for of which pieces aren't known, or
// that is a pattern of file names.
func candidates(name string) (list []string) {
	bare := strings.ReplaceAll(name, unknown, "")
	if bare != name {
		if base, standard := program(bare); standard && (followers[base] != nil || utilities.Find(base) != nil) {
			list = append(list, bare)
		}
		return list
	}
	if !isAll(path.Base(name)) {
		for _, suspect := range suspects {
			if fits, err := path.Match(path.Base(name), suspect); err == nil && fits {
				list = append(list, suspect)
			}
		}
	}
	return list
}

// program is a command's own name, and whether it is where the system's commands are.
func program(name string) (base string, standard bool) {
	if !strings.Contains(name, "/") {
		return name, true
	}
	dir := path.Dir(path.Clean(name))
	standard = slices.ContainsFunc(programFolders, func(folder string) bool {
		fits, err := path.Match(dir, folder)
		return fits && err == nil
	})
	base = path.Base(name)
	if own := strings.TrimPrefix(dir, "./"); has([]string{own}, "bin", "vendor/bin", "node_modules/.bin", "venv/bin", ".venv/bin", "env/bin") || strings.HasSuffix(dir, "/venv/bin") || strings.HasSuffix(dir, "/.venv/bin") || strings.HasSuffix(dir, "/node_modules/.bin") {
		standard = standard || projectTools.MatchString(base)
	}
	switch {
	case dir == "." && base == "gradlew":
		return "gradle", true
	case dir == "." && base == "mvnw":
		return "mvn", true
	case (dir == "." || dir == "..") && has([]string{base}, "configure", "autogen.sh", "bootstrap"):
		return "make", true // they prepare a build, and write here
	}
	return base, standard
}

// projectTools are those that a project brings along.
var projectTools = expr(`^(python3?|pip3?|pytest|ruff|black|mypy|flake8|rails|rake|bundle|rspec|eslint|prettier|tsc|jest|vitest|webpack|vite|next|phpunit|composer|artisan|gunicorn|uvicorn|flask|django-admin|node|npm|yarn)$`)

var programFolders = []string{
	"/usr/libexec/ApplicationFirewall",
	"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin", "/opt/local/bin", "/snap/bin", "/usr/libexec",
}

// function walks a function's body. One that calls itself without end is a fork bomb where
// it does so in the background or a pipe.
func (w *walker) function(name string, body *syntax.Stmt, args []field, sc *scope, in stream) stream {
	if sc.calling[name] > 0 {
		if forks(body, name) {
			at := w.place(body)
			w.note(effect{kind: utilities.Processes, target: targetAll, at: at, id: "fork-bomb"})
		}
		return stream{unknown: true}
	}
	inner := *sc
	inner.params = nil
	for _, f := range args {
		inner.params = append(inner.params, f.text)
	}
	if inner.params == nil {
		inner.params = []string{}
	}
	sc.calling[name]++
	defer func() { sc.calling[name]-- }()
	return w.stmt(body, &inner, in)
}

// forks reports whether a body starts itself beside itself.
func forks(body *syntax.Stmt, name string) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.Pipe && (calls(n.X, name) || calls(n.Y, name)) {
				found = true
			}
		case *syntax.Stmt:
			if n.Background && calls(n, name) {
				found = true
			}
		}
		return !found
	})
	return found
}

func calls(n syntax.Node, name string) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		if c, ok := n.(*syntax.CallExpr); ok && len(c.Args) > 0 && c.Args[0].Lit() == name {
			found = true
		}
		return !found
	})
	return found
}

// stranger is a command that nothing is known of.
func (w *walker) stranger(base string, list []field, sc *scope) stream {
	head := list[0]
	w.parts.note(head.at, "Run "+base+", of which nothing is known here.")
	for _, f := range list[1:] {
		w.parts.note(f.at, "An argument of "+base+".")
	}
	if !strings.Contains(head.text, "/") && w.o.Installed != nil && !w.o.Installed(base) {
		w.remark("%s isn't known to Caro, and isn't installed here", shown(base))
	}
	if body, ok := sc.funcs["command_not_found_handle"]; ok && sc.calling["command_not_found_handle"] == 0 {
		w.function("command_not_found_handle", body, list, sc, stream{})
	}
	onlyHelp := len(list) == 2 && has([]string{list[1].text}, "--help", "--version", "-h", "-V", "-v", "version", "help")
	if !onlyHelp && !names(w.o.Rules.Allow, base) {
		w.byVerbs(base, list[1:])
		w.unknown(head.at, "unknown-utility", "nothing is known of "+shown(base)+": what it does can't be said")
	}
	return stream{unknown: true}
}

// lossVerbs are words of a program's command line that say that something is deleted, of
// whatever program.
var lossVerbs = expr(`(?i)^-{0,2}([a-z0-9]+[:.])*(destroy|delete|purge|terminate|wipe|drop|erase|nuke|flush|truncate|decommission|unpublish|deprovision|destroy-all|delete-all|drop-all|remove-all|force-reset|clean-all)([:.-][a-z-]+)?$`)

// byVerbs judges a program that nothing is known of by the verbs it is given.
func (w *walker) byVerbs(base string, list []field) {
	reset, forced := span{}, false
	for _, f := range list {
		switch {
		case lossVerbs.MatchString(f.text):
			w.note(effect{kind: utilities.Deletes, target: targetNone, at: f.at, utility: base, id: "by-verb"})
			return
		case strings.EqualFold(f.text, "reset"):
			reset = f.at
		case has([]string{f.text}, "-f", "--force", "-y", "--yes", "--hard", "--linked", "--all"):
			forced = true
		}
	}
	if forced && reset.end > 0 {
		w.note(effect{kind: utilities.Deletes, target: targetNone, at: reset, utility: base, id: "by-verb"})
	}
}

// code walks a text that a shell runs.
func (w *walker) code(source string, at span, sc *scope) stream {
	return w.codeReading(source, at, sc, stream{})
}

// codeReading is code that reads in, where it is one statement: of several it isn't known
// which does.
func (w *walker) codeReading(source string, at span, sc *scope, in stream) stream {
	if w.depth++; w.depth > maxDepth {
		w.depth--
		w.unknown(at, "too-deep", "code is nested in code too deep to follow it")
		return stream{unknown: true}
	}
	defer func() { w.depth-- }()
	source = strings.ReplaceAll(source, secretly, "")
	if strings.TrimSpace(source) == "" {
		return stream{}
	}
	if strings.TrimSpace(strings.ReplaceAll(source, unknown, "")) == "" {
		if w.socket {
			w.note(effect{kind: utilities.RemoteCode, target: targetRemote, at: at, id: "reverse-shell"})
		}
		w.unknown(at, "dynamic-code", "which code this runs isn't known before it runs")
		return stream{unknown: true}
	}
	if nesting(source) > maxNesting || len(source) > MaxBytes {
		w.unknown(at, "too-deep", "the code in it is too long or too deep to follow it")
		return stream{unknown: true}
	}
	// What isn't known may be anything, but is at least a word.
	file, err := parse(strings.ReplaceAll(source, unknown, "${"+lostVariable+"}"))
	if err != nil {
		w.unknown(at, "syntax", "the code in it can't be read: "+words(err))
		w.pieces(source, at)
		return stream{unknown: true}
	}
	defer w.enter(file, source, at)()
	if _, ok := sc.vars[lostVariable]; !ok {
		sc.vars[lostVariable] = unknown
	}
	if len(file.Stmts) > 1 {
		in = stream{}
	}
	return w.stmts(file.Stmts, sc, in)
}

// enter goes into code that stands somewhere in the command; what it returns goes back.
func (w *walker) enter(file *syntax.File, source string, at span) func() {
	inside, offset, nested := w.inside, w.offset, w.nested
	if w.now != nil {
		w.now.code = append(w.now.code, file.Stmts...)
	}
	w.nested = true
	if begin, ok := w.spot(source, at); ok {
		w.offset = begin
		if !w.parts.silent {
			w.parts.codes = append(w.parts.codes, code{file, begin})
			w.parts.nest(span{begin, begin + len(source)})
			if end := begin + len(source); begin > 0 && end < len(w.src) && (w.src[begin-1] == '\'' || w.src[begin-1] == '"') && w.src[end] == w.src[begin-1] {
				w.parts.quotes = append(w.parts.quotes, span{begin - 1, begin + len(source) + 1})
			}
		}
	} else {
		w.inside = &at
	}
	return func() { w.inside, w.offset, w.nested = inside, offset, nested }
}

// lostVariable stands in code for what isn't known of it.
const lostVariable = "__caro_unknown"

// script walks what is run as a script: known text, something fetched, or neither.
func (w *walker) script(s stream, at span, sc *scope) {
	switch {
	case s.known:
		w.code(s.text, at, sc.sub())
	case s.network:
		w.note(effect{kind: utilities.RemoteCode, target: targetNone, at: at})
	default:
		w.unknown(at, "script", "what this runs isn't known before it runs")
	}
}

// splitFields are the words of an alias or the like, without expansions.
func splitFields(source string, at span) (list []field) {
	file, err := parse(source)
	if err != nil || len(file.Stmts) != 1 {
		for _, word := range strings.Fields(source) {
			list = append(list, field{text: word, at: at})
		}
		return list
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok {
		return []field{{text: unknown, at: at}}
	}
	w := &walker{inside: &at, budget: maxCommands, parts: newParts(true)}
	return w.fields(call.Args, newScope())
}

func shown(name string) string {
	const most = 60
	if len(name) > most {
		return name[:most] + "…"
	}
	return name
}
