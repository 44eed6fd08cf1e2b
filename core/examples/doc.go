// Package examples finds the worked tasks of the cookbook (package cookbook) that help a
// model with a request: those that ask for much the same. An Index ranks them by BM25 over
// the words of their requests (words.go: what is a name, a number or a word, and which
// words mean the same), and leaves out those that say nothing that a better one doesn't.
//
// It must not know a model, a prompt's form or a front.
package examples
