// Package machine measures the machine that build/bench and build/eval run on: how fast its memory can
// be read, and how much of it a process holds. It knows nothing of models.
package machine
