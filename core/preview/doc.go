// Package preview says what a command that changes files would touch here: how many, and
// the first of them. It expands patterns and walks folders, within limits, and never runs
// the command.
//
// It must not judge, nor change anything.
package preview
