package check

import (
	"fmt"
	"strings"
)

// Output is how two outputs are compared.
type Output string

// The ways, from strict to lax. All but Exact pass over colours and over how much blank
// there is; a "./" before a name doesn't count.
const (
	None    Output = ""        // not at all: the command is there for what it changes
	Exact   Output = "exact"   // every character, but for line breaks at the end
	Lines   Output = "lines"   // the lines, in order
	Set     Output = "set"     // the lines, in any order
	Words   Output = "words"   // the words, in any order
	Pairs   Output = "pairs"   // each line as a bag of words, lines in any order: "3 tea" is "tea: 3"
	Ranking Output = "ranking" // the same with the lines in order
	Paths   Output = "paths"   // which files and folders of the place are named, whatever else is printed
	Order   Output = "order"   // the same, in the order in which they come
	Numbers Output = "numbers" // all numbers, in order, whatever stands around them
	Number  Output = "number"  // the one number of the last line
	Size    Output = "size"    // the last line has a size of about so many bytes, in any unit
)

// Rule is how two outcomes are compared.
type Rule struct {
	Output Output
	// Names has the contents of new files left out: archives differ in every run.
	Names bool
	// Modes has the permissions of new files looked at, too; those of old ones always are.
	Modes bool
	// Free has the folder left out.
	Free bool
	// Spare are paths that an output may name or not, with Paths and Order.
	Spare []string
}

// ParseRule reads words such as "paths", "files modes". The word files says that the
// output isn't compared; the folder is compared unless free is said.
func ParseRule(words []string) (Rule, error) {
	var r Rule
	said := false
	for _, w := range words {
		switch o := Output(w); o {
		case Exact, Lines, Set, Words, Pairs, Ranking, Paths, Order, Numbers, Number, Size:
			if said {
				return r, fmt.Errorf("two ways to compare an output: %s", strings.Join(words, " "))
			}
			r.Output, said = o, true
			continue
		}
		switch w {
		case "files":
			if said {
				return r, fmt.Errorf("files goes with no other way: %s", strings.Join(words, " "))
			}
			said = true
		case "names":
			r.Names = true
		case "modes":
			r.Modes = true
		case "free":
			r.Free = true
		default:
			return r, fmt.Errorf("there is no way to compare called %.20q", w)
		}
	}
	if !said {
		return r, fmt.Errorf("not said how to compare: %q", strings.Join(words, " "))
	}
	return r, nil
}
