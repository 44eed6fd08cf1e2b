// Package background keeps a library from asking the terminal for its background.
//
// Bubble Tea asks as soon as it is linked into a program, before main, at each start: that
// takes the terminal's time to answer, up to 5 s where it doesn't, and may swallow what is
// typed meanwhile. Caro uses the terminal's own colours and needn't know. Go initialises
// packages that are ready in the order of their paths (The Go Programming Language
// Specification, Program initialization), so this one comes before github.com/….
package background

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
