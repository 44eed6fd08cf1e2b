// Package terminal will draw app/ask's session in a terminal; on Linux it is the popover.
// Nothing of it is here yet.
//
// It decides nothing.
package terminal
