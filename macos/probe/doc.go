// Package probe looks at the popover from outside, as AppKit has it, and presses keys in a
// person's place: for `caro selftest` and nothing else. It is built for macOS with cgo, and is
// this comment everywhere else.
//
// It finds the popover among the process's windows by the identifiers that package macos gives
// its controls, and knows nothing of that package. Its keys come as events into this process,
// which takes no permission; the hotkey is pressed for the whole system, which takes one. It
// must not judge what it sees.
package probe
