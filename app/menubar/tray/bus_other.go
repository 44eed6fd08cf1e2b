//go:build !linux && cgo

package tray

import (
	"context"

	"caro/core/fault"
)

// openBus has nothing to look for: the menu bar is always there.
func openBus(context.Context) (gone <-chan struct{}, done func(), err error) {
	return nil, func() {}, nil
}

// HasHost reports whether icons are shown.
func HasHost(context.Context) bool { return true }

func busFault(err error) error { return fault.Wrap(fault.Failed, err, "") }
