package shell

import (
	"maps"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"
)

// mark stands in a text for what isn't known: a private-use character that no command may
// hold. home stands for the home folder where it was expanded.
const (
	mark    = '\uE000'
	unknown = string(mark)
	// emptied begins a text with a variable that nobody has set here: it may be empty.
	emptied = unknown + unknown
	// secretly stands behind an unknown text that may hold a key or password.
	secretly = "\uE001"
	homeDir  = "~"
)

// scope is what a shell knows at one place: variables, functions, aliases, the working
// folder, and what was written to files before.
type scope struct {
	vars    map[string]string
	arrays  map[string][]string
	refs    map[string]string // names that stand for other variables
	params  []string          // $1 and so on; nil where unknown
	name    string            // $0
	funcs   map[string]*syntax.Stmt
	aliases map[string]string
	cwd     string // "" is where the command is begun
	files   map[string]stream
	links   map[string]string // links and mounts that were made: what lies behind
	mounts  map[string]string // in a container: the folders of this machine that it sees
	calling map[string]int
}

func newScope() *scope {
	return &scope{
		vars: map[string]string{}, refs: map[string]string{}, arrays: map[string][]string{}, links: map[string]string{}, funcs: map[string]*syntax.Stmt{}, aliases: map[string]string{},
		files: map[string]stream{}, calling: map[string]int{}, name: "bash",
	}
}

// sub is a scope whose changes don't come back: that of a subshell.
func (s *scope) sub() *scope {
	c := *s
	c.vars, c.funcs, c.aliases, c.calling = maps.Clone(s.vars), maps.Clone(s.funcs), maps.Clone(s.aliases), maps.Clone(s.calling)
	c.arrays, c.refs = maps.Clone(s.arrays), maps.Clone(s.refs)
	return &c // files are files: written in a subshell, they are there
}

// known are variables that a shell has without being told.
var known = map[string]string{
	"HOME": homeDir, "PWD": ".", "OLDPWD": unknown, "IFS": " \t\n", "TMPDIR": "/tmp", "TMP": "/tmp", "TEMP": "/tmp", "SHELL": "/bin/bash", "BASH": "/bin/bash", "PATH": "/usr/bin:/bin",
	"USER": unknown, "LOGNAME": unknown, "UID": unknown, "EUID": unknown, "HOSTNAME": unknown, "RANDOM": "0", "SECONDS": "0", "$": "1000", "PPID": "1", "?": "0", "!": "1000", "-": "hB", "_": unknown,
	"XDG_CONFIG_HOME": "~/.config", "XDG_CACHE_HOME": "~/.cache", "XDG_DATA_HOME": "~/.local/share", "XDG_RUNTIME_DIR": "/run/user/1000",
	"EDITOR": unknown, "LINENO": "1",
}

// environ gives the expansion what is known.
type environ struct{ s *scope }

// Get returns a variable; one that isn't known has a value that isn't.
func (e environ) Get(name string) expand.Variable {
	text := func(value string) expand.Variable {
		return expand.Variable{Set: true, Kind: expand.String, Str: value}
	}
	if other, ok := e.s.refs[name]; ok && other != name {
		if _, chained := e.s.refs[other]; !chained {
			return e.Get(other)
		}
	}
	if value, ok := e.s.vars[name]; ok {
		return text(value)
	}
	if list, ok := e.s.arrays[name]; ok {
		return expand.Variable{Set: true, Kind: expand.Indexed, List: list}
	}
	switch {
	case name == "@" || name == "*":
		list := e.s.params
		if list == nil {
			list = []string{unknown}
		}
		return expand.Variable{Set: true, Kind: expand.Indexed, List: list}
	case name == "#":
		return text(strconv.Itoa(len(e.s.params)))
	case name == "0":
		return text(e.s.name)
	case len(name) == 1 && name[0] >= '1' && name[0] <= '9':
		if i := int(name[0] - '1'); e.s.params != nil {
			if i < len(e.s.params) {
				return text(e.s.params[i])
			}
			return expand.Variable{}
		}
		return text(unknown)
	case name == "PWD" && e.s.cwd != "":
		return text(e.s.cwd)
	}
	if value, ok := known[name]; ok {
		return text(value)
	}
	if user, found := strings.CutPrefix(name, "HOME "); found {
		return text("/home/" + user)
	}
	return expand.Variable{} // unset, as far as can be seen: ${x:-…} takes what follows
}

// Each is asked for by ${!prefix*} only.
func (e environ) Each(func(name string, v expand.Variable) bool) {}

// Set is asked for by ${x:=…}.
func (e environ) Set(name string, v expand.Variable) error {
	e.s.vars[name] = v.String()
	return nil
}
