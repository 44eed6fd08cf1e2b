// Package service puts the engine into a process of its own and speaks to it: the
// protocol, the worker's side of it (Server), the front's (Client), and the start of
// the worker (Start).
//
// The protocol is HTTP over a unix socket; answers that take time are streams of JSON
// objects, one a line. docs/protocol.md describes it. The worker is a child of the front
// that started it and ends with it.
//
// This package must not import core/engine: the worker's program hands its engine in as
// a backend.Backend. It knows nothing of shell commands, prompts or models' names.
package service
