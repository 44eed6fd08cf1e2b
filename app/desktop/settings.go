//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"caro/app/login"
	"caro/app/notify"
	"caro/core/config"
	"caro/core/fault"
)

// load reads the settings, and looks at those that only the app can judge.
func load(o Options) (config.Config, error) {
	s, err := o.Settings()
	if err == nil {
		if _, err = combination(s.App.Hotkey); err != nil {
			err = fault.Wrap(fault.Usage, fmt.Errorf("the setting app.hotkey: %w", err), `write it as in "ctrl+alt+return"`)
		}
	}
	return s, err
}

// writeTime is how long a program may take to write the settings.
const writeTime = 100 * time.Millisecond

// watchSettings takes up the settings whenever their file changes.
func (a *App) watchSettings(ctx context.Context) {
	path, _ := a.current().Path()
	changed := a.folders.changes(filepath.Dir(path), filepath.Base(path))
	var elsewhere <-chan struct{} // what a link in a folder of dotfiles leads to
	if target, err := filepath.EvalSymlinks(path); err == nil && target != path {
		elsewhere = a.folders.changes(filepath.Dir(target), filepath.Base(target))
	}
	poke(a.reread) // they may have changed since the start
	a.applied(ctx, a.current())
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-elsewhere:
		case <-a.reread:
		}
		select { // an editor may empty the file before it writes
		case <-ctx.Done():
			return
		case <-time.After(writeTime):
		}
		s, err := load(a.o)
		if err != nil { // the old ones hold
			problem := fault.From(err, fault.Usage)
			a.tell(ctx, "settings", "The settings have a mistake", problem.Message, notify.Normal)
			continue
		}
		a.mu.Lock()
		old := a.settings
		a.settings = s
		a.mu.Unlock()
		if old.App.Hotkey != s.App.Hotkey {
			poke(a.rebind)
		}
		if old.Worker.Socket != s.Worker.Socket {
			poke(a.rewatch)
		}
		a.applied(ctx, s)
	}
}

// applied has the menu show the settings.
func (a *App) applied(ctx context.Context, s config.Config) {
	login := a.loginNow()
	a.post(ctx, func(f *facts) { f.copy, f.login = s.Copy, login })
	a.lookAtModels(ctx)
}

// set changes a setting in the person's file, and takes it up from there.
func (a *App) set(ctx context.Context, key, value string) {
	path, _ := a.current().Path()
	if path == "" {
		a.failed(ctx, "The setting can't be kept", errors.New("no folder for the settings is known"))
		return
	}
	if variable, ok := strings.CutPrefix(a.current().Source(key), "env "); ok {
		a.failed(ctx, "The setting has no effect now", fmt.Errorf("%s is set in Caro's environment and goes before", variable))
	}
	if err := config.Save(path, map[string]string{key: value}); err != nil {
		a.failed(ctx, "The setting can't be kept", err)
	}
	poke(a.reread)
}

// loginNow reports whether Caro is opened at login.
func (a *App) loginNow() bool {
	on, err := login.Enabled()
	return err == nil && on
}

// toggleLogin turns that on or off.
func (a *App) toggleLogin(ctx context.Context) {
	var err error
	if a.loginNow() {
		err = login.Disable()
	} else {
		err = login.Enable(a.o.Executable, "app")
	}
	if err != nil {
		a.failed(ctx, "Open at login can't be changed", err)
	}
	on := a.loginNow()
	a.post(ctx, func(f *facts) { f.login = on })
}

// openSettings opens the settings' file in the program that the system has for text; one
// that isn't there yet is made.
func (a *App) openSettings(ctx context.Context) {
	path, found := a.current().Path()
	if path == "" {
		a.failed(ctx, "The settings can't be opened", errors.New("no folder for them is known"))
		return
	}
	if !found {
		if _, err := os.Stat(path); err != nil {
			if err := config.Save(path, map[string]string{"safety": a.current().Safety}); err != nil {
				a.failed(ctx, "The settings can't be made", err)
				return
			}
		}
	}
	if err := a.openText(path); err != nil {
		a.failed(ctx, "The settings can't be opened", err)
	}
}
