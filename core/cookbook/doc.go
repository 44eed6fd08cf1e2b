// Package cookbook reads the worked tasks: requests in several people's words, the
// command that an expert would type for them on GNU/Linux and on macOS, and a check that
// shows the command to be right. The data are in resources/cookbook; docs/cookbook.md says
// how they are written.
//
// It must not choose among them, nor know of models and prompts: it only says what is
// there. Nothing here runs a command; the tests do, in core/sandbox.
package cookbook
