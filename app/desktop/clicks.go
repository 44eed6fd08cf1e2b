//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"strconv"
	"strings"

	"caro/app/menubar"
	"caro/app/menubar/tray"
	"caro/app/notify"
)

// clicks does what is clicked, one after the other. What takes long goes on beside it.
func (a *App) clicks(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case c, open := <-a.tray.Clicks():
			if !open {
				return
			}
			a.click(ctx, c)
		}
	}
}

func (a *App) click(ctx context.Context, c tray.Click) {
	id := c.ID
	if slot := strings.LastIndexByte(id, '.'); slot > 0 {
		if _, err := strconv.Atoi(id[slot+1:]); err == nil {
			id = id[:slot]
		}
	}
	switch id {
	case menubar.IDAsk:
		a.window.open(ctx)
	case tray.Tap:
		a.window.toggle(ctx)
	case menubar.IDRecent:
		a.copyRecent(ctx, c.Value)
	case menubar.IDUse:
		a.set(ctx, "model", c.Value)
	case menubar.IDGet:
		a.pull(ctx, c.Value)
	case menubar.IDRemove:
		a.remove(ctx, c.Value)
	case menubar.IDDownload, menubar.IDResume:
		if m, _, ok := a.fetched(); ok {
			a.pull(ctx, m.ID)
		}
	case menubar.IDPause:
		a.pause(ctx)
	case menubar.IDCancel:
		a.cancel(ctx)
	case menubar.IDCopy:
		a.set(ctx, "copy", strconv.FormatBool(!a.current().Copy))
	case menubar.IDLogin:
		a.toggleLogin(ctx)
	case menubar.IDSettings:
		a.openSettings(ctx)
	case menubar.IDTool:
		a.toggleTool(ctx)
	case menubar.IDAbout:
		a.tell(ctx, "about", "Caro "+a.o.Version, "A request in plain words, answered with a shell command by a model on this machine.", notify.Normal)
	case menubar.IDQuit:
		a.quit()
	}
}

// copyRecent copies a command of the history where the gate lets it at once; for the rest
// the window opens, where it can be looked at.
func (a *App) copyRecent(ctx context.Context, command string) {
	ok, err := a.o.Copy(ctx, command)
	switch {
	case err != nil:
		a.failed(ctx, "The command wasn't copied", err)
	case ok:
		a.tell(ctx, "copied", "Copied", command, notify.Low)
	default:
		a.window.show(ctx, a.requestOf(command), command)
	}
}

// requestOf is the request that a recent command answered, to be asked again.
func (a *App) requestOf(command string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, r := range a.recents {
		if r.Command == command {
			return r.Query
		}
	}
	return ""
}
