//go:build !darwin || !cgo

package clip

import (
	"context"
	"errors"
)

// keep remembers text.
func keep() (back func(context.Context) error, err error) {
	text, err := read()
	if err != nil || text == "" {
		return func(context.Context) error {
			return errors.New("what was on the clipboard, if anything, was no text and is gone")
		}, nil //nolint:nilerr // a selection that nobody owns can't be read
	}
	return func(ctx context.Context) error { return Copy(ctx, text) }, nil
}
