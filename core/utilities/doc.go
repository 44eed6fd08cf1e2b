// Package utilities will know what each utility is: its flags on GNU and BSD, the roles
// of its operands, its effects, in data under resources/. Nothing of it is here yet.
//
// It must not judge: core/shell does, with what it finds here.
package utilities
