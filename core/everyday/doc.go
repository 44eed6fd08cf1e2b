// Package everyday holds forty requests of the kind that people type at a
// prompt every day, a folder to try the answers in, and for each request a
// predicate that tells from what a command did whether it was right.
//
// It is a ruler for whoever writes commands (a model, mostly): run a command in
// the sandbox over Fixture, and hand the Result to the case's Check. A predicate
// judges the effect, not the text: any command that prints or changes what was
// asked for passes, in whatever form an expert might choose. Each case also
// lists commands that are right and plausible ones that are wrong; by them the
// package tests its own predicates.
//
// The requests and answers must never be shown to what is measured: not as
// examples in a prompt, not as training data. The package knows nothing of
// models and prompts; of Caro it imports the sandbox alone.
package everyday
