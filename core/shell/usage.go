package shell

import (
	"strings"

	"caro/core/utilities"
)

// usage is a command line read by what is known of its utility.
type usage struct {
	u        *utilities.Utility
	flags    []usedFlag
	operands []usedOperand
	strange  []strange
	rest     []field // the command that follows, of a wrapper
	until    [][]field
	names    []field            // the utility's name and its subcommands'
	raw      []field            // all arguments
	main     *utilities.Utility // that u is a subcommand of, or u
	seconds  []field            // second arguments of flags
	calm     bool               // it loses nothing, whatever the data say
}

type usedFlag struct {
	flag    *utilities.Flag
	name    string
	value   *field // its argument; nil for none
	at      span
	next    int             // where in the arguments the word behind it and its value stands
	negated bool            // find's ! stands before it
	here    *utilities.Flag // what it is by this machine's manual, where the data have it for another system only
}

type usedOperand struct {
	field
	role utilities.Role
}

// read takes a command line apart.
func read(u *utilities.Utility, list []field, v utilities.Version) usage {
	use := usage{u: u, main: u, names: list[:1:1], raw: list[1:]}
	r := reader{use: &use, v: v, list: list[1:]}
	r.flags()
	use.roles(r.operands)
	return use
}

// reader goes through the arguments.
type reader struct {
	use      *usage
	v        utilities.Version
	list     []field
	operands []field
	ended    bool // by --
	parents  []*utilities.Utility
	before   string // the argument before the one at hand
}

func (r *reader) next() (field, bool) {
	if len(r.list) == 0 {
		return field{}, false
	}
	f := r.list[0]
	r.list = r.list[1:]
	return f, true
}

func (r *reader) flags() {
	for i := 0; ; i++ {
		f, ok := r.next()
		if !ok {
			return
		}
		u := r.use.u
		not := r.before == "!" || r.before == "-not"
		r.before = f.text
		n := len(r.use.flags)
		sub := u.Sub(f.text)
		if before, after, found := strings.Cut(f.text, ":"); found && sub == nil && u.Sub(before) != nil {
			sub = u.Sub(before).Sub(after) // heroku pg:reset
		}
		switch {
		case r.ended:
			r.operands = append(r.operands, f)
		case len(r.operands) == 0 && sub != nil && u.Style != utilities.Assign:
			r.parents = append(r.parents, u)
			r.use.u = sub
			r.use.names = append(r.use.names, f)
			if f.text == "--" {
				r.ended = true
			}
			i = -1
		case f.text == "--":
			r.ended = true
		case u.Style == utilities.Assign && r.assignment(f):
		case i == 0 && u.Style == utilities.Tar && f.text != "" && f.text[0] != '-' && r.cluster(f, "-"+f.text):
		case len(f.text) > 1 && (f.text[0] == '-' || f.text[0] == '+' && r.find(f.text) != nil):
			r.flag(f)
		default:
			r.operands = append(r.operands, f)
			if u.StopsFirst || r.commandNext() {
				r.operands = append(r.operands, r.list...)
				r.list = nil
			}
		}
		if not && n < len(r.use.flags) {
			r.use.flags[n].negated = true
		}
		for i := n; i < len(r.use.flags); i++ {
			r.use.flags[i].next = len(r.use.raw) - len(r.list)
		}
	}
}

// commandNext reports whether the operand that was read last begins a command.
func (r *reader) commandNext() bool {
	ops := r.use.u.Operands
	return len(ops) > 0 && len(r.operands) > 0 && len(r.operands) <= len(ops) && ops[len(r.operands)-1].Role == utilities.Command
}

func (r *reader) find(name string) *utilities.Flag {
	if f := r.use.u.Flag(name, r.v); f != nil {
		return f
	}
	for i := len(r.parents) - 1; i >= 0; i-- {
		if f := r.parents[i].Flag(name, r.v); f != nil {
			return f
		}
	}
	return nil
}

// assignment reads NAME=VALUE of dd.
func (r *reader) assignment(f field) bool {
	name, value, found := strings.Cut(f.text, "=")
	flag := r.find(name)
	if !found || flag == nil {
		return false
	}
	v := f
	v.text = value
	r.use.flags = append(r.use.flags, usedFlag{flag: flag, name: name, value: &v, at: f.at})
	return true
}

// flag reads one argument that begins with a dash.
func (r *reader) flag(f field) {
	if flag := r.find(f.text); flag != nil {
		r.take(flag, f.text, f, nil)
		return
	}
	if name, value, found := strings.Cut(f.text, "="); found {
		if flag := r.long(name); flag != nil {
			v := f
			v.text = value
			r.take(flag, name, f, &v)
			return
		}
	} else if strings.HasPrefix(f.text, "--") {
		if flag := r.long(f.text); flag != nil {
			r.take(flag, f.text, f, nil)
			return
		}
	}
	if strings.HasPrefix(f.text, "--") && r.use.u.Style == utilities.Long {
		name, value, found := strings.Cut(f.text[1:], "=")
		if flag := r.find(name); flag != nil { // terraform takes two dashes, too
			v := f
			v.text = value
			if !found {
				r.take(flag, name, f, nil)
			} else {
				r.take(flag, name, f, &v)
			}
			return
		}
	}
	if strings.HasPrefix(f.text, "--") || r.use.u.Style == utilities.Long {
		r.use.strange = append(r.use.strange, strange{f, len(r.use.names)})
		return
	}
	if !r.cluster(f, f.text) {
		r.use.strange = append(r.use.strange, strange{f, len(r.use.names)})
	}
}

// long finds a long flag by its name or the beginning of it.
func (r *reader) long(name string) *utilities.Flag {
	if flag := r.find(name); flag != nil || !strings.HasPrefix(name, "--") || len(name) < 4 {
		return flag
	}
	if list := r.use.u.LongFlags(name, r.v); len(list) == 1 {
		return list[0]
	}
	return nil
}

// take notes a flag, with the argument that is attached or follows.
func (r *reader) take(flag *utilities.Flag, name string, at field, value *field) {
	used := usedFlag{flag: flag, name: name, value: value, at: at.at}
	switch {
	case flag.Role == utilities.UntilSemi || flag.Role == utilities.Command && value == nil:
		var list []field
		for f, ok := r.next(); ok && f.text != ";" && f.text != "+"; f, ok = r.next() {
			list = append(list, f)
		}
		r.use.until = append(r.use.until, list)
	case value == nil && flag.Argument != "" && !flag.Optional:
		if f, ok := r.next(); ok {
			used.value = &f
		}
	}
	r.use.flags = append(r.use.flags, used)
	if has([]string{name}, "--arg", "--argjson", "--slurpfile", "--rawfile") || has([]string{r.use.u.Name() + " " + name}, "sips -s", "sips --setProperty") { // a name and a value
		if f, ok := r.next(); ok {
			r.use.seconds = append(r.use.seconds, f)
		}
	}
}

// cluster reads -abc, where each letter is a flag and the last may have an argument. It
// reports whether all are known; where not, nothing is taken.
func (r *reader) cluster(f field, text string) bool {
	letters := []rune(text[1:])
	var list []usedFlag
	for i := 0; i < len(letters); i++ {
		name := text[:1] + string(letters[i])
		flag := r.find(name)
		if flag == nil {
			// -10 of head and the like: a number is a flag by itself.
			if len(list) == 0 && letters[0] >= '0' && letters[0] <= '9' {
				if number := r.find("-NUM"); number != nil {
					r.use.flags = append(r.use.flags, usedFlag{flag: number, name: "-NUM", value: &field{text: string(letters), at: f.at}, at: f.at})
					return true
				}
			}
			r.worst(letters)
			return false
		}
		used := usedFlag{flag: flag, name: name, at: f.at}
		if flag.Optional && i+1 < len(letters) && numeric(flag.Argument) && (letters[i+1] < '0' || letters[i+1] > '9') {
			list = append(list, used)
			continue
		}
		if flag.Argument != "" && (i+1 < len(letters) || !flag.Optional) && (r.use.u.Style != utilities.Tar || text == f.text) {
			if rest := string(letters[i+1:]); rest != "" {
				v := f
				v.text = rest
				used.value = &v
			} else if flag.Role == utilities.UntilSemi {
				r.use.flags = append(r.use.flags, list...)
				r.take(flag, name, f, nil)
				return true
			} else if next, ok := r.next(); ok {
				used.value = &next
			}
			list = append(list, used)
			break
		}
		if flag.Argument != "" && r.use.u.Style == utilities.Tar && text != f.text && !flag.Optional {
			if next, ok := r.next(); ok {
				used.value = &next
			}
		}
		list = append(list, used)
	}
	r.use.flags = append(r.use.flags, list...)
	return true
}

// numeric reports whether an argument is a number, by its name in the data.
func numeric(name string) bool {
	return has([]string{name}, "NUM", "N", "NUMBER", "OCTAL", "DIGITS", "COUNT", "LEVEL", "LINES", "SIZE", "HEX", "OCT")
}

// roles gives each operand its role.
func (use *usage) roles(list []field) {
	operands := use.u.Operands
	for _, f := range use.flags {
		if f.flag.Operands != nil {
			operands = f.flag.Operands
		}
	}
	for _, f := range use.flags {
		if f.flag.Instead && len(operands) > 0 && (operands[0].Role.Script() != "" || operands[0].Role == "pattern" || operands[0].Role == utilities.Shell || len(operands) > 1) {
			operands = operands[1:]
			break
		}
	}
	if len(operands) > 1 && operands[0].Role == utilities.Assignment {
		for len(list) > 0 && strings.Contains(list[0].text, "=") && !strings.HasPrefix(list[0].text, "=") {
			use.operands = append(use.operands, usedOperand{list[0], utilities.Assignment})
			list = list[1:]
		}
		operands = operands[1:]
	}
	// Those after the one that repeats are taken from the end.
	repeat := -1
	for i, o := range operands {
		if o.Repeats {
			repeat = i
		}
	}
	after := 0
	if repeat >= 0 {
		after = len(operands) - repeat - 1
	}
	for i, f := range list {
		role := utilities.Any
		left := len(list) - i
		switch {
		case repeat >= 0 && left <= after && i > 0:
			role = operands[len(operands)-left].Role
		case repeat >= 0 && i >= repeat:
			role = operands[repeat].Role
		case i < len(operands):
			role = operands[i].Role
		}
		if role == utilities.Command {
			use.rest = list[i:]
			return
		}
		use.operands = append(use.operands, usedOperand{f, role})
	}
}

// flag reports whether a flag with this name was used.
func (use *usage) has(names ...string) bool {
	for _, f := range use.flags {
		if has(f.flag.Names, names...) {
			return true
		}
	}
	return false
}

// value is the argument of the last use of a flag.
func (use *usage) value(names ...string) (field, bool) {
	for i := len(use.flags) - 1; i >= 0; i-- {
		if f := use.flags[i]; has(f.flag.Names, names...) && f.value != nil {
			return *f.value, true
		}
	}
	return field{}, false
}

// worst takes what makes things worse of a cluster of flags that aren't all known.
func (r *reader) worst(letters []rune) {
	for _, letter := range letters {
		name := "-" + string(letter)
		if flag := r.find(name); flag != nil && flag.Argument == "" && (flag.Recursive || flag.Force || flag.Danger) {
			r.use.flags = append(r.use.flags, usedFlag{flag: flag, name: name}) // it explains no part
		}
	}
}
