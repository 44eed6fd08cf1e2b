package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"caro/core/equivalents"
	"caro/core/utilities"
)

// source is an argument as it is written in the command; of is the flag that it may be
// attached to.
func (l *line) source(f field, of string) (string, bool) {
	src := l.w.src
	if !f.alone || f.at.end > len(src) {
		return f.text, f.at == (span{}) && f.lit
	}
	text := src[f.at.start:f.at.end]
	if of == "" || !l.attached(f) {
		return text, true
	}
	if value, found := strings.CutPrefix(text, of+"="); found {
		return value, true
	}
	return quote(f.text), f.lit
}

// attached reports whether an argument stands in the same word as its flag.
func (l *line) attached(f field) bool {
	for _, used := range l.use.flags {
		if used.value != nil && used.at == f.at {
			return true
		}
	}
	return false
}

// word is the word at a span, where it stands for one field alone.
func (l *line) word(at span) (field, bool) {
	for _, f := range l.use.raw {
		if f.at == at {
			return f, f.alone
		}
	}
	return field{}, false
}

// render writes the flags that are changed, each word of them anew, and gives all edits.
func (l *line) render() ([]edit, bool) {
	edits := l.edits
	done := map[span]bool{}
	for i := range l.use.flags {
		at := l.use.flags[i].at
		if _, changed := l.texts[i]; !changed || done[at] {
			continue
		}
		done[at] = true
		e, ok := l.flagWord(at)
		if !ok {
			return nil, false
		}
		edits = append(edits, e)
	}
	return edits, true
}

// flagWord writes a word of flags anew, with the word of an argument that follows.
func (l *line) flagWord(at span) (edit, bool) {
	src := l.w.src
	word, ok := l.word(at)
	dashed := ok && at.end <= len(src) && (src[at.start] == '-' || src[at.start] == '+' || l.use.u.Style == utilities.Assign)
	if !dashed {
		return edit{}, false
	}
	var out []string
	cluster := ""
	flush := func() {
		if cluster != "" {
			out = append(out, "-"+cluster)
			cluster = ""
		}
	}
	end := at.end
	for i, f := range l.use.flags {
		if f.at != at {
			continue
		}
		separate := f.value != nil && f.value.at != at
		if separate {
			if !f.value.alone || strings.TrimSpace(src[end:f.value.at.start]) != "" {
				return edit{}, false
			}
			end = f.value.at.end
		}
		text, changed := l.texts[i]
		switch {
		case changed && len(text) == 2 && text[0] == '-' && len(f.name) == 2:
			cluster += text[1:]
		case changed:
			flush()
			if text != "" {
				out = append(out, text)
			}
		case len(f.name) != 2:
			return edit{}, false // a long flag is alone in its word
		default:
			cluster += f.name[1:]
			if f.value == nil {
				break
			}
			switch {
			case separate:
				flush()
				out = append(out, src[f.value.at.start:f.value.at.end])
			case word.lit && src[at.start:at.end] == word.text:
				cluster += f.value.text
				flush()
			default:
				return edit{}, false
			}
		}
	}
	flush()
	e := edit{span{at.start, end}, strings.Join(out, " ")}
	for e.by == "" && e.at.start > 0 && src[e.at.start-1] == ' ' {
		e.at.start-- // with the blank before
	}
	return e, true
}

// place makes a piece of a result that stands for no flag a change of the command. It
// reports whether it can be one.
func (l *line) place(p equivalents.Piece, r equal, text string) (edit, bool) {
	w := l.w
	names := l.use.names[:r.words]
	name := span{names[0].at.start, names[len(names)-1].at.end}
	switch p.Place {
	case equivalents.InPlace:
		if r.Subject.Kind == equivalents.Line {
			at, ok := l.extent()
			return edit{at, text}, ok
		}
		return edit{name, text}, l.written(names)
	case equivalents.Called:
		return edit{name, text}, l.written(names)
	case equivalents.First:
		return edit{span{name.end, name.end}, " " + text}, l.written(names)
	case equivalents.After:
		at := name.end
		for _, o := range l.operands() {
			if !o.alone {
				return edit{}, false
			}
			at = o.at.end
		}
		return edit{span{at, at}, " " + text}, l.written(names)
	case equivalents.Before:
		if o := l.operands(); len(o) > 0 {
			return edit{span{o[0].at.start, o[0].at.start}, text + " "}, o[0].alone
		}
		at, ok := l.extent()
		return edit{span{at.end, at.end}, " " + text}, ok
	case equivalents.AtEnd:
		at, ok := l.extent()
		for _, o := range l.operands() {
			ok = ok && o.from == nil // find wants its {} last
		}
		return edit{span{at.end, at.end}, " " + text}, ok
	case equivalents.Feed, equivalents.Then:
		return l.beside(p.Place, text)
	case equivalents.Sudo:
		if w.sudo == nil {
			return edit{}, true
		}
		if text != "" {
			text += " "
		}
		return edit{w.sudo.at, text}, w.sudo.bare && w.sudo.at.end == name.start
	}
	return edit{}, false
}

// beside puts a command before or behind the statement at hand, joined by a pipe.
func (l *line) beside(place equivalents.Place, text string) (edit, bool) {
	if l.w.at == nil || l.w.inside != nil {
		return edit{}, false
	}
	call, ok := l.w.at.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return edit{}, false
	}
	for _, r := range l.w.at.Redirs {
		input := r.Op == syntax.RdrIn || r.Op == syntax.RdrInOut || r.Op == syntax.Hdoc || r.Op == syntax.DashHdoc || r.Op == syntax.WordHdoc
		if input || place == equivalents.Then {
			return edit{}, false
		}
	}
	if place == equivalents.Feed {
		at := int(call.Pos().Offset())
		return edit{span{at, at}, text + " | "}, true
	}
	at := int(call.End().Offset())
	return edit{span{at, at}, " | " + text}, true
}

// written reports whether fields stand in the command one after the other, with blanks
// between them and nothing else.
func (l *line) written(list []field) bool {
	for i, f := range list {
		if !f.alone || f.at.end > len(l.w.src) {
			return false
		}
		if i > 0 && (f.at.start < list[i-1].at.end || strings.Trim(l.w.src[list[i-1].at.end:f.at.start], " \t\\\n") != "") {
			return false
		}
	}
	// A name that is written otherwise comes from a variable or an alias.
	return list[0].bare || l.w.src[list[0].at.start:list[0].at.end] == list[0].text
}

// extent is the span of a line, where all of it is written in one piece.
func (l *line) extent() (span, bool) {
	list := append([]field{l.use.names[0]}, l.use.raw...)
	return span{list[0].at.start, list[len(list)-1].at.end}, l.written(list)
}
