package shell

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"caro/core/equivalents"
	"caro/core/gate"
	"caro/core/utilities"
)

// edit is a change that makes a command right for the system: what stands at a span is
// replaced. An empty span is a place where something is put in.
type edit struct {
	at span
	by string
}

// remark notes something about the command that a person should know. What happens on
// another machine is no matter of this one.
func (w *walker) remark(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !w.remote && text != "" && !slices.Contains(w.remarks, text) {
		w.remarks = append(w.remarks, text)
	}
}

// repair notes changes, of what stands in the command itself, and why.
func (w *walker) repair(edits []edit, why string) {
	if w.inside != nil || w.nested || w.remote {
		w.remark("%s", why)
		return
	}
	for _, e := range edits {
		if !slices.Contains(w.edits, e) { // the body of a loop is walked more than once
			w.edits = append(w.edits, e)
		}
	}
	if !slices.Contains(w.whys, why) {
		w.whys = append(w.whys, why)
	}
}

// repaired is the command with all changes made; "" where there are none, or where they
// get in each other's way.
func (w *walker) repaired() string {
	if len(w.edits) == 0 {
		return ""
	}
	slices.SortStableFunc(w.edits, func(a, b edit) int {
		return cmp.Or(cmp.Compare(a.at.start, b.at.start), cmp.Compare(a.at.end, b.at.end))
	})
	var b strings.Builder
	at := 0
	for _, e := range w.edits {
		if e.at.start < at || e.at.end > len(w.src) {
			return ""
		}
		b.WriteString(w.src[at:e.at.start] + e.by)
		at = e.at.end
	}
	return b.String() + w.src[at:]
}

// maxRepairs is how often a command is looked at again for what its repair leaves.
const maxRepairs = 4

// mend makes the changes that a walk has found, until there are no more to make. A repair
// that can't be read, has no end or is less dangerous than the command is none: then the
// report says in words what would have been changed.
func (r *Report) mend(w *walker) {
	before, level := w.src, r.Risk.Level
	why := func(list []string) {
		for _, text := range list {
			if !slices.Contains(r.Notes, text) {
				r.Notes = append(r.Notes, text)
			}
		}
	}
	for range maxRepairs {
		why(w.whys)
		fixed := w.repaired()
		if fixed == "" || fixed == before {
			return
		}
		o := w.o
		o.RiskOnly = true
		w, _ = walk(fixed, o)
		if next := w.report(); rank(next.Risk.Level) < rank(level) || next.unreadable() {
			return
		}
		if len(w.edits) == 0 {
			r.Repaired = fixed
			why(w.remarks)
			return
		}
		before = fixed
	}
}

// unreadable reports whether the command couldn't be read at all.
func (r *Report) unreadable() bool {
	return slices.ContainsFunc(r.Risk.Findings, func(f Finding) bool { return f.ID == "syntax" || f.ID == "unreadable" || f.ID == internal })
}

// rank orders levels by how much they ask of a person.
func rank(l gate.Level) int {
	return slices.Index([]gate.Level{gate.LevelSafe, gate.LevelModerate, gate.LevelUnknown, gate.LevelHigh, gate.LevelCritical}, l)
}

// systems are names of the versions' systems for a person.
var systems = map[utilities.Version]string{utilities.GNU: "Linux", utilities.BSD: "macOS"}

// system is the one that the command is for, as the data name it.
func (w *walker) system() equivalents.System {
	if w.o.Version == utilities.BSD {
		return equivalents.MacOS
	}
	return equivalents.Linux
}

// other is the version that the command may have been written for.
func (w *walker) other() utilities.Version {
	if w.o.Version == utilities.BSD {
		return utilities.GNU
	}
	return utilities.BSD
}

// quote writes a word so that a shell takes it as it is.
func quote(text string) string {
	if text != "" && text[0] != '=' && strings.Trim(text, plainCharacters) == "" { // zsh reads =ls as a path
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// plainCharacters need no quotes, wherever they stand.
const plainCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:,@%+=-"
