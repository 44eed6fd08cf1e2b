//go:build darwin && cgo

package desktop

import (
	"context"
	"fmt"
	"sync/atomic"

	"caro/app/menubar/tray"
	"caro/macos"
	"caro/macos/system"
)

// shown is the popover once there is one: clicks come on the main thread, from the start.
var shown atomic.Pointer[macos.Popover]

// native adds what a tray of this system wants. Which button a click is of the system tells
// while the click is under way only, so the popover sees it first.
func native(o tray.Options) tray.Options {
	o.Loop = macos.Prepare
	o.Tapped = func() {
		if p := shown.Load(); p != nil {
			p.Tapped()
		}
	}
	o.SecondTapped = macos.OpenMenu
	return o
}

// newWindow makes the popover. The loop of the main thread runs.
func newWindow(ctx context.Context, a *App) window {
	k := &inside{app: a}
	p := macos.NewPopover(macos.PopoverOptions{
		Do:       k.do,
		Open:     func() { go k.open(ctx) },
		Closed:   k.closed,
		Settings: func() { go a.openSettings(ctx) },
	})
	k.surface = p
	shown.Store(p)
	system.OnReopen(func() { go k.open(ctx) })
	system.OnSleep(func() { go a.asleep(ctx) }, func() { go a.awake(ctx) })
	return k
}

// openText opens a file in the person's text editor.
func (a *App) openText(path string) error {
	if err := system.OpenFile(path); err != nil {
		return fmt.Errorf("%w; edit %s", err, path)
	}
	return nil
}
