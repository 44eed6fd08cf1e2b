package equivalents

import (
	"regexp"
	"slices"
	"strings"
)

// System is the system that a command line is made right for.
type System string

// The systems; what is written for one of them comes from the other.
const (
	MacOS System = "macos"
	Linux System = "linux"
)

// Rule says what a piece of a command line is on a system.
type Rule struct {
	// Subject is the piece.
	Subject Term
	// Terms are what else must hold.
	Terms   []Term
	Outcome Outcome
	// Pieces say the same as the subject; there are some where Outcome is Repair.
	Pieces []Piece
	// Words are for a person: why, or what to do instead; "" where Repair speaks for itself.
	Words string
	// Place is the file and line of the rule.
	Place string
}

// Outcome is what a rule comes to.
type Outcome int

// The outcomes.
const (
	Repair  Outcome = iota // Pieces say the same
	Nothing                // nothing says the same; Words say what comes near
	Note                   // it may stay as it is, and Words should be known
)

// Kind is what a term is about.
type Kind int

// The kinds. The first four can be a rule's subject.
const (
	Name     Kind = iota // the utility's name
	Flag                 // a flag that is used
	Role                 // an argument with a role
	Line                 // the whole line
	Operand              // the operand at a place
	Operands             // how many operands there are
	Next                 // the word behind the subject
	Last                 // the subject is the last word
	Seen                 // what is printed is for a person
	Lines                // what is printed is for a person, or goes through a filter of lines
	Missing              // the utility isn't installed here, which is known
	Absent               // the utility isn't known to be installed
	Here                 // another utility is installed here
	Plain                // no sudo stands before it
	Manager              // the system's package manager is the one that is named
	Once                 // the subject, a flag, is used once
)

// Term is a condition.
type Term struct {
	Kind Kind
	// Not says that it must not hold.
	Not bool
	// Names are the flag's spellings, the role, the other utility, or the package manager.
	Names []string
	// Value is what the argument must look like; nil for any.
	Value *regexp.Regexp
	// Min and Max are the operand's place, from 1, or how many operands there may be; no
	// number is more than Max below 0.
	Min, Max int
	// Also are flags of a whole line that change nothing of what it comes to; "*" is any.
	Also []string
}

// Place is where a piece of a result goes.
type Place string

// The places; another one is the role of the arguments that it stands for.
const (
	InPlace Place = ""       // where the subject stands
	First   Place = "first"  // right behind the utility's name
	Before  Place = "before" // before the first operand
	After   Place = "after"  // behind the last operand
	AtEnd   Place = "last"   // at the end of the line
	Feed    Place = "feed"   // a command whose output the line reads
	Then    Place = "then"   // a command that reads the line's output
	Sudo    Place = "sudo"   // in place of a sudo that stands before the line
	Called  Place = "name"   // in place of the utility's name
)

// Piece is a part of a rule's result.
type Piece struct {
	Place Place
	// Role is that of the arguments that Text stands for; "" at other places.
	Role string
	// Text is what is written there; nothing for taking it away.
	Text []Fragment
}

// Fragment is a text, or a reference to what the line holds.
type Fragment struct {
	Text string
	// Ref is "value" (the subject's argument), "flag" (as it is spelled), "name", "all" (the
	// operands), a number (an operand) or a flag (its argument); "" where Text is all.
	Ref string
	// Translation names what the text of Ref goes through; "" for nothing.
	Translation string
}

// Of returns the rules of a utility on a system, by the name that it is called by, which
// holds blanks where it is a subcommand's; nil where there are none. They are in the
// order in which they count.
func Of(system System, name string) []Rule {
	d := data()
	d.Lock()
	defer d.Unlock()
	return d.rules(system, name)
}

// Path returns the part of a path that a system hasn't got, and what is said of it; "" where
// nothing is known of it.
func Path(system System, name string) (place, words string) {
	d := data()
	d.Lock()
	defer d.Unlock()
	for len(name) > 1 && strings.ContainsRune("/~", rune(name[0])) {
		for _, r := range d.rules(system, name) {
			return name, r.Words
		}
		cut := strings.LastIndexByte(name, '/')
		if cut < 0 {
			break
		}
		name = name[:cut]
	}
	return "", ""
}

// Names returns the utilities, and places in the file system, that a system has rules for.
func Names(system System) []string {
	d := data()
	var list []string
	for k := range d.texts {
		if k.system == system {
			list = append(list, k.name)
		}
	}
	slices.Sort(list)
	return list
}
