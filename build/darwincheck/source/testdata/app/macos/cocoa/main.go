//go:build darwin

// Package cocoa has the main thread, as Caro's has.
package cocoa

import "github.com/progrium/darwinkit/dispatch"

// Main shows that a function runs on the main thread.
type Main struct{}

// OnMain runs f on the main thread, later.
func OnMain(f func(Main)) {
	dispatch.MainQueue().DispatchAsync(func() { f(Main{}) })
}

// Called is for what AppKit and systray call, always on the main thread.
func Called() Main { return Main{} }
