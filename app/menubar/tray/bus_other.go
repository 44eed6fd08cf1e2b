//go:build !linux && cgo

package tray

import (
	"context"

	"caro/core/fault"
)

// openBus has nothing to look for: the menu bar is always there.
func openBus(context.Context) (*sessionBus, error) { return &sessionBus{}, nil }

// sessionBus stands for the one that a Mac doesn't have.
type sessionBus struct{}

func (*sessionBus) gone() <-chan struct{} { return nil }
func (*sessionBus) close()                {}
func (*sessionBus) stay(context.Context)  {}

// HasHost reports whether icons are shown.
func HasHost(context.Context) bool { return true }

func busFault(err error) error { return fault.Wrap(fault.Failed, err, "") }
