// Package history keeps past requests and their commands in a file of this machine: SQLite
// with full-text search. An entry is on the disk when Add returns, and survives a kill or a
// power cut at any moment after that.
//
// Passwords, tokens and keys are taken out (package redact) before anything is written; an
// entry whose command isn't whole for that says so, and its Verdict is gate.Block.
//
// Beside it lies a thread: the last few answers of the command line, for the request that
// goes on from them, in a small file of its own, as private and without its secrets.
//
// It must not know a front, a model or how commands are judged; what it is given to read
// again is data, which fronts pass through package gate like an answer.
package history
