//go:build darwin && cgo

package cocoa

import (
	"strings"
	"unsafe"

	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/helper/action"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"
)

// App is the process as AppKit knows it.
func App(Main) appkit.Application { return appkit.Application_SharedApplication() }

// Bundled reports whether the program is run from an app: without one, asking some services
// ends the process. From any goroutine.
func Bundled() (yes bool) {
	objc.WithAutoreleasePool(func() { yes = foundation.Bundle_MainBundle().BundleIdentifier() != "" })
	return yes
}

// Send sends a message for no result: see the package's comment.
func Send(o objc.Handle, selector string, arguments ...any) {
	objc.Call[objc.Void](o, objc.Sel(selector), arguments...)
}

// Yes sends a message whose result is BOOL. The method mustn't call back into Go.
func Yes(o objc.Handle, selector string, arguments ...any) bool {
	return objc.Call[uint64](o, objc.Sel(selector), arguments...)&0xff != 0
}

// Text is a Go text that NSString takes.
func Text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// Pointer is the address that an ID of purego's stands for.
func Pointer[T ~uintptr](v T) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&v)) }

// ID is the way back: an object of darwinkit's as purego has it.
func ID(o objc.Handle) pobjc.ID { return pobjc.ID(uintptr(o.Ptr())) }

// kept are the receivers of notifications and events, which don't keep them.
var kept []action.Target

// Receiver is an object whose method selector calls do, for as long as the process lives: a
// target for notifications and events.
func Receiver(_ Main, do func(Main)) (target action.Target, selector objc.Selector) {
	target, selector = action.Wrap(func(objc.Object) { do(Called()) })
	kept = append(kept, target)
	return target, selector
}
