//go:build darwin

package macos

import "github.com/progrium/darwinkit/objc"

// sendBool sends a message whose result is a BOOL, read as a whole register.
func sendBool(o objc.Handle, selector string, args ...any) bool {
	return objc.Call[uint64](o, objc.Sel(selector), args...)&0xff != 0
}

// send sends a message and gives what comes back.
func send[T any](o objc.Handle, selector string, args ...any) T {
	return objc.Call[T](o, objc.Sel(selector), args...)
}
