// Package cli is the command line: one file a command, all that it says to a person in
// ui.go, all exit codes in one place (Main).
//
// It parses, calls core, and prints. It must not import core/engine, judge a command, or
// build a prompt.
package cli
