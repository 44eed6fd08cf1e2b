//go:build cgo

package clip

import (
	"context"

	"caro/macos/system"
)

// keep remembers all that is on the pasteboard.
func keep() (back func(context.Context) error, err error) {
	items := system.KeepPasteboard()
	return func(context.Context) error { return system.PutBack(items) }, nil
}
