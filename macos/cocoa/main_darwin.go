//go:build darwin && cgo

package cocoa

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/progrium/darwinkit/dispatch"
	"github.com/progrium/darwinkit/objc"
)

// Main proves that its holder runs on the main thread. Only the functions of this file give
// one, and it is handed on as a parameter, never made or kept: make check-darwin holds all
// code to that.
type Main struct{}

// OnMain has the main thread do something, later. From any goroutine; it never blocks.
func OnMain(do func(Main)) {
	dispatch.MainQueue().DispatchAsync(func() { do(Main{}) })
}

// OnMainWait has the main thread do something and waits for it. The main thread itself must
// not call it, and its loop must run.
func OnMainWait(do func(Main)) {
	done := make(chan struct{})
	OnMain(func(m Main) {
		defer close(done)
		do(m)
	})
	<-done
}

// Called is for the entries that AppKit or systray call, always on the main thread.
func Called() Main { return Main{} }

var (
	looping atomic.Bool // the main thread takes what OnMain gives it
	alone   sync.Mutex
)

// Looping notes that the main thread's loop runs, until the process ends.
func Looping() { looping.Store(true) }

// Aloof does something that needs the main thread where its loop runs. In the command line
// there is none and never will be: there a thread of its own stands for it. From any
// goroutine but, where the loop runs, the main thread's.
func Aloof(do func(Main)) {
	if looping.Load() {
		OnMainWait(do)
		return
	}
	alone.Lock()
	defer alone.Unlock()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	objc.WithAutoreleasePool(func() { do(Main{}) })
}
