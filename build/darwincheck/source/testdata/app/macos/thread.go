//go:build darwin

// Package macos touches AppKit in the ways that Caro does.
package macos

import "github.com/progrium/darwinkit/dispatch"

// mainThread shows that a function runs on the main thread.
type mainThread struct{}

// onMain runs f on the main thread, later.
func onMain(f func(mainThread)) {
	dispatch.MainQueue().DispatchAsync(func() { f(mainThread{}) })
}

// calledOnMain runs f for a caller that is on the main thread, as systray's handlers are.
func calledOnMain(f func(mainThread)) { f(mainThread{}) }
