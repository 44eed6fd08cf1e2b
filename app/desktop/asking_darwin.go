//go:build darwin && cgo

package desktop

import (
	"context"
	"fmt"
	"sync/atomic"

	"caro/macos"
)

// shown is the popover once there is one: clicks come on the main thread, from the start.
var shown atomic.Pointer[macos.Popover]

// tapped takes a click on the icon while it is under way: which button it was the system
// tells then only.
func tapped() {
	if p := shown.Load(); p != nil {
		p.Tapped()
	}
}

// newWindow makes the popover. The loop of the main thread runs.
func newWindow(ctx context.Context, a *App) window {
	k := &inside{app: a}
	p := macos.NewPopover(macos.PopoverOptions{
		Do:     k.do,
		Closed: k.closed,
	})
	k.surface = p
	shown.Store(p)
	macos.OnReopen(func() { go k.open(ctx) })
	return k
}

// openText opens a file in the program that the system has for text.
func (a *App) openText(path string) error {
	if err := macos.OpenFile(path); err != nil {
		return fmt.Errorf("%w; edit %s", err, path)
	}
	return nil
}
