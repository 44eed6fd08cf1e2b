// Package core is the one way from a request to a command: [Assistant.Ask].
//
// It builds the prompt (core/prompt), has a backend answer it (core/backend), reads the
// answer, and lets out only what the gate lets through (core/gate). Fronts show an
// [Answer]; they never speak to a backend themselves.
//
// It must not know any front, toolkit, terminal or clipboard, nor import core/engine:
// a backend is handed in.
package core
