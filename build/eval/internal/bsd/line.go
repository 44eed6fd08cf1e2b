package bsd

import (
	"slices"
	"strings"

	"caro/core/utilities"
)

// line is a command line that is being read by what is known of its utility.
type line struct {
	*looker
	u, main  *utilities.Utility // main is what u is a subcommand of, or u
	operands int
}

func (r *line) read(args []string) {
	first := true
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch sub := r.u.Sub(arg); {
		case arg == "--":
			r.rest(args)
			return
		case sub != nil && r.operands == 0 && r.u.Style != utilities.Assign:
			r.u = sub
			if len(sub.On) > 0 && !slices.Contains(sub.On, "macos") {
				r.foreign("%s isn't there on macOS", sub.Name())
			}
		case len(arg) > 1 && arg[0] == '-':
			args = r.flag(arg, args)
		case first && r.u.Style == utilities.Tar && arg != "":
			args = r.letters(arg, args)
		case r.role() == utilities.Command:
			r.call(append([]string{arg}, args...))
			return
		case r.role() == utilities.Shell:
			r.shell(arg)
			r.operands++
		default:
			r.operands++
			if r.u.StopsFirst {
				r.rest(args)
				return
			}
		}
		first = false
	}
}

// rest are operands whatever they look like.
func (r *line) rest(args []string) {
	for i, arg := range args {
		switch r.role() {
		case utilities.Command:
			r.call(args[i:])
			return
		case utilities.Shell:
			r.shell(arg)
		}
		r.operands++
	}
}

// role is that of the operand that comes next.
func (r *line) role() utilities.Role {
	ops := r.u.Operands
	if r.operands >= len(ops) {
		return utilities.Any
	}
	return ops[r.operands].Role
}

func (r *line) shell(text string) {
	if err := r.text(text); err != nil {
		r.unknown("%s: %.40q", r.u.Name(), text)
	}
}

// find finds a flag, of the utility or of what it is a subcommand of.
func (r *line) find(name string) *utilities.Flag {
	if f := r.u.Flag(name, utilities.BSD); f != nil {
		return f
	}
	return r.main.Flag(name, utilities.BSD)
}

// note says what is to be said of a flag.
func (r *line) note(f *utilities.Flag, name string) {
	switch {
	case f == nil:
		r.unknown("%s %s", r.u.Name(), name)
	case !f.IsOn(utilities.BSD), r.u.GNULong && strings.HasPrefix(name, "--") && len(f.On) == 0:
		r.foreign("%s %s", r.u.Name(), name)
	}
}

// flag reads a word that begins with a dash, and returns what is left behind it.
func (r *line) flag(word string, args []string) []string {
	name, value, attached := strings.Cut(word, "=")
	switch f := r.find(word); {
	case f != nil:
		r.note(f, word)
		return r.argument(f, args)
	case strings.HasPrefix(word, "--"):
		f := r.find(name)
		if f == nil {
			if list := r.u.LongFlags(name, utilities.BSD); len(list) == 1 {
				f = list[0]
			}
		}
		r.note(f, name)
		if attached {
			r.inner(f, value)
			return args
		}
		return r.argument(f, args)
	case r.u.Style == utilities.Long:
		r.note(nil, word)
		return args
	case strings.Trim(word[1:], "0123456789") == "":
		return args // head -5
	}
	return r.letters(word[1:], args)
}

// letters reads short flags that stand together.
func (r *line) letters(word string, args []string) []string {
	for i, letter := range word {
		name := "-" + string(letter)
		f := r.find(name)
		r.note(f, name)
		if f == nil || f.Argument == "" {
			continue
		}
		if rest := word[i+len(string(letter)):]; rest != "" {
			r.inner(f, rest)
			return args
		}
		return r.argument(f, args)
	}
	return args
}

// argument takes a flag's argument off, where that is a word of its own.
func (r *line) argument(f *utilities.Flag, args []string) []string {
	if f == nil || f.Argument == "" || f.Optional || len(args) == 0 {
		return args
	}
	if f.Role == utilities.UntilSemi {
		end := slices.IndexFunc(args, func(a string) bool { return a == ";" || a == "+" })
		if end < 0 {
			end = len(args)
		}
		r.call(args[:end])
		return args[min(end+1, len(args)):]
	}
	r.inner(f, args[0])
	return args[1:]
}

// inner looks at a flag's argument where that is code of a shell.
func (r *line) inner(f *utilities.Flag, value string) {
	if f != nil && f.Role == utilities.Shell {
		r.shell(value)
	}
}
