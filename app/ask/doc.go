// Package ask is the ask session: from a request that is being typed to a command on the
// clipboard. A Session takes what a person does (Do) and gives views (Views), plain
// values that a front draws as they are: which keys there are, what they are called, what
// a screen reader says, all is decided here.
//
// At its heart is a State that changes by events and says what is to be done outside
// (state.go, person.go, result.go); it knows no clock, no context, no goroutine. The
// Session does what it says through Tools, one request to the model at a time, and hands
// every command that is to be copied to the gate (tools.go).
//
// It must not know a toolkit, nor draw, nor run a command.
package ask
