// Package fault is the one error shape that reaches a person: a code that a program
// can act on, what happened, and what to do next.
//
// Packages below return their own typed errors; [From] finds the code and the hint in
// them. This package must not know any of them, nor how a front shows an error.
package fault
