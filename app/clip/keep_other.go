//go:build !darwin || !cgo

package clip

import (
	"context"
)

// keep remembers text.
func keep() (back func(context.Context) error, err error) {
	text, none := read() // none: nobody owns the selection, or it is no text
	return func(ctx context.Context) error {
		now, gone := read()
		switch {
		case now == text && (gone == nil) == (none == nil):
			return nil // as it was
		case none != nil || text == "":
			return ErrNotKept
		}
		return Copy(ctx, text)
	}, nil
}
