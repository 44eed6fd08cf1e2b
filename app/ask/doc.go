// Package ask will be the session that a popover or palette draws: events in, view state
// out. Nothing of it is here yet; the command line calls core directly.
//
// It must know no toolkit and no terminal.
package ask
