// Package problem is what every part of darwincheck reports in: a fault and where it is.
// It knows nothing of what is checked.
package problem

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is one fault that was found.
type Problem struct {
	Place string // file:line:column, or a file, or a key in one
	Text  string // what is wrong, in words
}

// String is the problem as a line.
func (p Problem) String() string { return p.Place + ": " + p.Text }

// List collects problems.
type List []Problem

// Add puts one more on the list; the text is a format of package fmt.
func (l *List) Add(place, format string, args ...any) {
	*l = append(*l, Problem{place, fmt.Sprintf(format, args...)})
}

// Sort puts the list in the order of places and takes out what is there twice.
func (l *List) Sort() {
	slices.SortFunc(*l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Text, b.Text))
	})
	*l = slices.Compact(*l)
}
