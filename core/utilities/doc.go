// Package utilities knows what each utility is: its flags with their meaning on GNU's and
// on BSD's version, the roles of its operands, its effects. The data are in
// resources/utilities, one entry a utility or subcommand; docs/utilities.md says how they
// are written.
//
// It must not judge: core/shell does, with what it finds here.
package utilities
