package main

import (
	"fmt"
	"slices"
	"strings"

	"caro/core"
	"caro/core/backend"
	"caro/core/cookbook"
	"caro/core/local"
	"caro/core/prompt"
)

// smaller is the model that is measured beside the default one.
const smaller = "qwen2.5-coder-0.5b"

// configuration is one way to get a command.
type configuration struct {
	name  string
	title string
	model string // of the catalogue; the default one where ""
	// plain says that the model gets a plain instruction, and its text is taken as it is.
	plain bool
	// from is the configuration whose texts it reads in its own way: it asks nothing.
	from string
	// with sets the assistant up; nil where this Caro can't do it yet, or has no assistant.
	with func(*core.Assistant)
	// caro says that it is what a person gets, so that it must meet the aims.
	caro bool
	// looks says that it looks into the files that a request names.
	looks bool
}

// there reports whether this Caro has it.
func (c configuration) there() bool { return c.plain || c.from != "" || c.with != nil }

// The names of configurations that others refer to.
const (
	bare   = "bare"
	parsed = "parsed"
	fast   = "fast"
)

// configurations are all, in the order of the tables: each has one part more than the one
// before it, but for the last.
var configurations = []configuration{
	{name: bare, title: "bare model, plain instruction", plain: true},
	{name: parsed, title: "+ parsing", from: bare},
	{name: "fixed", title: "+ Caro's prompt and repairs", caro: true, with: func(*core.Assistant) {}},
	{name: "shapes", title: "+ how files are built", caro: true, looks: true, with: func(*core.Assistant) {}},
	{name: fast, title: "+ retrieval, the fast mode", caro: true, looks: true, with: func(a *core.Assistant) { a.Examples = local.Worked.Find }},
	{name: "selection", title: "+ selection", caro: true, looks: true, with: whole},
	{name: "small", title: "0.5B model, with all of it", model: smaller, looks: true, with: whole},
}

// whole is an assistant as a person has it.
func whole(a *core.Assistant) { a.Examples, a.Others = local.Worked.Find, local.Others }

// knownRequests are those that Caro has worked examples for: the overlap with them is
// measured. They are the ones that every prompt shows, and the cookbook's.
func knownRequests() []string {
	chat := prompt.Command("", prompt.Target{OS: "linux"}, nil)
	var list []string
	for _, m := range chat.Messages[:chat.Fixed] {
		if m.Role == backend.RoleUser {
			list = append(list, m.Content)
		}
	}
	entries, err := cookbook.Load()
	if err != nil {
		return list // its own tests say so
	}
	for _, e := range entries {
		list = append(list, e.Requests...)
	}
	return list
}

// configured are the configurations that the flag names, or all that are there; what
// another is read from comes with it.
func configured(names string) ([]configuration, error) {
	wanted := strings.Split(names, ",")
	for _, name := range wanted {
		i := slices.IndexFunc(configurations, func(c configuration) bool { return c.name == name })
		switch {
		case names == "":
		case i < 0:
			return nil, fmt.Errorf("there is no configuration %.20q", name)
		case !configurations[i].there():
			return nil, fmt.Errorf("this Caro has no %s yet", name)
		case configurations[i].from != "":
			wanted = append(wanted, configurations[i].from)
		}
	}
	var list []configuration
	for _, c := range configurations {
		if c.there() && (names == "" || slices.Contains(wanted, c.name)) {
			list = append(list, c)
		}
	}
	return list, nil
}

// asCaro is the last of the configurations that a person gets; ok is false where none is
// measured.
func asCaro(list []configuration) (c configuration, ok bool) {
	for _, l := range list {
		if l.caro {
			c, ok = l, true
		}
	}
	return c, ok
}
