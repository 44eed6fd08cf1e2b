// Package local puts together an assistant that runs on this machine: it finds the
// model and checks it, chooses the engine's libraries for the machine, and says which
// worker answers and where its socket lies.
//
// It downloads nothing: answering never touches the network. It must not import
// core/engine, nor know a front.
package local
