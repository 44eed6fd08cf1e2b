package shell

import (
	"cmp"
	"slices"
	"strings"

	"caro/core/equivalents"
	"caro/core/utilities"
)

// dealt says what rules have come to for a command line.
type dealt struct {
	flags     map[span]bool // the words of flags that were spoken of
	said      bool          // all of it was spoken of
	ambiguous bool          // it was meant for the other system, where this one reads it otherwise
}

// line is a command line that rules are held against.
type line struct {
	w    *walker
	use  *usage
	name string // as it is called
	// texts stand in place of flags, by their index; edits are of other words.
	texts map[int]string
	edits []edit
	whys  []string
	// unsaid is the reason of a repair that fits but couldn't be written.
	unsaid string
	// whole says that the last rule spoke of all of the line, lacking that nothing is there
	// for it, gnu that GNU's own utility is called, which needs no other changes.
	whole, lacking, gnu bool
}

// subject is what a rule was found to fit: a flag by its index, an argument, or neither.
type subject struct {
	flag     int // -1 for none
	argument *field
}

// equals holds a line against the rules of its utility, and notes what comes of it.
func (w *walker) equals(rules []equal, own, meant usage, name string) dealt {
	d := dealt{flags: map[span]bool{}}
	l := &line{w: w, use: &meant, name: name, texts: map[int]string{}}
	nothing := subject{flag: -1}
	if l.one(rules, equivalents.Line, nothing, &d) {
		d.said = true
		l.commit()
		return d
	}
	matched := false
	for i, f := range meant.flags {
		if own.hasHere(f) {
			continue
		}
		if l.one(rules, equivalents.Flag, subject{flag: i}, &d) {
			matched, d.flags[f.at] = true, true
			d.ambiguous = d.ambiguous || w.readsOtherwise(own.u, f)
		}
	}
	if !matched {
		l.use = &own
	}
	if !d.said && l.one(rules, equivalents.Name, nothing, &d) {
		d.said = l.whole
	}
	if !l.lacking {
		for _, list := range byRole(rules) {
			l.one(list, equivalents.Role, nothing, &d)
		}
	}
	if d.said = d.said || l.unsaid != ""; !l.lacking {
		w.remark("%s", l.unsaid)
		l.commit()
	}
	return d
}

// hasHere reports whether the manual of this machine has a flag that the data have for
// another system only.
func (use *usage) hasHere(f usedFlag) bool {
	return slices.ContainsFunc(use.flags, func(own usedFlag) bool { return own.here != nil && own.at == f.at && own.name == f.name })
}

// byRole groups rules that are about arguments.
func byRole(rules []equal) (groups [][]equal) {
	for _, r := range rules {
		if r.Subject.Kind != equivalents.Role {
			continue
		}
		i := slices.IndexFunc(groups, func(g []equal) bool { return g[0].Subject.Names[0] == r.Subject.Names[0] })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// one applies the first rule of a kind that fits and can be written. It reports whether
// there is one.
func (l *line) one(rules []equal, kind equivalents.Kind, s subject, d *dealt) bool {
	before := l.unsaid
	for _, r := range rules {
		if l.gnu || r.Subject.Kind != kind || kind == equivalents.Flag && !l.flagFits(r.Subject, s.flag) {
			continue
		}
		if kind == equivalents.Role {
			list := l.arguments(r.Subject.Names[0])
			i := slices.IndexFunc(list, func(a given) bool { return l.valueFits(r.Subject, &a.field) })
			if i < 0 {
				continue
			}
			s.argument = &list[i].field
		}
		if !l.holdsAll(r, s) {
			continue
		}
		why, ok := l.apply(r, s, d)
		if ok {
			l.unsaid = before
			return true
		}
		l.unsaid = cmp.Or(l.unsaid, why)
	}
	return false
}

// readsOtherwise reports whether a flag is another one on this system.
func (w *walker) readsOtherwise(u *utilities.Utility, f usedFlag) bool {
	own := u.Flag(f.name, w.o.Version)
	return own != nil && own != f.flag && own.IsOn(w.o.Version)
}

// equal is a rule of the data, and of how many words the name is that it stands below.
type equal struct {
	equivalents.Rule
	words int
}

// rulesOf finds the rules for a utility as it is called, for its usual name, and for what
// it is a subcommand of.
func (w *walker) rulesOf(use usage, name string) (list []equal) {
	add := func(name string, words int) {
		for _, r := range equivalents.Of(w.system(), name) {
			list = append(list, equal{r, words})
		}
	}
	usual := strings.Fields(use.u.Name())
	for n := len(use.names); n > 0; n-- {
		called := strings.Join(append([]string{name}, texts(use.names[1:n])...), " ")
		add(called, n)
		if n == 1 {
			usual = []string{use.main.Name()}
		}
		if other := strings.Join(usual[:min(n, len(usual))], " "); other != called && len(usual) >= n && !isGNU(use.main, name) {
			add(other, n)
		}
	}
	return list
}

// apply does what a rule says. Where its repair can't be written, it returns what a person
// should be told.
func (l *line) apply(r equal, s subject, d *dealt) (why string, ok bool) {
	w := l.w
	here, there := systems[w.o.Version], systems[w.other()]
	l.whole = r.aboutAll() && r.Outcome == equivalents.Nothing
	l.lacking = l.lacking || l.whole
	switch {
	case r.Outcome == equivalents.Repair:
		if why, ok = l.change(r, s, d); !ok {
			return why, false
		}
	case r.Outcome == equivalents.Note || r.Subject.Kind == equivalents.Role:
		w.remark("%s", r.Words)
	case s.flag >= 0:
		// What stays behind would say something else.
		l.lacking = l.lacking || w.readsOtherwise(l.use.u, l.use.flags[s.flag])
		w.remark("%s of %s is there on %s, not on %s: %s", l.use.flags[s.flag].name, l.use.u.Name(), there, here, r.Words)
	default:
		w.remark("%s is not there on %s: %s", l.called(r), here, r.Words)
	}
	if ruleApplied != nil {
		ruleApplied(r.Rule)
	}
	return "", true
}

// change keeps the changes of a rule, where they can be written.
func (l *line) change(r equal, s subject, d *dealt) (why string, ok bool) {
	texts, edits, ok := l.pieces(r, s)
	if why = r.Words; why == "" {
		why = l.why(r, s, texts)
	}
	if !ok {
		return why, false
	}
	for _, p := range r.Pieces {
		l.whole = l.whole || p.Place == equivalents.Called || p.Place == equivalents.InPlace && r.aboutAll()
		l.gnu = l.gnu || p.Place == equivalents.Called && begins(p) == "g"+l.name
	}
	if l.gnu {
		clear(l.texts)
		l.edits, l.whys = nil, nil
	}
	for i, text := range texts {
		l.texts[i] = text
		d.flags[l.use.flags[i].at] = true
	}
	l.edits, l.whys = append(l.edits, edits...), append(l.whys, why)
	d.said = d.said || l.whole
	return why, true
}

// aboutAll reports whether a rule is about the utility itself, or all of its line.
func (r equal) aboutAll() bool {
	return r.Subject.Kind == equivalents.Name || r.Subject.Kind == equivalents.Line
}

// begins is the text that a piece begins with.
func begins(p equivalents.Piece) string {
	if len(p.Text) == 0 {
		return ""
	}
	return strings.TrimSpace(p.Text[0].Text)
}

// ruleApplied is told of each rule that fits, for a test.
var ruleApplied func(equivalents.Rule)

// called is what a line is called where nothing is there for it: its name, and the flags
// that the rule is about.
func (l *line) called(r equal) string {
	name := l.name
	for _, f := range l.use.names[1:r.words] {
		name += " " + f.text
	}
	if r.Subject.Kind != equivalents.Line {
		return name
	}
	for _, t := range r.Terms {
		if t.Kind == equivalents.Flag && !t.Not {
			name += " " + t.Names[0]
		}
	}
	return name
}

// why words a repair.
func (l *line) why(r equal, s subject, texts map[int]string) string {
	here := systems[l.w.o.Version]
	if s.flag >= 0 {
		name := l.use.flags[s.flag].name
		by, _, _ := strings.Cut(texts[s.flag], " ")
		if by == name && l.use.flags[s.flag].value != nil {
			by, name = texts[s.flag], name+" "+l.use.flags[s.flag].value.text
		}
		switch {
		case texts == nil:
			return name + " of " + l.use.u.Name() + " is otherwise on " + here
		case by == "":
			return l.use.u.Name() + " needs no " + name + " on " + here
		default:
			return l.use.u.Name() + " has " + by + " in place of " + name + " on " + here
		}
	}
	by := begins(r.Pieces[0])
	if by == "" {
		by = "otherwise"
	}
	return l.called(r) + " is " + by + " on " + here
}

// commit hands over the changes of a line, where they can be written.
func (l *line) commit() {
	if len(l.whys) == 0 {
		return
	}
	edits, ok := l.render()
	edits = slices.DeleteFunc(edits, func(e edit) bool { return ok && l.w.inside == nil && l.w.src[e.at.start:e.at.end] == e.by })
	for i, why := range l.whys {
		switch {
		case !ok:
			l.w.remark("%s", why)
		case len(edits) == 0 && i == 0: // it stands there so already
			return
		case i == 0:
			l.w.repair(edits, why)
		default:
			l.w.repair(nil, why)
		}
	}
}
