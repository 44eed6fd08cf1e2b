// Package check runs commands in the sandbox and says whether one did what another, known
// to be right, does: it compares what they printed and the folder that they left. How, a
// Rule says.
//
// It knows nothing of models or tasks, and never runs a command outside core/sandbox.
package check
