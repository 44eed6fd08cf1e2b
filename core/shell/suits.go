package shell

import (
	"path"
	"slices"
	"strings"

	"caro/core/equivalents"
	"caro/core/utilities"
)

// suits says what of a command line isn't right for the system, and puts right what it
// can. It returns the line as it was meant: as the other system reads it, where it was
// written for that.
func (w *walker) suits(use usage, list []field) usage {
	name := path.Base(list[0].text)
	gnu := isGNU(use.u, name)
	elsewhere := len(use.u.On) > 0 && !slices.Contains(use.u.On, string(w.system()))
	if (elsewhere || gnu) && w.installed(name) {
		return use // somebody has put it there
	}
	meant, done := use, dealt{}
	if rules := w.rulesOf(use, name); len(rules) > 0 {
		if !gnu || w.o.Version == utilities.GNU {
			meant = read(use.main, list, w.other())
		}
		done = w.equals(rules, use, meant, name)
	}
	switch {
	case done.said:
	case gnu:
		return use
	case !elsewhere || len(done.flags) == 0:
		w.lacks(use, name, elsewhere)
	}
	if !done.said && !elsewhere {
		w.foreignFlags(use, done.flags)
		w.flagsFirst(use, done.flags)
	}
	if done.ambiguous {
		return meant
	}
	return use
}

// isGNU reports whether a name stands for GNU's version on a system that has another:
// gsed, gdate.
func isGNU(u *utilities.Utility, name string) bool {
	return strings.HasPrefix(name, "g") && slices.Contains(u.Names, name) && slices.Contains(u.Names, name[1:])
}

// absent says of a path that the system hasn't got it; "" where nothing is known of it.
func (w *walker) absent(name string) string {
	place, words := equivalents.Path(w.system(), name)
	if place == "" {
		return ""
	}
	return place + " is not there on " + systems[w.o.Version] + ": " + words
}

// installed reports whether a program is known to be there.
func (w *walker) installed(name string) bool {
	return w.o.Installed != nil && w.o.Installed(name)
}

// lacks says that a utility isn't there, and what brings it.
func (w *walker) lacks(use usage, name string, elsewhere bool) {
	switch {
	case strings.Contains(use.names[0].text, "/"):
	case elsewhere && len(use.names) == 1 && name != use.u.Name():
		w.remark("%s is not there on %s%s", name, systems[w.o.Version], w.packageOf(use))
	case elsewhere:
		w.remark("%s is not there on %s%s", use.u.Name(), systems[w.o.Version], w.packageOf(use))
	case w.o.Installed != nil && len(use.main.Packages) > 0 && !w.o.Installed(name):
		w.remark("%s isn't installed here%s", name, w.packageOf(use))
	}
}

// packageOf says how to get a utility.
func (w *walker) packageOf(use usage) string {
	manager := w.manager()
	name := use.main.Packages[manager]
	if name == "" && manager != "apt" && manager != "brew" { // often called the same
		if name = use.main.Packages["apt"]; name != "" {
			return ": Debian's package is called " + name
		}
	}
	install := installers[manager]
	if name == "" || install == "" {
		return ""
	}
	return ": " + install + " " + name
}

// manager is the system's package manager; the usual one where it isn't known.
func (w *walker) manager() string {
	if w.o.Packages != "" && w.o.Packages != "none" {
		return w.o.Packages
	}
	if w.o.Version == utilities.BSD {
		return "brew"
	}
	return "apt"
}

// installers install a package, by its manager's name.
var installers = map[string]string{
	"apt": "sudo apt install", "brew": "brew install", "dnf": "sudo dnf install", "pacman": "sudo pacman -S", "apk": "sudo apk add",
	"zypper": "sudo zypper install", "nix": "nix profile install", "port": "sudo port install",
}

// foreignFlags deals with flags that no rule speaks of: those of the other version, and
// those that the utility doesn't name in its help here.
func (w *walker) foreignFlags(use usage, changed map[span]bool) {
	for _, f := range use.flags {
		switch {
		case f.here != nil || changed[f.at]:
		case !w.isForeign(use, f):
			w.missing(use, f)
		case !w.shortens(use, f):
			w.remark("%s of %s is there on %s, not on %s", f.name, use.u.Name(), systems[w.other()], systems[w.o.Version])
		}
	}
}

// isForeign reports whether the data have a flag for another system's version only.
func (w *walker) isForeign(use usage, f usedFlag) bool {
	v := w.o.Version
	return !f.flag.IsOn(v) || v == utilities.BSD && use.u.GNULong && strings.HasPrefix(f.name, "--") && len(f.flag.On) == 0
}

// flagsFirst puts flags before operands, behind which macOS takes them for names.
func (w *walker) flagsFirst(use usage, changed map[span]bool) {
	if w.o.Version != utilities.BSD || !use.main.GNULong || use.u.Style != utilities.Usual || has([]string{use.u.Name()}, "test", "[", "expr", "sort") || len(use.operands) == 0 {
		return
	}
	l := &line{w: w, use: &use}
	first := use.operands[0].at.start
	if !use.operands[0].alone {
		return
	}
	var edits []edit
	moved := map[span]bool{}
	for _, f := range use.flags {
		if f.at.start < first || moved[f.at] || changed[f.at] {
			continue
		}
		moved[f.at] = true
		l.texts = map[int]string{}
		e, ok := l.flagWord(f.at)
		if !ok {
			return
		}
		edits = append(edits, edit{span{first, first}, e.by + " "}, edit{span{e.at.start - 1, e.at.end}, ""})
	}
	if len(edits) > 0 && l.written(append(use.names[:1:1], use.raw...)) {
		w.repair(edits, "flags stand before names on macOS")
	}
}

// shortens puts the short spelling of a flag in the place of a long one that macOS lacks.
func (w *walker) shortens(use usage, f usedFlag) bool {
	if w.o.Version != utilities.BSD || !strings.HasPrefix(f.name, "--") {
		return false
	}
	short, attached := shortFor(use.u, f.flag, w.o.Version)
	if short == "" {
		return false
	}
	l := &line{w: w, use: &use, texts: map[int]string{}}
	i := slices.IndexFunc(use.flags, func(other usedFlag) bool { return other.at == f.at && other.name == f.name })
	by := short
	if f.value != nil {
		value, ok := l.source(*f.value, f.name)
		if !ok {
			return false
		}
		if !attached {
			by += " "
		}
		by += value
	}
	l.texts[i] = by
	edits, ok := l.render()
	if ok {
		w.repair(edits, use.u.Name()+" has "+short+" in place of "+f.name+" on "+systems[w.o.Version])
	}
	return ok
}

// shortFor finds a flag with a short spelling that is the same on a version: the data say
// the same of it. Its argument may have to be attached.
func shortFor(u *utilities.Utility, flag *utilities.Flag, v utilities.Version) (short string, attached bool) {
	for _, own := range u.Flags {
		if !own.IsOn(v) || own.Meaning != flag.Meaning || (own.Argument == "") != (flag.Argument == "") {
			continue
		}
		for _, name := range own.Names {
			if len(name) == 2 && name[0] == '-' && name[1] != '-' {
				return name, own.Optional
			}
		}
	}
	return "", false
}
