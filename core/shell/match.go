package shell

import (
	"slices"
	"strings"

	"caro/core/equivalents"
)

// given is an operand, or the argument of a flag.
type given struct {
	field
	flag int // its index; -1 for an operand
}

// operands are the line's own: find's brackets are none.
func (l *line) operands() []usedOperand {
	if l.use.main.Name() != "find" {
		return l.use.operands
	}
	return slices.DeleteFunc(slices.Clone(l.use.operands), func(o usedOperand) bool { return has([]string{o.text}, "(", ")", "!", ",") })
}

// arguments are those with a role; "script" is that of a program in any language.
func (l *line) arguments(role string) (list []given) {
	fits := func(r string) bool { return r == role || role == "script" && strings.HasPrefix(r, "script=") }
	for i, f := range l.use.flags {
		// Of flags with patterns only those count that give what an operand would: not
		// grep's --include.
		if f.value != nil && fits(string(f.flag.Role)) && (role != "pattern" || f.flag.Instead) {
			list = append(list, given{*f.value, i})
		}
	}
	for _, o := range l.operands() {
		if fits(string(o.role)) {
			list = append(list, given{o.field, -1})
		}
	}
	return list
}

// holdsAll reports whether a rule fits, but for what its subject itself must be.
func (l *line) holdsAll(r equal, s subject) bool {
	for _, t := range r.Terms {
		if l.holds(t, s) == t.Not {
			return false
		}
	}
	return r.Subject.Kind != equivalents.Line || l.wholeFits(r)
}

// holds reports whether one term does.
func (l *line) holds(t equivalents.Term, s subject) bool {
	w := l.w
	switch t.Kind {
	case equivalents.Flag:
		return slices.ContainsFunc(l.use.flags, func(f usedFlag) bool {
			return slices.ContainsFunc(t.Names, func(name string) bool { return has(f.flag.Names, name) }) && (l.valueFits(t, f.value) || t.Not && dynamic(f.value))
		})
	case equivalents.Role:
		return slices.ContainsFunc(l.arguments(t.Names[0]), func(a given) bool { return l.valueFits(t, &a.field) })
	case equivalents.Operand:
		o := l.operands()
		return t.Min <= len(o) && l.valueFits(t, &o[t.Min-1].field)
	case equivalents.Operands:
		n := len(l.operands())
		return n >= t.Min && (t.Max < 0 || n <= t.Max)
	case equivalents.Next:
		next, ok := l.behind(s)
		return ok && t.Value.MatchString(next.text)
	case equivalents.Last:
		_, more := l.behind(s)
		return !more
	case equivalents.Seen:
		return w.audience == people && w.inside == nil
	case equivalents.Lines:
		return w.audience <= lineFilters && w.inside == nil
	case equivalents.Missing:
		return w.o.Installed != nil && !w.o.Installed(l.name)
	case equivalents.Absent:
		return w.o.Installed == nil || !w.o.Installed(l.name)
	case equivalents.Here:
		return w.o.Installed != nil && w.o.Installed(t.Names[0])
	case equivalents.Manager:
		return w.manager() == t.Names[0]
	case equivalents.Plain:
		return w.sudo == nil
	case equivalents.Once:
		used := 0
		for _, f := range l.use.flags {
			if s.flag >= 0 && f.flag == l.use.flags[s.flag].flag {
				used++
			}
		}
		return used == 1
	}
	return false
}

func dynamic(f *field) bool { return f != nil && !f.lit }

// flagFits reports whether a flag is the one that a rule is about.
func (l *line) flagFits(t equivalents.Term, i int) bool {
	f := l.use.flags[i]
	spelled := has(t.Names, f.name)
	if !has(f.flag.Names, f.name) { // shortened
		spelled = spelled || slices.ContainsFunc(t.Names, func(name string) bool { return has(f.flag.Names, name) })
	}
	return spelled && l.valueFits(t, f.value)
}

// valueFits reports whether an argument looks as a term has it.
func (l *line) valueFits(t equivalents.Term, f *field) bool {
	if t.Value == nil {
		return true
	}
	if f == nil {
		return t.Value.MatchString("")
	}
	return f.lit && t.Value.MatchString(f.text)
}

// behind is the word behind the subject and its argument.
func (l *line) behind(s subject) (field, bool) {
	i := len(l.use.names) - 1
	if s.flag >= 0 {
		i = l.use.flags[s.flag].next
	}
	if i >= len(l.use.raw) {
		return field{}, false
	}
	return l.use.raw[i], true
}

// wholeFits reports whether a rule about a whole line speaks of all that is in it.
func (l *line) wholeFits(r equal) bool {
	counted := false
	for _, t := range r.Terms {
		counted = counted || t.Kind == equivalents.Operands
	}
	if !counted && len(l.operands()) > 0 || len(l.use.strange) > 0 || len(l.use.rest) > 0 {
		return false
	}
	if has(r.Subject.Also, "*") {
		return true
	}
	for _, f := range l.use.flags {
		named := slices.ContainsFunc(r.Subject.Also, func(name string) bool { return has(f.flag.Names, name) })
		for _, t := range r.Terms {
			named = named || t.Kind == equivalents.Flag && slices.ContainsFunc(t.Names, func(name string) bool { return has(f.flag.Names, name) })
		}
		if !named {
			return false
		}
	}
	return true
}
