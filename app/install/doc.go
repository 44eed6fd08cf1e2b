// Package install puts the command line tool of Caro.app where a shell finds it, and takes
// it away: a symbolic link, in /usr/local/bin where that can be written to, else in
// ~/.local/bin. The menu's "Install command line tool" is its use.
//
// What isn't Caro's is never overwritten or removed. The package must not know a menu, ask
// for a password, or change a shell's files.
package install
