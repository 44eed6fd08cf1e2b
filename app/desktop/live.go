//go:build linux || (darwin && cgo)

package desktop

import (
	"context"

	"caro/app/menubar"
	"caro/core/service"
)

// Live is the app as it runs, for who drives it in a person's place (package selftest). Its
// methods may be called from any goroutine but a Mac's main thread.
type Live struct{ app *App }

// State is what the menu was told to show last.
func (l *Live) State() menubar.State { return l.app.tray.State() }

// Item gives an item of the menu by its id; ok is false where it can't be seen.
func (l *Live) Item(id string) (item menubar.Item, ok bool) { return l.app.tray.Item(id) }

// Click clicks on an item, and reports whether it could be clicked.
func (l *Live) Click(id string) bool { return l.app.tray.Press(id) }

// Window reports whether the window to ask in is on the screen, and whether it has the
// keyboard.
func (l *Live) Window() (open, focused bool) { return l.app.window.seen() }

// Engine is the number of the engine's process. The error wraps service.ErrNone where none
// runs.
func (l *Live) Engine(ctx context.Context) (pid int, err error) {
	socket, err := l.app.socket()
	if err != nil {
		return 0, err
	}
	status, err := service.Look(ctx, socket)
	return status.PID, err
}
