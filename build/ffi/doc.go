// Package ffi calls C functions through libffi, without cgo. It stands in for
// github.com/jupiterrider/ffi v0.7.0 by a replace directive and has the part
// of its API that github.com/hybridgroup/yzma v1.27.0 uses, under the same
// names. README.md says why it exists and how it differs.
//
// In one sentence: the original loads libffi while the program starts, panics
// where it is missing, and on macOS loads a file from the user's cache folder;
// this one loads it at the first [Load], returns an error, and on macOS loads
// only the system's own.
//
// It must not know llama.cpp, yzma or Caro. Linux and macOS on amd64 and arm64
// only.
package ffi
