// Package manual knows which flags the utilities of this machine have, and what each is
// for, where the data of core/utilities know nothing of it. It reads the pages of the
// manual as they lie on disk (find.go): roff with the macros of man(7) or mdoc(7) (roff.go,
// escape.go, man.go, mdoc.go), of which it takes paragraphs that begin with a flag
// (flags.go, heading.go). Where there is no page, and for BusyBox, it asks the program for
// its --help (help.go, run.go): only plain, harmless ones that lie in the system's folders.
// What was read is kept in a folder of Caro's cache (cache.go).
//
// All that is read is data from outside: it is limited in size, no hidden character of it
// gets through, and nothing of it changes how dangerous a command is said to be.
//
// It must not know core/shell or a front, must not judge, and must never run a program that
// it doesn't know to be harmless.
package manual
