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

// called is for what AppKit and systray call, always on the main thread.
func called() mainThread { return mainThread{} }
