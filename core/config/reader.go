package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// reader fills a document from the syntax tree of go-toml. That package calls its parser
// unstable as its interface may change between versions; go.mod pins one.
type reader struct {
	*document
	parser unstable.Parser
	base   int    // where the parser's text begins in the document's
	table  string // the one whose name stands above in brackets; "" before all
	known  bool   // whether it is one of ours
}

// part is a piece of a key, between dots.
type part struct {
	name    string
	at, end int
}

// read goes through the whole text. After a mistake of syntax it goes on at the next line
// that looks like one of settings, so that one run finds all mistakes.
func (r *reader) read() {
	r.known = true
	for broken := 0; r.base < len(r.text) && broken < maxMistakes; broken++ {
		r.parser.Reset(r.text[r.base:])
		for r.parser.NextExpression() {
			r.expression(r.parser.Expression())
		}
		err := r.parser.Error()
		if err == nil {
			return
		}
		r.base = r.broken(err)
	}
}

// broken notes a mistake of syntax and returns where to go on.
func (r *reader) broken(err error) int {
	at := r.base
	var located *unstable.ParserError
	if errors.As(err, &located) {
		at = r.offsetOf(located.Highlight)
	}
	for _, quotes := range []string{`"""`, "'''"} {
		// The parser points at the end of the text.
		if open := bytes.LastIndex(r.text[:at], []byte(quotes)); strings.HasSuffix(err.Error(), "not terminated by "+quotes) && open >= 0 {
			r.wrong(open, func() string { return "the " + quotes + " isn't closed" })
			return len(r.text)
		}
	}
	start, end := r.lineStart(at), r.lineEnd(at)
	// What was found on this line comes from the same mistake, as 5 in idle = 5m.
	r.mistakes = slices.DeleteFunc(r.mistakes, func(m flaw) bool { return m.at >= start && m.at < end })
	r.wrong(at, func() string { return r.syntax(err.Error(), at) })
	if bytes.HasPrefix(bytes.TrimLeft(r.text[start:end], " \t"), []byte("[")) {
		r.known = false // whatever table this was to be
		return end
	}
	if bytes.ContainsAny(r.text[start:end], "[{") {
		// What was opened here may go on.
		return r.nextSound(end)
	}
	return end
}

// offsetOf is the place of a piece of the parser's text.
func (r *reader) offsetOf(b []byte) int { return r.base + int(r.parser.Range(b).Offset) }

// nextSound is the start of the next line that looks like a setting or a table.
func (r *reader) nextSound(at int) int {
	for at < len(r.text) && !looksSound(r.text[at:r.lineEnd(at)]) {
		at = r.lineEnd(at)
	}
	return at
}

func (r *reader) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		r.header(n)
	case unstable.KeyValue:
		r.pair(n)
	}
}

// parts are those of a key.
func (r *reader) parts(n *unstable.Node) []part {
	var parts []part
	for key := n.Key(); key.Next(); {
		raw := key.Node().Raw
		at := r.base + int(raw.Offset)
		parts = append(parts, part{string(key.Node().Data), at, at + int(raw.Length)})
	}
	return parts
}

// fullName joins a key. One with a dot inside a part, as "worker.idle" in quotes, is in
// quotes again, and so is none of ours.
func fullName(table string, parts []part) string {
	names := []string{}
	if table != "" {
		names = append(names, table)
	}
	for _, p := range parts {
		if p.name == "" || strings.ContainsRune(p.name, '.') {
			p.name = fmt.Sprintf("%q", p.name)
		}
		names = append(names, p.name)
	}
	return strings.Join(names, ".")
}

// header reads [TABLE].
func (r *reader) header(n *unstable.Node) {
	parts := r.parts(n)
	at := parts[0].at
	r.table = fullName("", parts)
	r.known = slices.Contains(tables, r.table)
	if r.firstTop < 0 {
		r.firstTop = r.lineStart(at)
	}
	switch i := indexOf(r.table); {
	case r.known && n.Kind == unstable.ArrayTable:
		r.wrong(at, func() string { return fmt.Sprintf("[[%s]] begins a list of tables, write [%[1]s]", r.table) })
		r.known = false
	case r.known:
		r.define(r.table, header, at).end = r.lineEnd(parts[len(parts)-1].end)
	case i >= 0:
		r.wrong(at, func() string { return r.table + settings[i].wrong("a table").Error() })
	default:
		r.wrong(at, func() string { return unknownTable(r.table) })
	}
}

// pair reads NAME = VALUE on a line of its own.
func (r *reader) pair(n *unstable.Node) {
	parts, value := r.parts(n), n.Value()
	last := parts[len(parts)-1]
	end := r.lineEnd(r.valueEnd(value, last.end))
	switch {
	case !r.known:
		// The table is told already; that a key is in it is worth telling too.
		if namesKey(last.name) {
			r.wrong(parts[0].at, func() string { return shownName(fullName(r.table, parts)) + " " + keyInFile })
		}
		return
	case r.table != "":
		r.sections[r.table].end = end
	default:
		r.rootEnd = end
		if len(parts) == 2 && slices.Contains(tables, parts[0].name) {
			r.define(parts[0].name, dotted, parts[0].at).end = end
		}
	}
	r.set(r.table, parts, value)
}

// set takes in one setting.
func (r *reader) set(table string, parts []part, value *unstable.Node) {
	key := fullName(table, parts)
	at, last := parts[0].at, parts[len(parts)-1]
	if i := indexOf(key); i >= 0 {
		r.setKnown(&settings[i], at, last.end, value)
		return
	}
	if slices.Contains(tables, key) {
		r.inline(key, at, last.end, value)
		return
	}
	r.wrong(at, func() string {
		if namesKey(last.name) {
			return shownName(key) + " " + keyInFile
		}
		return unknownSetting(key)
	})
}

func (r *reader) setKnown(s *setting, at, keyEnd int, value *unstable.Node) {
	if old := r.entry(s.key); old != nil {
		r.wrong(at, func() string {
			return fmt.Sprintf("%s is set a second time, after line %d", s.key, r.lineOf(old.keyAt))
		})
		return
	}
	v, err := s.fromTOML(value)
	if err != nil {
		v = nil
		r.wrong(at, func() string { return s.key + err.Error() })
	}
	e := entry{setting: s, value: v, keyAt: at, valueAt: -1}
	if value.Kind != unstable.Array {
		e.valueAt, e.valueEnd = r.valueAt(value, keyEnd), r.valueEnd(value, keyEnd)
	}
	r.entries = append(r.entries, e)
}

// inline reads TABLE = { … }.
func (r *reader) inline(name string, at, keyEnd int, value *unstable.Node) {
	if value.Kind != unstable.InlineTable {
		r.wrong(at, func() string {
			return fmt.Sprintf("%s is a table of settings, write [%[1]s] on a line of its own", name)
		})
		return
	}
	r.define(name, inline, at).end = r.valueAt(value, keyEnd) + 1
	for pair := value.Children(); pair.Next(); {
		r.set(name, r.parts(pair.Node()), pair.Node().Value())
	}
}

// valueAt is where a value begins; the tree doesn't know the place of a list, for which it
// is the end of the key.
func (r *reader) valueAt(n *unstable.Node, keyEnd int) int {
	switch {
	case n.Kind == unstable.Array:
		return keyEnd
	case n.Raw.Length > 0:
		return r.base + int(n.Raw.Offset)
	default:
		return r.offsetOf(n.Data)
	}
}

// valueEnd is behind a value.
func (r *reader) valueEnd(n *unstable.Node, keyEnd int) int {
	at := r.valueAt(n, keyEnd)
	switch {
	case n.Kind == unstable.Array:
		return at
	case n.Kind == unstable.InlineTable:
		at++
		for pair := n.Children(); pair.Next(); {
			at = r.valueEnd(pair.Node().Value(), at)
		}
		for at < len(r.text) && (r.text[at] == ' ' || r.text[at] == '\t') {
			at++
		}
		return min(at+1, len(r.text))
	case n.Raw.Length > 0:
		return at + int(n.Raw.Length)
	default:
		return at + len(n.Data)
	}
}

// looksSound reports whether a line sets something or begins a table.
func looksSound(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	if bytes.HasPrefix(line, []byte("[")) {
		return true
	}
	name, _, found := bytes.Cut(line, []byte("="))
	name = bytes.TrimRight(name, " \t")
	return found && len(name) > 0 && !bytes.ContainsFunc(name, notInName)
}

// notInName reports whether a character can't be in a name without quotes, nor be the dot
// of a full one.
func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
}
