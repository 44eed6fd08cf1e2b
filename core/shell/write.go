package shell

import (
	"slices"
	"strconv"
	"strings"

	"caro/core/equivalents"
)

// pieces writes a rule's result.
func (l *line) pieces(r equal, s subject) (texts map[int]string, edits []edit, ok bool) {
	texts = map[int]string{}
	for _, p := range r.Pieces {
		if p.Role != "" {
			more, fine := l.atRole(p, texts)
			if !fine {
				return nil, nil, false
			}
			edits = append(edits, more...)
			continue
		}
		text, fine := l.write(p, s)
		if !fine {
			return nil, nil, false
		}
		if p.Place == equivalents.InPlace && s.flag >= 0 {
			texts[s.flag] = text
			continue
		}
		e, fine := l.place(p, r, text)
		if !fine {
			return nil, nil, false
		}
		if e != (edit{}) {
			edits = append(edits, e)
		}
	}
	return texts, edits, true
}

// atRole writes a piece in place of each argument with a role.
func (l *line) atRole(p equivalents.Piece, texts map[int]string) (edits []edit, ok bool) {
	for _, a := range l.arguments(p.Role) {
		text, fine := l.write(p, subject{flag: -1, argument: &a.field})
		switch {
		case !fine || !a.alone:
			return nil, false
		case a.flag >= 0 && a.at == l.use.flags[a.flag].at:
			texts[a.flag] = l.use.flags[a.flag].name + " " + text
		default:
			edits = append(edits, edit{a.at, text})
		}
	}
	return edits, true
}

// write puts together the text of a piece.
func (l *line) write(p equivalents.Piece, s subject) (string, bool) {
	var b strings.Builder
	for _, f := range p.Text {
		b.WriteString(f.Text)
		if f.Ref == "" {
			continue
		}
		list, ok := l.refers(f.Ref, s)
		if !ok {
			return "", false
		}
		for i, value := range list {
			text, ok := l.source(value.field, value.of)
			if f.Translation != "" {
				text, ok = translated(f.Translation, value.field)
			}
			if !ok {
				return "", false
			}
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(text)
		}
	}
	return strings.TrimRight(b.String(), " "), true
}

// translated is what a translation makes of an argument, as it is written in a command.
func translated(name string, f field) (string, bool) {
	if !f.lit {
		return "", false
	}
	text, words, ok := equivalents.Translate(name, f.text)
	if ok && !words {
		text = quote(text)
	}
	return text, ok
}

// referred is an argument, and the flag that it is the argument of.
type referred struct {
	field
	of string
}

// refers finds what a reference in a result stands for.
func (l *line) refers(ref string, s subject) (list []referred, ok bool) {
	flag := func(i int) ([]referred, bool) {
		if f := l.use.flags[i]; f.value != nil {
			return []referred{{*f.value, f.name}}, true
		}
		return nil, false
	}
	switch place, err := strconv.Atoi(ref); {
	case ref == "flag" && s.flag >= 0:
		return []referred{{field: field{text: l.use.flags[s.flag].name, lit: true}}}, true
	case ref == "name":
		return []referred{{field: field{text: l.name, lit: true}}}, true
	case ref == "all":
		for _, o := range l.operands() {
			list = append(list, referred{field: o.field})
		}
		return list, true
	case err == nil:
		if o := l.operands(); place <= len(o) {
			return []referred{{field: o[place-1].field}}, true
		}
		return nil, false
	case ref != "value":
		i := slices.IndexFunc(l.use.flags, func(f usedFlag) bool { return has(f.flag.Names, ref) })
		if i < 0 {
			return nil, false
		}
		return flag(i)
	case s.argument != nil:
		return []referred{{field: *s.argument}}, true
	case s.flag >= 0:
		return flag(s.flag)
	}
	return nil, false
}
