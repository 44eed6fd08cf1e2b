package shell

import (
	"path"
	"strings"

	"caro/core/shell/meaning"
	"caro/core/utilities"
)

// builtins are commands of which the arguments are enough for a phrase: those of the shell
// itself.
var builtins map[string]func(c *speech) string

// phrases are the utilities whose phrase hangs on more than a template can say; they need
// the data of the utility.
var phrases map[string]func(c *speech) string

func init() {
	builtins = map[string]func(c *speech) string{
		"cd": (*speech).folder, "pushd": (*speech).folder, "chdir": (*speech).folder, "echo": (*speech).echo, "printf": (*speech).echo,
		"export": (*speech).export, "declare": (*speech).export, "read": (*speech).read, "source": (*speech).source, ".": (*speech).source, "eval": (*speech).eval,
		"sh": (*speech).shell, "bash": (*speech).shell, "zsh": (*speech).shell, "dash": (*speech).shell, "ksh": (*speech).shell, "fish": (*speech).shell, "ash": (*speech).shell,
		"command": (*speech).command, "exec": (*speech).command, "builtin": (*speech).command, "alias": (*speech).alias, "set": (*speech).set, "trap": (*speech).trap,
		"[": (*speech).test, "test": (*speech).test, ":": (*speech).nothing, "true": (*speech).nothing, "which": (*speech).which, "type": (*speech).which, "unset": (*speech).unset,
	}
	phrases = map[string]func(c *speech) string{
		"find": (*speech).find, "gfind": (*speech).find,
		"grep": (*speech).grep, "egrep": (*speech).grep, "fgrep": (*speech).grep, "zgrep": (*speech).grep, "rg": (*speech).grep, "git grep": (*speech).grep,
		"sed": (*speech).sed, "gsed": (*speech).sed, "awk": (*speech).awk, "gawk": (*speech).awk, "mawk": (*speech).awk, "jq": (*speech).jq,
		"sort": (*speech).sort, "head": (*speech).head, "tail": (*speech).tail, "cut": (*speech).cut, "tr": (*speech).tr, "uniq": (*speech).uniq, "wc": (*speech).wc,
		"xargs": (*speech).xargs, "parallel": (*speech).xargs, "ssh": (*speech).ssh, "sleep": (*speech).sleep, "ps": (*speech).ps, "dig": (*speech).dig, "ffmpeg": (*speech).ffmpeg,
		"chmod": (*speech).chmod, "umask": (*speech).umask, "date": (*speech).date, "tar": (*speech).tar, "kill": (*speech).kill, "cat": (*speech).cat, "rsync": (*speech).rsync,
		"mv": (*speech).mv, "rm": (*speech).rm, "killall": (*speech).kill, "pkill": (*speech).kill, "shutdown": (*speech).shutdown, "at": (*speech).at, "git reset": (*speech).gitReset, "lsof": (*speech).lsof, "timeout": (*speech).timeout, "watch": (*speech).watch, "git diff": (*speech).gitDiff, "git push": (*speech).gitPush,
	}
}

// word is an argument as a person reads it.
func (c *speech) word(f field) string { return c.t.text(f, c.s.plain) }

// files words the operands that are paths to read; "" for none.
func (c *speech) files() string {
	var list []usedOperand
	for _, o := range c.use.operands {
		switch o.role {
		case utilities.Read, utilities.Edit, utilities.Dir:
			if strings.HasSuffix(c.name(), "awk") && setting.MatchString(o.text) {
				continue
			}
			list = append(list, o)
		}
	}
	return c.t.things(list, c.s.plain)
}

// setting is NAME=VALUE, which awk takes among its files.
var setting = expr(`^[A-Za-z_]+=`)

// of puts a word before the files, and nothing where there are none.
func (c *speech) of(word string) string {
	if files := c.input(); files != "" {
		return word + files
	}
	return ""
}

// input is what a filter reads: files, or what is given to it by <.
func (c *speech) input() string {
	if files := c.files(); files != "" {
		return files
	}
	if c.fed != "" {
		c.used = true
		return c.t.place(c.fed)
	}
	return ""
}

func (c *speech) nothing() string {
	if c.name() == "true" {
		return "succeed"
	}
	return "do nothing"
}

func (c *speech) folder() string {
	var to []field
	for _, f := range c.s.list[1:] {
		if f.text == "-" || f.text != "" && f.text[0] != '-' {
			to = append(to, f)
		}
	}
	switch {
	case len(to) == 0:
		return "go to your home folder"
	case to[0].text == "-" || c.word(to[0]) == "-":
		return "go back to the folder before"
	}
	if words := c.t.place(c.word(to[0])); words != each {
		return "go to " + words
	}
	return "go into it"
}

func (c *speech) echo() string {
	var list []string
	for i, f := range c.s.list[1:] {
		text := c.word(f)
		if i == 0 && c.name() == "echo" && len(text) > 1 && text[0] == '-' && strings.Trim(text[1:], "neE") == "" {
			continue
		}
		if n := len(list); n > 0 && list[n-1] == text && c.s.list[i].at == f.at { // several words of one variable
			continue
		}
		list = append(list, text)
	}
	if len(list) == 0 {
		return "print an empty line"
	}
	if len(list) == 1 && (list[0] == each || strings.HasPrefix(list[0], "$") && !strings.ContainsAny(list[0], " \t\n") || strings.HasPrefix(list[0], "what “")) {
		return "print " + list[0]
	}
	if c.name() == "printf" && len(list) > 1 && (list[0] == `%s\n` || list[0] == `%d\n`) {
		for i, text := range list[1:] {
			list[1+i] = bare(text)
		}
		if len(list) == 2 {
			return "print " + list[1]
		}
		return "print " + meaning.And(list[1:]) + ", each on a line"
	}
	if c.name() == "printf" {
		words := "print " + meaning.Quote(strings.TrimSuffix(list[0], `\n`))
		if len(list) > 1 {
			for i, text := range list[1:] {
				list[1+i] = bare(text)
			}
			words = "print " + meaning.And(list[1:]) + " in the form " + meaning.Quote(strings.TrimSuffix(list[0], `\n`))
		}
		return words
	}
	return "print " + meaning.Quote(strings.Join(list, " "))
}

func (c *speech) export() string {
	var names []string
	for _, f := range c.s.list[1:] {
		name, value, found := strings.Cut(c.word(f), "=")
		switch {
		case strings.HasPrefix(name, "-"):
		case found:
			names = append(names, name+" to "+bare(value))
		default:
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "show the variables that programs get"
	}
	words := "set " + meaning.And(names)
	if c.name() == "export" {
		words += ", for programs that are started too"
	}
	return words
}

func (c *speech) read() string {
	for i, f := range c.s.list {
		if f.text == "-p" && i+1 < len(c.s.list) {
			return "ask " + meaning.Quote(strings.TrimSpace(c.word(c.s.list[i+1]))) + " and read the answer"
		}
	}
	return "read a line"
}

func (c *speech) source() string {
	if len(c.s.list) < 2 {
		return ""
	}
	name := c.word(c.s.list[1])
	if strings.HasSuffix(name, "bin/activate") {
		return "switch to the Python environment " + path.Dir(path.Dir(name))
	}
	return "run the commands in " + c.t.place(name) + " in this shell"
}

func (c *speech) eval() string {
	if inner := c.t.inner(c); inner != "" {
		return inner
	}
	if len(c.s.list) == 2 {
		if text := c.sourceOf(c.s.list[1]); strings.HasPrefix(text, "$(") {
			return "run what the command " + meaning.Quote(strings.TrimSuffix(strings.TrimPrefix(text, "$("), ")")) + " prints as a command"
		}
	}
	return "run a text as a command"
}

// sourceOf is a word as it stands in the command, without quotes around it.
func (c *speech) sourceOf(f field) string {
	if !c.s.plain || f.at.end > len(c.t.w.src) || f.at.start >= f.at.end {
		return ""
	}
	return strings.Trim(c.t.w.src[f.at.start:f.at.end], `"`)
}

func (c *speech) shell() string {
	if inner := c.t.inner(c); inner != "" {
		return inner
	}
	var args []string
	for _, f := range c.s.list[1:] {
		if f.text == "" || f.text[0] == '-' && f.text != "-" {
			continue
		}
		args = append(args, bare(c.word(f)))
	}
	if len(args) > 0 && strings.HasPrefix(args[0], "what “") {
		return "run " + args[0] + " as a shell script"
	}
	if len(args) > 0 {
		return "run the script " + args[0]
	}
	if c.fed != "" {
		c.used = true
		return "run the script " + c.t.place(c.fed)
	}
	if c.piped {
		return "run that as a shell script"
	}
	return "start a shell (" + c.name() + ")"
}

func (c *speech) command() string {
	args := c.s.list[1:]
	if len(args) > 1 && has([]string{args[0].text}, "-v", "-V") {
		return "say which program " + bare(c.word(args[1])) + " is"
	}
	inner := c.t.inner(c)
	if inner != "" && c.name() == "exec" {
		return inner + ", in place of this shell"
	}
	if inner == "" && c.name() == "exec" {
		return "set where the shell reads from and writes to"
	}
	return inner
}

func (c *speech) which() string {
	if n := len(c.s.list); n > 1 && c.s.list[n-1].text != "" && c.s.list[n-1].text[0] != '-' {
		return "say which program " + bare(c.word(c.s.list[n-1])) + " is"
	}
	return ""
}

func (c *speech) alias() string {
	var out []string
	for _, f := range c.s.list[1:] {
		if name, value, found := strings.Cut(c.word(f), "="); found {
			out = append(out, "make "+name+" a short name for "+meaning.Quote(value))
		}
	}
	if len(out) == 0 {
		return "show the short names of commands"
	}
	return then(out)
}

func (c *speech) set() string {
	args := texts(c.s.list[1:])
	if len(args) > 0 && (args[0] == "-e" || strings.HasPrefix(args[0], "-e")) {
		return "have the shell stop at the first error"
	}
	if len(args) > 0 && args[0] == "-x" {
		return "have the shell show each command before it runs it"
	}
	if len(args) == 1 && args[0] == "-o" {
		return "show the shell's options"
	}
	return "set options of the shell"
}

func (c *speech) trap() string {
	if len(c.s.list) > 2 {
		if inner := c.t.inner(c); inner != "" {
			return "when " + meaning.Or(texts(c.s.list[2:])) + " comes, " + inner
		}
		if c.s.list[1].text == "-" {
			return "no longer do anything when " + meaning.Or(texts(c.s.list[2:])) + " comes"
		}
	}
	return ""
}

func (c *speech) unset() string {
	var names []string
	for _, f := range c.s.list[1:] {
		if f.text != "" && f.text[0] != '-' {
			names = append(names, bare(c.word(f)))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "forget " + meaning.And(names)
}

func (c *speech) test() string {
	if cond := c.t.conditionOf(c.s, false); cond != "" {
		return "test whether " + cond
	}
	return "test something"
}

func (c *speech) umask() string {
	if len(c.use.operands) == 1 {
		if words := meaning.Mask(c.use.operands[0].text); words != "" {
			return "from now on, " + words
		}
	}
	return ""
}

// mv renames where both stand in the same folder.
func (c *speech) mv() string {
	ops := c.use.operands
	if len(ops) != 2 || c.use.has("-t") {
		return ""
	}
	from, to := c.word(ops[0].field), c.word(ops[1].field)
	if from == each && strings.HasPrefix(to, "its name") {
		return "rename it to " + to
	}
	if strings.HasSuffix(to, "/") || strings.ContainsAny(from, "*?") || has([]string{to}, ".", "..", "~") || path.Dir(from) != path.Dir(to) || ops[0].from != nil || path.Ext(from) != path.Ext(to) && path.Ext(to) == "" || from == each {
		return ""
	}
	return "rename " + bare(from) + " to " + bare(path.Base(to))
}

func (c *speech) cat() string {
	files := c.input()
	switch {
	case files == "" && (c.follows || c.text != ""):
		c.used = true
		if c.text != "" {
			return "print " + meaning.Quote(c.text)
		}
		return "print the lines that follow"
	case c.pipes && files != "" && !c.piped:
		return "read " + files
	case files == "" && c.piped:
		return "print it"
	case files == "":
		return ""
	case len(c.use.operands) > 1 || strings.Contains(files, "everything"):
		return "print " + files + " one after the other"
	}
	words := "print " + files
	if c.use.has("-n", "--number") {
		words += " with line numbers"
	}
	return words
}
