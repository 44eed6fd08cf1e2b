// Package service puts the engine into a process of its own, the worker, and speaks to
// it: the protocol, the worker's side of it (Listen, Server), the front's (Connect,
// Look, Stop).
//
// One worker serves all fronts of a user. The first front that needs it starts it; it
// stays when that front goes, gives the model's memory back after a time without a
// request, and then ends. A front that finds it dead, hung or out of date replaces it and
// tries its request once more (Client).
//
// The protocol is HTTP over a unix socket; answers that take time are streams of JSON
// objects, one a line. docs/protocol.md describes it.
//
// This package must not import core/engine: the worker's program hands its engine in as
// a backend.Backend. It knows nothing of shell commands, prompts or the catalogue of
// models.
package service
