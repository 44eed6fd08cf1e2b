//go:build cgo

package notify

import (
	"context"
	"errors"
	"fmt"
	"image"

	"caro/core/gate"
	"caro/macos/system"
)

// Notifier shows notifications in Caro's name. It may be used by several goroutines.
type Notifier struct{}

// New makes a notifier. The system shows the app's own icon, whatever icon is.
func New(image.Image) *Notifier { return &Notifier{} }

// Notify shows a notification; it takes at most 2 s. One with the same title as an earlier one
// takes its place. Hidden characters are made visible, and long text is cut. The urgency is
// the person's to set. Errors wrap [ErrNone] where nothing shows notifications, or the person
// wants none.
func (n *Notifier) Notify(ctx context.Context, what Notification) error {
	done := make(chan error, 1)
	go func() {
		done <- system.Notify(gate.VisibleLine(what.Title, maxTitle), gate.Visible(what.Body, maxBody))
	}()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if errors.Is(err, system.ErrNoNotifications) {
		err = fmt.Errorf("%w: %w", ErrNone, err)
	}
	if err != nil {
		return fmt.Errorf("show a notification: %w", err)
	}
	return nil
}

// Close does nothing: what is shown stays.
func (n *Notifier) Close() {}
