package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// audience is who reads what a command prints: the fewer demands on its form first.
type audience int

const (
	people      audience = iota
	lineFilters          // a filter of lines, and then people
	programs             // something that may rely on the form
)

// readerOf says what kind of reader a command is that a pipe leads to: one that hands on
// lines as they are, to people at last, or one that may rely on their form.
func readerOf(s *syntax.Stmt) audience {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return programs
	}
	switch call.Args[0].Lit() {
	case "head", "tail", "less", "more", "cat", "tee":
		return people
	case "grep", "egrep", "fgrep":
		for _, word := range call.Args[1:] {
			if flags := word.Lit(); len(flags) > 1 && flags[0] == '-' && strings.ContainsAny(flags, "coqlLP") {
				return programs
			}
		}
		return lineFilters
	}
	return programs
}

// substituted has a program read what is written, until what it returns is called.
func (w *walker) substituted() func() {
	readers, sudo := w.audience, w.sudo
	w.audience, w.sudo = programs, nil
	return func() { w.audience, w.sudo = readers, sudo }
}

// prefix is a sudo before a command; bare where it has no flags.
type prefix struct {
	at   span
	bare bool
}

// under keeps in mind which sudo stands before what is walked next, and returns what
// forgets it.
func (w *walker) under(use usage, rest []field) func() {
	before := w.sudo
	if use.u.Name() == "sudo" {
		w.sudo = &prefix{at: span{use.names[0].at.start, rest[0].at.start}}
		w.sudo.bare = len(use.raw) == len(rest) && w.inside == nil && use.names[0].alone && rest[0].alone
	}
	return func() { w.sudo = before }
}
