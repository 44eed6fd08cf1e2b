// Package terminal draws the ask session in a terminal: a palette (palette.go, draw.go),
// or, for screen readers and terminals that can do nothing else, a talk line by line
// (plain.go). On Linux the palette is the popover too.
//
// Colours are the sixteen of the terminal itself, which fit its background, light or
// dark. It must not decide anything: what is shown and which keys there are, ask.View says.
package terminal
