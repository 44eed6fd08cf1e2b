//go:build !linux && !(darwin && cgo)

package notify

import (
	"context"
	"fmt"
	"image"
)

// Notifier stands for notifications, which this build can't show: that takes cgo.
type Notifier struct{}

// New makes a notifier.
func New(image.Image) *Notifier { return &Notifier{} }

// Notify shows nothing: its error wraps [ErrNone].
func (n *Notifier) Notify(context.Context, Notification) error {
	return fmt.Errorf("show a notification: %w", ErrNone)
}

// Close does nothing.
func (n *Notifier) Close() {}
