package local

import (
	"sync"

	"caro/core/cookbook"
	"caro/core/examples"
	"caro/core/prompt"
	"caro/core/utilities"
)

// Examples are the worked tasks that are put into a request, read when the first one is
// asked for.
type Examples struct {
	// Most is how many; Least how like to the command that is asked for one must be expected
	// to be, 0 to 1.
	Most  int
	Least float64

	once  sync.Once
	index *examples.Index
}

// Find gives the examples for a request, the most alike last: that is where a model looks
// first.
func (x *Examples) Find(query string, target prompt.Target) []prompt.Example {
	x.once.Do(func() {
		entries, err := cookbook.Load()
		if err != nil {
			entries = nil // a test sees to it that the shipped ones can be read
		}
		x.index = examples.New(entries)
	})
	command := func(e cookbook.Entry) string {
		if target.Version() == utilities.BSD {
			return e.BSD
		}
		return e.GNU
	}
	var list []prompt.Example
	found := x.index.Find(query, x.Most, func(e cookbook.Entry) bool { return command(e) != "" })
	for i := len(found) - 1; i >= 0; i-- {
		if f := found[i]; f.Share >= x.Least {
			list = append(list, prompt.Example{Request: f.Request, Command: command(f.Entry)})
		}
	}
	return list
}
