//go:build darwin && cgo

package macos

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/dispatch"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"
)

// mainThread proves that its holder runs on the main thread.
type mainThread struct{}

// onMain has the main thread do something, later.
func onMain(do func(mainThread)) {
	dispatch.MainQueue().DispatchAsync(func() { do(mainThread{}) })
}

// onMainWait has the main thread do something and waits for it. The main thread itself must
// not call it.
func onMainWait(do func(mainThread)) {
	done := make(chan struct{})
	onMain(func(m mainThread) {
		defer close(done)
		do(m)
	})
	<-done
}

// called is for the entries that AppKit or systray call, always on the main thread.
func called() mainThread { return mainThread{} }

var (
	looping atomic.Bool // the main thread takes what onMain gives it
	alone   sync.Mutex
)

// aloof does something that needs the main thread where its loop runs. In the command line
// there is none and never will be: there a thread of its own stands for it.
func aloof(do func(mainThread)) {
	if looping.Load() {
		onMainWait(do)
		return
	}
	alone.Lock()
	defer alone.Unlock()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	objc.WithAutoreleasePool(func() { do(mainThread{}) })
}

func app(mainThread) appkit.Application { return appkit.Application_SharedApplication() }

// send sends a message for no result: see the package's comment.
func send(o objc.Handle, selector string, arguments ...any) {
	objc.Call[objc.Void](o, objc.Sel(selector), arguments...)
}

// yes sends a message whose result is BOOL. The method mustn't call back into Go.
func yes(o objc.Handle, selector string, arguments ...any) bool {
	return objc.Call[uint64](o, objc.Sel(selector), arguments...)&0xff != 0
}

// text is a Go text that NSString takes.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// pointer is the address that an ID of purego's stands for, id the other way.
func pointer[T ~uintptr](v T) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&v)) }

func id(o objc.Handle) pobjc.ID { return pobjc.ID(uintptr(o.Ptr())) }
