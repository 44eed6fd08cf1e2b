//go:build darwin

package cocoa

import "github.com/progrium/darwinkit/objc"

// SendBool sends a message whose result is a BOOL, read as a whole register.
func SendBool(o objc.Handle, selector string, args ...any) bool {
	return objc.Call[uint64](o, objc.Sel(selector), args...)&0xff != 0
}

// Send sends a message and gives what comes back.
func Send[T any](o objc.Handle, selector string, args ...any) T {
	return objc.Call[T](o, objc.Sel(selector), args...)
}
