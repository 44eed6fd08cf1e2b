// Package shell will say what a command does: parse it (mvdan.cc/sh), follow wrappers to
// what is really run, name effects and targets, judge the risk, check the flags, explain
// the parts. Nothing of it is here yet; until it is, core calls every command's risk
// unknown.
//
// It must not know a model, a prompt or a front, and must never run what it looks at.
package shell
