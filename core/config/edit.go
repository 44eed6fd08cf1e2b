package config

import (
	"bytes"
	"slices"
	"strings"
)

// with returns the text of the document with a setting put to a value: in its place where
// the file has it, else behind the last setting of its table. All else stays as it is,
// byte for byte. It is false for a value whose place isn't known.
func (d *document) with(s *setting, value any) ([]byte, bool) {
	if e := d.entry(s.key); e != nil {
		if e.valueAt < 0 {
			return nil, false
		}
		return d.splice(e.valueAt, e.valueEnd, literal(value)), true
	}
	table, name, found := strings.Cut(s.key, ".")
	if !found {
		return d.withTop(s.key, value), true
	}
	at := d.sections[table]
	switch {
	case at == nil:
		return d.withTable(table, name, value), true
	case at.form == inline:
		pair := " " + name + " = " + literal(value)
		if !bytes.HasPrefix(bytes.TrimLeft(d.text[at.end:], " \t"), []byte("}")) {
			pair += ","
		}
		return d.splice(at.end, at.end, pair), true
	case at.form == dotted:
		name = s.key
	}
	return d.line(at.end, name, value), true
}

// withTop adds a setting that belongs before all tables.
func (d *document) withTop(name string, value any) []byte {
	switch {
	case d.rootEnd >= 0:
		return d.line(d.rootEnd, name, value)
	case d.firstTop < 0:
		return d.line(len(d.text), name, value)
	}
	// A table's own comment stands directly above it.
	at := d.firstTop
	for at > 0 {
		above := d.lineStart(at - 1)
		if !bytes.HasPrefix(bytes.TrimLeft(d.text[above:at], " \t"), []byte("#")) {
			break
		}
		at = above
	}
	return d.splice(at, at, name+" = "+literal(value)+d.newline()+d.newline())
}

// withTable adds a table with one setting at the end.
func (d *document) withTable(table, name string, value any) []byte {
	before := ""
	if len(d.text) > 0 {
		before = d.newline()
		if !bytes.HasSuffix(d.text, []byte("\n")) {
			before += d.newline()
		}
	}
	end := len(d.text)
	return d.splice(end, end, before+"["+table+"]"+d.newline()+name+" = "+literal(value)+d.newline())
}

// line adds a line at the start of one or at the end of the text, set in as the one
// before it.
func (d *document) line(at int, name string, value any) []byte {
	before, indent := "", []byte(nil)
	if at > 0 {
		last := d.text[d.lineStart(at-1):at]
		indent = last[:len(last)-len(bytes.TrimLeft(last, " \t"))]
		if last[len(last)-1] != '\n' {
			before = d.newline()
		}
	}
	return d.splice(at, at, before+string(indent)+name+" = "+literal(value)+d.newline())
}

// splice replaces a piece of the text.
func (d *document) splice(from, to int, by string) []byte {
	return slices.Concat(d.text[:from], []byte(by), d.text[to:])
}

// newline is what ends the lines of this file.
func (d *document) newline() string {
	if bytes.Contains(d.text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
