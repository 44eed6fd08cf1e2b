// Package peer runs the programs that build/bench compares Caro with: child processes
// that take a chat as a line of JSON and give a line of JSON back, and it gets the one
// that comes from npm. It knows what they speak, not what is measured.
package peer
