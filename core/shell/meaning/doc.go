// Package meaning says in words what little languages mean that stand in commands: regular
// expressions, patterns of file names, programs of sed, awk and jq, conditions of find,
// modes of chmod, forms of dates, lines of crontab, keys of sort and more.
//
// Each function takes a text and gives words for it, or "" where it isn't sure: a wrong
// meaning is worse than a general one. Programs are taken apart into pieces, too, with the
// bytes where they stand.
//
// It must not know a shell, a command line or a person's files, and reads none.
package meaning
