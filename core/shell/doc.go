// Package shell says what a command does, without running it: it parses it (mvdan.cc/sh),
// follows wrappers, variables, pipes and quoted code to what is really run, names effects
// and their targets, judges the risk by a table (resources/risk.txt), and explains the
// parts.
//
// Look (look.go) walks the syntax tree (walk.go, run.go) as a shell would, with what is
// known of variables, functions and the working folder (scope.go, words.go). Each command
// is read by the data of package utilities (usage.go, utility.go) and its effects are noted
// (effects.go; what hangs on values in special.go, git.go, outside.go, secrets.go). Those
// that run others are followed (wrappers.go, shells.go, finders.go, later.go), so is code
// in other languages (interpreter.go, code.go), and what flows through pipes (stream.go).
// What was written for another system is put right (suits.go, equal.go and match.go, by the
// rules of package equivalents; write.go, render.go, repair.go).
// target.go says what a path is to a person; judge.go finds the level.
//
// What pieces mean is noted on the way (explain.go, programs.go, values.go, operands.go,
// grammar.go) in parts.go, which knows what stands within what. story.go keeps each command
// as it was walked; from those sentence.go, pipes.go, conditions.go, loops.go tell the whole,
// each command by a template of package utilities (saying.go) or code (phrases*.go). Package
// meaning puts little languages into words.
//
// manual.go has Options.Manual say what the data don't know of a flag; what it says is
// shown, and changes no risk.
//
// It must not know a model, a prompt or a front, and must never run what it looks at, nor
// touch a file.
package shell
