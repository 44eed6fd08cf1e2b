// Package fit compares a command with the words of the request that it answers: whether it
// uses the names and numbers that the request gives, invents others, does what words of the
// request demand (recursive, hours, only names), and does more than it was asked for. A
// model that writes small commands gets the gist mostly right and misses a word; of several
// commands the one that misses least is the better one.
//
// It must not know a model, a front or what a command's flags mean beyond their letters; it
// judges no danger.
package fit
