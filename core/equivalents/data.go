package equivalents

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"caro/resources"
)

// key is a utility on a system.
type key struct {
	system System
	name   string
}

// entry is the text of a utility's rules.
type entry struct {
	file string
	line int
	text string
}

// store has the text of each entry, which is read when it is asked for: most commands
// need none.
type store struct {
	sync.Mutex
	texts        map[key][]entry
	translations map[string]entry
	read         map[key][]Rule
	translators  map[string]*Translation
}

var data = sync.OnceValue(func() *store {
	d, err := newStore(resources.Equivalents)
	if err != nil {
		panic(err) // TestData reads the same
	}
	return d
})

func newStore(files fs.FS) (*store, error) {
	d := &store{texts: map[key][]entry{}, translations: map[string]entry{}, read: map[key][]Rule{}, translators: map[string]*Translation{}}
	for _, name := range []string{string(MacOS), string(Linux), "translations"} {
		file := "equivalents/" + name + ".txt"
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		for _, e := range entries(path.Base(file), string(text)) {
			head, _, _ := strings.Cut(e.text, "\n")
			if name == "translations" {
				head, _, _ = strings.Cut(head, " ")
				d.translations[head] = e
				continue
			}
			for utility := range strings.SplitSeq(head, ", ") {
				k := key{System(name), strings.TrimSpace(utility)}
				d.texts[k] = append(d.texts[k], e)
			}
		}
	}
	return d, nil
}

// entries parts a file: each entry begins with a line that isn't indented.
func entries(file, text string) (list []entry) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		switch {
		case strings.TrimSpace(line) == "" || line[0] == '#':
		case line[0] != '\t':
			list = append(list, entry{file, n, line})
		case len(list) > 0:
			e := &list[len(list)-1]
			// Lines that are left out keep their place.
			e.text += strings.Repeat("\n", max(0, n-e.line-strings.Count(e.text, "\n"))) + line
		}
	}
	return list
}

// rules reads the rules of a utility. Those that can't be read are left out; TestData
// finds them.
func (d *store) rules(system System, name string) []Rule {
	k := key{system, name}
	if list, done := d.read[k]; done {
		return list
	}
	texts, known := d.texts[k]
	if !known {
		return nil
	}
	var list []Rule
	for _, e := range texts {
		more, err := e.rules()
		if err == nil {
			list = append(list, more...)
		}
	}
	d.read[k] = list
	return list
}

func (e entry) rules() (list []Rule, err error) {
	for i, line := range strings.Split(e.text, "\n") {
		line = strings.TrimSpace(line)
		if i == 0 || line == "" {
			continue
		}
		r, err := parseRule(line)
		r.Place = fmt.Sprintf("%s:%d", e.file, e.line+i)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Place, err)
		}
		list = append(list, r)
	}
	return list, nil
}

func (d *store) translation(name string) (*Translation, error) {
	if t, done := d.translators[name]; done {
		return t, nil
	}
	e, known := d.translations[name]
	if !known {
		return nil, fmt.Errorf("the translation %q is unknown", name)
	}
	t, err := parseTranslation(e.translationText())
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", e.file, name, err)
	}
	d.translators[name] = t
	return t, nil
}

// translationText is an entry without its blank lines.
func (e entry) translationText() string {
	var b strings.Builder
	for line := range strings.Lines(e.text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(line)
		}
	}
	return b.String()
}
