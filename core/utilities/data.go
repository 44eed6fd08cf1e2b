package utilities

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"caro/resources"
)

// Find returns the utility of that name, with its subcommands; nil where none is known.
// Only its own entries are read: all of them together would take longer than most answers.
func Find(name string) *Utility {
	i := entries()
	i.Lock()
	defer i.Unlock()
	if u, done := i.read[name]; done {
		return u
	}
	u, err := i.build(name)
	if err != nil {
		panic(err) // TestData reads the same
	}
	i.read[name] = u
	return u
}

// index has the text of each entry by the first word of each of its names.
type index struct {
	sync.Mutex
	texts map[string][]entry
	read  map[string]*Utility
}

type entry struct {
	file, text string
}

var entries = sync.OnceValue(func() *index {
	i, err := newIndex(resources.Utilities)
	if err != nil {
		panic(err)
	}
	return i
})

func newIndex(files fs.FS) (*index, error) {
	names, err := fs.Glob(files, "utilities/*.txt")
	if err != nil {
		return nil, err
	}
	i := &index{texts: map[string][]entry{}, read: map[string]*Utility{}}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		i.add(path.Base(name), string(data))
	}
	return i, nil
}

// add parts a file into its entries: each begins with a line that isn't indented.
func (i *index) add(file, text string) {
	text = blankLines.ReplaceAllString(text, "\n")
	for text != "" {
		end := 0
		for {
			line := strings.IndexByte(text[end:], '\n')
			if line < 0 {
				end = len(text)
				break
			}
			end += line + 1
			if end >= len(text) || text[end] != '\t' {
				break
			}
		}
		e := text[:end]
		text = text[end:]
		if e[0] == '#' || strings.TrimSpace(e) == "" {
			continue
		}
		head, _, _ := strings.Cut(e, ": ")
		before := ""
		for name := range strings.SplitSeq(head, ", ") {
			first, _, _ := strings.Cut(name, " ")
			if first != before {
				i.texts[first] = append(i.texts[first], entry{file, e})
			}
			before = first
		}
	}
}

// build reads the entries of a utility and its subcommands.
func (i *index) build(name string) (*Utility, error) {
	var main *Utility
	var subs []*Utility
	for _, e := range i.texts[name] {
		list, err := parse(e.text)
		if err != nil {
			head, _, _ := strings.Cut(e.text, "\n")
			return nil, fmt.Errorf("%s: %s: %w", e.file, head, err)
		}
		u := list[0]
		u.GNULong = strings.HasPrefix(e.file, "coreutils")
		switch {
		case !slices.Contains(u.Names, name):
			subs = append(subs, u)
		case main != nil:
			return nil, fmt.Errorf("%s: %s is there twice", e.file, name)
		default:
			main = u
		}
	}
	if main == nil && len(subs) == 0 {
		return nil, nil //nolint:nilnil // none is known
	}
	if main == nil { // known by its subcommands only
		main = &Utility{Names: []string{name}, Summary: subs[0].Summary}
	}
	// Those of fewer words first, so that "git remote" is there before "git remote add".
	slices.SortStableFunc(subs, func(a, b *Utility) int { return strings.Count(a.Name(), " ") - strings.Count(b.Name(), " ") })
	for _, u := range subs {
		main.hang(u)
	}
	return main, nil
}

var blankLines = regexp.MustCompile(`\n[ \t]*\n+`)

// hang puts a subcommand below its utility; one in between that has no entry of its own
// gets an empty one. Of two for the same name the first one stays: the other has it as one
// more name.
func (u *Utility) hang(sub *Utility) {
	for _, full := range sub.Names {
		words := strings.Fields(full)
		if words[0] != u.Name() && !slices.Contains(u.Names, words[0]) || len(words) == 1 {
			continue
		}
		at := u
		for i, word := range words[1:] {
			if at.subs == nil {
				at.subs = map[string]*Utility{}
			}
			last := i == len(words)-2
			if at == sub { // a name of it goes on from another
				break
			}
			switch next := at.subs[word]; {
			case last && next != nil:
			case last:
				at.subs[word] = sub
			case next == nil:
				at.subs[word] = &Utility{Names: []string{strings.Join(words[:i+2], " ")}, Summary: at.Summary}
			}
			at = at.subs[word]
		}
	}
}

// Names are the names of all utilities that are no subcommands, in order.
func Names() []string {
	i := entries()
	i.Lock()
	defer i.Unlock()
	list := make([]string, 0, len(i.texts))
	for name := range i.texts {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
