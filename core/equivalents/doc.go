// Package equivalents knows what a command line that was written for one system is on
// the other: names, flags and arguments of utilities that Linux and macOS have each in a
// way of their own. The data are in resources/equivalents; docs/utilities.md says how they
// are written.
//
// It must not know a shell's grammar, nor change a command: core/shell does, with the
// rules that it finds here.
package equivalents
