//go:build !linux && !(darwin && cgo)

package login

import "errors"

// errCgo says why there is no login item.
var errCgo = errors.New("open Caro at login: this build can't reach the system's login items, which takes cgo")

// Enabled reports false: nothing that this build does opens Caro at login.
func Enabled() (bool, error) { return false, nil }

// Enable can't: see the error.
func Enable(string, ...string) error { return errCgo }

// Disable has nothing to do.
func Disable() error { return nil }
