package shell

import (
	"path"
	"strings"

	"caro/core/utilities"
)

// utility walks a command that data are there of.
func (w *walker) utility(u *utilities.Utility, list []field, sc *scope, in stream) stream {
	version := w.o.Version
	if isGNU(u, path.Base(list[0].text)) {
		version = utilities.GNU
	}
	use := read(u, list, version)
	w.consult(&use)
	use = w.suits(use, list)
	if len(use.names) > 1 && names(w.o.Rules.Deny, use.u.Name()) {
		w.note(effect{kind: utilities.UnknownEffect, id: "denied", target: targetNone, at: use.names[0].at, utility: use.u.Name()})
	}
	w.explain(use)
	out := w.perform(use, sc, in)
	for _, command := range use.until {
		if len(command) == 0 {
			continue
		}
		if u.Name() == "fd" {
			command = w.foundBy(use, command)
		}
		w.run(command, sc.sub(), in)
	}
	w.strangeFlags(use)
	if len(use.rest) > 0 {
		return w.wrapped(use, sc, in)
	}
	if w.elevated && opensShell(use) {
		w.note(effect{kind: utilities.Privilege, target: targetNone, at: use.names[0].at, utility: use.u.Name(), danger: true})
	}
	if w.interpreter(use, sc, in) {
		return out
	}
	if filter, ok := filters[u.Name()]; ok {
		given := in.text
		if !in.known {
			given = fromStream(in) + "\n" // a line that isn't known
		}
		byArguments := has([]string{u.Name()}, "dirname", "basename", "realpath", "readlink", "mktemp")
		shaped := has([]string{u.Name()}, "sed", "awk", "gawk") && in.any()
		if in.known || byArguments || shaped && !in.network {
			if text, ok := filter(texts(list[1:]), given); ok && strings.Trim(text, unknown+"\n") != "" {
				return stream{known: true, text: text, network: in.network, secret: in.secret}
			}
		}
	}
	switch {
	case printsSettings(u.Name(), texts(use.raw)):
		return text("")
	case u.Name() == "ps" || u.Name() == "pgrep" && len(use.operands) == 0:
		w.processes = true
		return stream{unknown: true, processes: true}
	case in.processes && has([]string{u.Name()}, "awk", "cut", "tr", "sort", "tail", "sed", "head"):
		return stream{unknown: true, processes: true}
	case u.Name() == "yes", u.Name() == "cat" && len(use.operands) == 1 && has([]string{use.operands[0].text}, "/dev/zero", "/dev/urandom", "/dev/random"):
		return stream{unknown: true, endless: true}
	case u.Name() == "cat" && len(use.operands) == 1 && use.operands[0].text == "/dev/null":
		return text("")
	}
	switch {
	case listsFiles(use.u.Name()):
		return w.listed(use)
	case in.isPaths && (passes(u.Name()) || u.Name() == "tr" && partsLines(use)):
		in.filtered = in.filtered || strings.Contains(u.Name(), "grep")
		return in
	case u.Name() == "cat" && len(use.operands) == 1 && !out.network:
		if s, ok := sc.files[use.operands[0].text]; ok {
			return s
		}
	}
	return out
}

// foundBy gives a command what fd finds.
func (w *walker) foundBy(use usage, command []field) (out []field) {
	root := "."
	for _, o := range use.operands {
		if o.role == utilities.Dir {
			root = o.text
		}
	}
	found := stream{isPaths: true, paths: root, below: true, filtered: len(use.operands) > 0 && use.operands[0].text != "." && use.operands[0].text != ""}
	path := field{text: strings.TrimSuffix(root, "/") + "/" + unknown, at: command[0].at, from: &found}
	placed := false
	for _, f := range command {
		if f.text == "{}" {
			f, placed = path, true
		}
		out = append(out, f)
	}
	if !placed {
		out = append(out, path)
	}
	return out
}

// printsSettings reports whether a command prints settings for the shell that are meant
// for eval.
func printsSettings(name string, args []string) bool {
	switch first(name) {
	case "ssh-agent", "dircolors", "locale-gen":
		return true
	case "brew":
		return has(append(args, strings.Fields(name)...), "shellenv")
	case "direnv", "starship", "zoxide", "pyenv", "rbenv", "nodenv", "fnm", "mise", "asdf", "thefuck", "opam", "luarocks", "conda", "register-python-argcomplete", "kubectl", "gh", "docker-machine", "fzf", "atuin":
		return has(append(args, strings.Fields(name)...), "hook", "init", "env", "activate", "completion", "path", "shell.bash", "--bash", "--zsh")
	}
	return false
}

func texts(list []field) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.text
	}
	return out
}

func listsFiles(name string) bool {
	return has([]string{name}, "ls", "git ls-files", "fd", "locate", "mdfind")
}

// passes are filters of lines that leave each line whole.
func passes(name string) bool {
	return has([]string{name}, "grep", "egrep", "fgrep", "head", "tail", "sort", "uniq", "tee", "cat", "tac", "shuf")
}

// partsLines reports whether tr turns line ends into the null bytes that xargs -0 reads.
func partsLines(use usage) bool {
	return len(use.operands) == 2 && use.operands[0].text == `\n` && has([]string{use.operands[1].text}, `\0`, `\000`) && len(use.flags) == 0
}

// listed is what ls writes: names in its folder.
func (w *walker) listed(use usage) stream {
	root := "."
	if len(use.operands) > 0 && use.operands[0].role == utilities.Dir || len(use.operands) > 0 && use.u.Name() == "ls" {
		root = use.operands[0].text
	}
	if strings.ContainsAny(root, "*?[") {
		return stream{isPaths: true, paths: root, filtered: true}
	}
	return stream{isPaths: true, paths: strings.TrimSuffix(root, "/") + "/*"}
}

// wrapped walks the command behind a wrapper such as sudo, env or timeout.
func (w *walker) wrapped(use usage, sc *scope, in stream) stream {
	rest := use.rest
	inner := sc
	switch use.u.Name() {
	case "docker exec", "docker run", "podman run", "podman exec", "kubectl exec", "docker compose exec", "docker compose run", "docker-compose exec", "docker-compose run", "nerdctl run", "lxc exec":
		defer func(rest []field) {
			for _, f := range rest {
				w.parts.otherwise(f.at, "The command that runs in the container.")
			}
		}(rest)
		if strings.HasSuffix(use.u.Name(), " run") && len(rest) > 0 && len(use.operands) == 0 {
			rest = rest[1:] // the image
		}
		return w.contained(use, rest, in)
	case "chroot":
		inner = sc.sub()
		before := w.rooted
		w.rooted = true
		defer func() { w.rooted = before }()
	case "sudo", "doas", "pkexec", "run0":
		before := w.elevated
		w.elevated = true
		defer func() { w.elevated = before }()
	}
	for _, o := range use.operands {
		if name, value, found := strings.Cut(o.text, "="); found && o.role == utilities.Assignment {
			w.environment(name, value, o.at, sc)
		}
	}
	if v, ok := use.value("-S", "--split-string"); ok && use.u.Name() == "env" {
		rest = append(splitFields(v.text, v.at), rest...)
	}
	rest[0].bare = false
	defer w.under(use, rest)()
	if rest[0].text == "-c" && len(rest) > 1 { // flock FILE -c TEXT
		return w.code(rest[1].text, rest[1].at, sc.sub())
	}
	if rest[0].text == "--" && len(rest) > 1 {
		rest = rest[1:]
	}
	if use.u.Name() == "watch" || use.u.Name() == "script" {
		return w.code(strings.Join(texts(rest), " "), w.together(rest), sc.sub())
	}
	return w.run(rest, inner, in)
}

// opensShell reports whether a utility gives a shell to type in where no command is named.
func opensShell(use usage) bool {
	switch use.u.Name() {
	case "su":
		return !use.has("-c", "--command", "--session-command")
	case "screen", "tmux", "tmux new", "tmux new-session", "script", "byobu", "zellij", "chroot", "nsenter", "unshare", "machinectl shell", "scriptreplay":
		return true
	}
	return false
}
