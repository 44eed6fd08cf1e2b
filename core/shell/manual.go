package shell

import (
	"strings"

	"caro/core/utilities"
)

// strange is a flag that the data don't know.
type strange struct {
	field
	words int // of the utility's name that stood before it
}

// asks reports whether the manual says something of a command: it is run here, and its
// program is one of the system's.
func (w *walker) asks(use usage) bool {
	name := use.names[0].text
	return w.o.Manual != nil && w.inside == nil && !w.nested && !w.remote && !w.rooted && !ofShells[name] && (!strings.Contains(name, "/") || name[0] == '/')
}

// ask looks a flag up in the manual; see Options.Manual. words are how many of the utility's
// name stood before the flag.
func (w *walker) ask(use usage, words int, flag string, known bool) (f *utilities.Flag, absent bool) {
	if !w.asks(use) {
		return nil, false
	}
	name := texts(use.names[:words])
	if w.box != "" {
		name = append([]string{w.box}, name...)
	}
	return w.o.Manual(name, flag, known)
}

// ofShells are names that shells have commands of their own for, with other flags than the
// programs of that name.
var ofShells = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`. : [ alias bg bind builtin caller cd command compgen complete compopt declare dirs disown echo enable eval exec exit export false fc fg getopts
		hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test time times trap true type typeset
		ulimit umask unalias unset wait whence where which`) {
		set[name] = true
	}
	return set
}()

// consult has the manual say what is meant by flags that another system's version has, as
// far as the data know.
func (w *walker) consult(use *usage) {
	if !w.asks(*use) {
		return
	}
	for i := range use.flags {
		if f := &use.flags[i]; w.isForeign(*use, *f) {
			f.here, _ = w.ask(*use, len(use.names), f.name, false)
		}
	}
}

// strangeFlags says what can be said of flags that the data don't know.
func (w *walker) strangeFlags(use usage) {
	for _, f := range use.strange {
		if use.u.HasSubs() && len(use.names) == 1 {
			w.parts.otherwise(f.at, "A flag of "+use.u.Name()+" of which nothing is known here.")
			continue
		}
		meaning, lacks := w.lookUp(use, f)
		switch {
		case lacks != "":
			w.remark("%s has no flag %s here", use.u.Name(), shown(lacks))
			meaning = "No flag of " + use.u.Name() + " on this machine."
		case meaning == "":
			meaning = "A flag of " + use.u.Name() + " of which nothing is known here."
		}
		w.parts.note(f.at, meaning)
	}
}

// lookUp says what a flag means by the manual, or which flag of it isn't there.
func (w *walker) lookUp(use usage, f strange) (meaning, lacks string) {
	name, _, _ := strings.Cut(f.text, "=")
	if f.dynamic() || f.at.end > len(w.src) || strings.ContainsAny(w.src[f.at.start:f.at.end], "$`") {
		return "", ""
	}
	known, absent := w.ask(use, f.words, name, false)
	switch {
	case known != nil:
		return meaningOf(use, known), ""
	case absent:
		return "", name
	case strings.HasPrefix(name, "--") || len(name) <= 2 || use.u.Style == utilities.Long:
		return "", ""
	}
	return w.lookUpLetters(use, f)
}

// lookUpLetters reads -abc of which the data don't know all.
func (w *walker) lookUpLetters(use usage, f strange) (meaning, lacks string) {
	var list []string
	for _, letter := range f.text[1:] {
		name := "-" + string(letter)
		known, absent := use.u.Flag(name, w.o.Version), false
		if known == nil {
			known, absent = w.ask(use, f.words, name, false)
		}
		switch {
		case absent:
			return "", name
		case known == nil:
			return "", ""
		}
		list = append(list, meaningOf(use, known))
		if known.Argument != "" {
			break // what follows is the argument
		}
	}
	return strings.Join(list, " "), ""
}

func meaningOf(use usage, f *utilities.Flag) string {
	if f.Meaning == "" {
		return "A flag of " + use.u.Name() + " that its manual has."
	}
	return strings.ReplaceAll(f.Meaning, "{}", "it")
}

// missing says which flags, of those that the data know, aren't there by what the
// utility itself says.
func (w *walker) missing(use usage, f usedFlag) {
	if f.name == "-NUM" {
		return
	}
	if _, absent := w.ask(use, len(use.names), f.name, true); absent {
		w.remark("%s doesn't name %s in its help here", use.u.Name(), f.name)
	}
}
