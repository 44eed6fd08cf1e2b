package utilities

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// parse reads one file of the data.
func parse(text string) ([]*Utility, error) {
	var list []*Utility
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		var err error
		switch {
		case line[0] != '\t':
			var u *Utility
			if u, err = header(line); err == nil {
				list = append(list, u)
			}
		case len(list) == 0:
			err = errors.New("it belongs to no entry")
		default:
			err = list[len(list)-1].line(strings.TrimSpace(line))
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return list, nil
}

func header(line string) (*Utility, error) {
	names, summary, found := strings.Cut(line, ": ")
	if !found || !strings.HasSuffix(summary, ".") {
		return nil, fmt.Errorf("%q is no NAME: Summary", line)
	}
	return &Utility{Names: strings.Split(names, ", "), Summary: summary}, nil
}

// line reads an attribute or a flag.
func (u *Utility) line(text string) (err error) {
	if key, value, found := strings.Cut(text, ": "); found && attributes[key] != nil && !strings.Contains(key, " ") {
		return attributes[key](u, value)
	}
	f, err := parseFlag(text)
	if err == nil {
		u.Flags = append(u.Flags, f)
	}
	return err
}

var attributes = map[string]func(u *Utility, value string) error{
	"on": func(u *Utility, value string) error {
		u.On = strings.Fields(value)
		return allIn("system", u.On, "linux", "macos", Windows)
	},
	"operands": func(u *Utility, value string) (err error) {
		u.Operands, err = parseOperands(strings.Fields(value))
		return err
	},
	"effect": func(u *Utility, value string) (err error) {
		u.Effects, err = parseEffects(strings.Fields(value))
		return err
	},
	"style": func(u *Utility, value string) error {
		u.Style = Style(value)
		return allIn("style", []Style{u.Style}, Long, Tar, Assign)
	},
	"stop": func(u *Utility, value string) error {
		u.StopsFirst = true
		return allIn("stop", []string{value}, "first")
	},
	"package": func(u *Utility, value string) error {
		u.Packages = map[string]string{}
		for _, word := range strings.Fields(value) {
			manager, name, found := strings.Cut(word, "=")
			if !found {
				return fmt.Errorf("package %q is no MANAGER=NAME", word)
			}
			u.Packages[manager] = name
		}
		return nil
	},
	"danger": func(u *Utility, value string) error {
		u.Danger = value
		if value == "" || strings.HasSuffix(value, ".") {
			return fmt.Errorf("danger %q is no phrase", value)
		}
		return nil
	},
	"safer": func(u *Utility, value string) error { u.Safer = value; return nil },
}

func allIn[T comparable](what string, list []T, known ...T) error {
	for _, x := range list {
		if !slices.Contains(known, x) {
			return fmt.Errorf("%s %v is unknown", what, x)
		}
	}
	return nil
}

func parseOperands(words []string) ([]Operand, error) {
	list := make([]Operand, 0, len(words))
	repeats := 0
	for _, word := range words {
		var o Operand
		switch word[len(word)-1] {
		case '?':
			o.Optional = true
		case '*':
			o.Optional, o.Repeats = true, true
		case '+':
			o.Repeats = true
		}
		if o.Optional || o.Repeats {
			word = word[:len(word)-1]
		}
		if o.Repeats {
			repeats++
		}
		o.Role = Role(word)
		if !o.Role.known() {
			return nil, fmt.Errorf("role %q is unknown", word)
		}
		list = append(list, o)
	}
	if repeats > 1 {
		return nil, errors.New("two operands repeat")
	}
	return list, nil
}

func (r Role) known() bool { return r.Script() != "" || slices.Contains(roles, r) }

var roles = []Role{
	Read, Dir, Write, Append, Edit, New, Touch, Into, Move, Delete, Permission, Ownership, Link, Device, ReadDevice, MountPoint,
	Command, UntilSemi, Shell, Remote, RemoteInto, URL, PID, Assignment, Text, Any,
	"pattern", "number", "name", "format", "mode", "owner", "user", "group", "host", "port", "signal", "service",
	"package", "image", "container", "branch", "refs", "key",
}

func parseEffects(words []string) ([]Effect, error) {
	list := make([]Effect, len(words))
	for i, word := range words {
		list[i] = Effect(word)
		if !slices.Contains(effects, list[i]) {
			return nil, fmt.Errorf("effect %q is unknown", word)
		}
	}
	return list, nil
}

var effects = []Effect{
	Reads, Writes, Overwrites, Deletes, Permits, Owns, Moves, Processes, Power, NetworkIn, NetworkOut, RemoteCode, Privilege,
	Persistence, Devices, Credentials, History, Packages, Containers, Settings,
}

// parseFlag reads NAMES | Meaning. | versions | tags.
func parseFlag(text string) (*Flag, error) {
	fields := strings.Split(text, "|")
	if len(fields) < 2 || len(fields) > 4 {
		return nil, fmt.Errorf("%q is neither an attribute nor a flag", text)
	}
	for len(fields) < 4 {
		fields = append(fields, "")
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	f := &Flag{Meaning: fields[1]}
	if !strings.HasSuffix(f.Meaning, ".") {
		return nil, fmt.Errorf("the meaning %q doesn't end in a full stop", f.Meaning)
	}
	names := strings.Fields(fields[0])
	for i, name := range names {
		if i == len(names)-1 {
			var err error
			if name, err = f.argument(name); err != nil {
				return nil, err
			}
		}
		f.Names = append(f.Names, name)
	}
	for _, word := range strings.Fields(fields[2]) {
		if err := allIn("platform", []string{word}, "gnu", "bsd", "busybox", "linux", "macos"); err != nil {
			return nil, err
		}
		switch word {
		case "linux":
			word = string(GNU)
		case "macos":
			word = string(BSD)
		}
		f.On = append(f.On, Version(word))
	}
	for _, tag := range strings.Fields(fields[3]) {
		if err := f.tag(tag); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// argument takes =NAME:role or [=NAME:role] off a spelling.
func (f *Flag) argument(spelling string) (name string, err error) {
	name, argument, found := strings.Cut(spelling, "=")
	if !found {
		return spelling, nil
	}
	if begin, optional := strings.CutSuffix(name, "["); optional {
		f.Optional = true
		name, argument = begin, strings.TrimSuffix(argument, "]")
	}
	f.Argument, f.Role = argument, Text
	// In capitals, what is behind the colon belongs to the argument's name: =NAME:VALUE.
	if before, role, found := strings.Cut(argument, ":"); found && role != strings.ToUpper(role) {
		f.Argument = before
		if f.Role = Role(role); !f.Role.known() {
			return "", fmt.Errorf("role %q is unknown", role)
		}
	}
	return name, nil
}

func (f *Flag) tag(tag string) (err error) {
	switch key, value, _ := strings.Cut(tag, "="); key {
	case "recursive":
		f.Recursive = true
	case "force":
		f.Force = true
	case "ask":
		f.Ask = true
	case "dry":
		f.Dry = true
	case "danger":
		f.Danger = true
	case "instead":
		f.Instead = true
	case "final":
		f.Final = true
	case "effect":
		var more []Effect
		more, err = parseEffects([]string{value})
		f.Effects = append(f.Effects, more...)
	case "operands":
		f.Operands, err = parseOperands(strings.FieldsFunc(value, func(r rune) bool { return r == ',' }))
	default:
		err = fmt.Errorf("tag %q is unknown", tag)
	}
	return err
}
