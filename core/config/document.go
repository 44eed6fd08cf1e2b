package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// document is a file of settings as it stands: what it sets, where, and what is wrong.
// All places are offsets in bytes.
type document struct {
	text     []byte
	entries  []entry
	sections map[string]*section
	rootEnd  int // behind the line of the last setting before all tables; -1 for none
	firstTop int // start of the line of the first table's name in brackets; -1 for none

	mistakes []flaw
	more     int
}

// entry is a setting that the file has.
type entry struct {
	setting  *setting
	value    any // nil where it isn't right
	keyAt    int
	valueAt  int // -1 for a list, whose place isn't known
	valueEnd int
}

// section is a table that the file has.
type section struct {
	form form
	at   int
	end  int // of an inline table, behind its {; else behind the line of its last setting
}

// form is how a table is written. TOML lets none be written in two ways, nor twice in one
// way but for dotted keys.
type form int

const (
	header form = iota // [worker]
	dotted             // worker.idle = …
	inline             // worker = { idle = … }
)

type flaw struct {
	at      int
	message string
}

// maxMistakes is how many are told at once.
const maxMistakes = 10

// maxBrackets bounds those of a file, and with them how deep lists and tables lie in each
// other: the parser calls itself for each. The settings need at most six.
const maxBrackets = 1000

// decode reads the settings of a file, all that can be read of a wrong one.
func decode(text []byte) *document {
	d := &document{sections: map[string]*section{}, rootEnd: -1, firstTop: -1}
	// The byte of room keeps slices of nothing at the end inside the array, where the
	// parser wants them.
	d.text = append(make([]byte, 0, len(text)+1), bytes.TrimPrefix(text, byteOrderMark)...)
	if at := invalidUTF8(d.text); at >= 0 {
		d.wrong(at, func() string { return "not UTF-8 text" })
		return d
	}
	if bytes.Count(d.text, []byte("["))+bytes.Count(d.text, []byte("{")) > maxBrackets {
		d.wrong(0, func() string { return "more than 1,000 brackets: this is no file of settings" })
		return d
	}
	(&reader{document: d}).read()
	d.checkRemote()
	if len(d.mistakes) == 0 {
		d.secondOpinion()
	}
	slices.SortStableFunc(d.mistakes, func(a, b flaw) int { return cmp.Compare(a.at, b.at) })
	return d
}

// byteOrderMark begins what some editors write; TOML 1.0 doesn't know it.
var byteOrderMark = []byte("\ufeff")

func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// wrong notes a mistake; message is asked for only if it will be told.
func (d *document) wrong(at int, message func() string) {
	if len(d.mistakes) == maxMistakes {
		d.more++
		return
	}
	d.mistakes = append(d.mistakes, flaw{at, message()})
}

// checkRemote looks at what two settings say together.
func (d *document) checkRemote() {
	c, at := Default(), -1
	for _, e := range d.entries {
		if e.value != nil {
			e.setting.store(&c, e.value)
		}
		if e.setting.key == "remote.base_url" {
			at = e.keyAt
		}
	}
	if message := c.Remote.plain(); message != "" {
		d.wrong(at, func() string { return message })
	}
}

// secondOpinion has the whole read by toml.Unmarshal, which knows rules that its parser
// leaves to it, as that no number begins with 0.
func (d *document) secondOpinion() {
	err := toml.Unmarshal(d.text, &map[string]any{})
	if err == nil {
		return
	}
	at := 0
	var located *toml.DecodeError
	if errors.As(err, &located) {
		at = d.offset(located.Position())
	}
	d.wrong(at, func() string { return "not TOML: " + trimTOML(err.Error()) })
}

// offset is the place of a line and a column in bytes, both counted from 1.
func (d *document) offset(line, column int) int {
	at := 0
	for ; line > 1; line-- {
		at = d.lineEnd(at)
	}
	return min(at+column-1, len(d.text))
}

// lineEnd is behind the end of the line that holds a place.
func (d *document) lineEnd(at int) int {
	if i := bytes.IndexByte(d.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.text)
}

// lineStart is the start of the line that holds a place.
func (d *document) lineStart(at int) int { return bytes.LastIndexByte(d.text[:at], '\n') + 1 }

// lineOf counts from 1.
func (d *document) lineOf(at int) int { return 1 + bytes.Count(d.text[:at], []byte("\n")) }

func (d *document) mistake(at int, message string) Mistake {
	return Mistake{Line: d.lineOf(at), Column: 1 + utf8.RuneCount(d.text[d.lineStart(at):at]), Message: message}
}

// err tells the mistakes; nil where there are none.
func (d *document) err(path string) error {
	if len(d.mistakes) == 0 {
		return nil
	}
	e := &FileError{Path: path, More: d.more}
	for _, m := range d.mistakes {
		e.Mistakes = append(e.Mistakes, d.mistake(m.at, m.message))
	}
	return e
}

// entry finds where a setting stands, nil for nowhere.
func (d *document) entry(key string) *entry {
	for i := range d.entries {
		if d.entries[i].setting.key == key {
			return &d.entries[i]
		}
	}
	return nil
}

// define notes how a table is written, and that it is written once.
func (d *document) define(name string, f form, at int) *section {
	old := d.sections[name]
	if old == nil {
		old = &section{form: f, at: at}
		d.sections[name] = old
	} else if f != dotted || old.form != dotted {
		d.wrong(at, func() string {
			return fmt.Sprintf("table [%s] stands here a second time, after line %d", name, d.lineOf(old.at))
		})
	}
	return old
}
