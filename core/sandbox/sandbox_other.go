//go:build !linux

package sandbox

import (
	"context"
	"errors"
	"runtime"
)

const (
	hostName = "sandbox"
	innerID  = 1000
)

// Available says that this system has no namespaces to run a command in.
func Available() error {
	return errors.New("sandbox: commands are tried on Linux only: " + runtime.GOOS + " has no private namespaces")
}

// Run returns Available's error, after the spec was checked.
func Run(_ context.Context, spec Spec) (Result, error) {
	if _, err := spec.complete(); err != nil {
		return Result{}, err
	}
	return Result{}, Available()
}
