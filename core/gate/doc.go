// Package gate decides what may leave Caro. Whatever a model, a server, a file
// name or a web page says is data: before it is printed, copied or run it passes
// here, and every way out (command line, popover, recent commands, alternatives)
// asks the same functions, so that no front can be laxer than another.
//
//   - Command cleans a shell command or refuses it, naming each offending character.
//   - Visible and VisibleLine make any text safe to print on a terminal.
//   - Decide weighs a risk level against the user's safety setting.
//
// All functions are pure: no files, no clock, no environment. The package must not
// know how a risk level was found (package shell), who asks, or how anything is
// drawn; it imports no other package of Caro.
package gate
