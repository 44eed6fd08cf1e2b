package desktop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"caro/app/login"
	"caro/core/config"
)

// The size that a terminal of windowColumns by windowRows has at a common size of type, in
// pixels, to put it in the middle.
const (
	windowWidth  = 780
	windowHeight = 420
)

// asking is the window that a person asks in: at most one at a time.
type asking struct {
	app *App

	mu     sync.Mutex
	window *window
}

func newAsking(a *App) *asking { return &asking{app: a} }

// open shows the window. One that is open gets the keyboard. environ is what the desktop
// gives so that it lets the window have it.
func (k *asking) open(ctx context.Context, environ ...string) { k.start(ctx, nil, environ) }

// show has the window show a command that answered a request before, to be confirmed.
func (k *asking) show(ctx context.Context, request, command string) {
	k.start(ctx, []string{"--show=" + command, "--", request}, nil)
}

func (k *asking) start(ctx context.Context, arguments, environ []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.window.isOpen() {
		if arguments == nil {
			go k.focus(ctx)
			return
		}
		k.close()
	}
	path, more, err := findTerminal(k.app.current().App.Terminal, k.app.o.Getenv)
	if err != nil {
		k.app.failed(ctx, "Caro can't open its window", err)
		return
	}
	at := geometry{}
	if s := openScreen(); s != nil {
		at = s.centre(windowWidth, windowHeight)
		s.close()
	}
	program := append([]string{k.app.o.Executable, "ask", "--once"}, arguments...)
	if k.window, err = openWindow(path, terminalWords(path, more, at, program...), append(os.Environ(), environ...), k.app.home); err != nil {
		k.app.failed(ctx, "Caro can't open its window", err)
		return
	}
	go k.focus(ctx)
}

// focus gives the window the keyboard as soon as it is there.
func (k *asking) focus(ctx context.Context) {
	const patience = 3 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if s := openScreen(); s != nil {
		s.focus(ctx)
		s.close()
	}
}

// toggle is open, but closes the window where the person is in it: the hotkey does both.
func (k *asking) toggle(ctx context.Context, environ ...string) {
	k.mu.Lock()
	isOpen := k.window.isOpen()
	k.mu.Unlock()
	if isOpen {
		s := openScreen()
		focused := s.focused()
		s.close()
		if focused {
			k.mu.Lock()
			k.close()
			k.mu.Unlock()
			return
		}
	}
	k.open(ctx, environ...)
}

// close ends the window; the caller holds the lock.
func (k *asking) close() {
	if !k.window.isOpen() {
		return
	}
	_ = k.window.process.Signal(syscall.SIGTERM)
	select {
	case <-k.window.ended:
	case <-time.After(time.Second):
		_ = k.window.process.Kill()
	}
}

// openSettings opens the settings' file in the program that the desktop has for text; one
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
	for _, opener := range [][]string{{"xdg-open"}, {"gio", "open"}} {
		if program, err := exec.LookPath(opener[0]); err == nil {
			cmd := exec.Command(program, append(opener[1:], path)...) //nolint:noctx // the editor outlives the app
			cmd.SysProcAttr = ownSession()
			if cmd.Start() == nil {
				go func() { _ = cmd.Wait() }()
				return
			}
		}
	}
	editor := strings.Fields(a.o.Getenv("VISUAL"))
	if len(editor) == 0 {
		editor = strings.Fields(a.o.Getenv("EDITOR"))
	}
	if len(editor) == 0 {
		editor = []string{"vi"}
	}
	terminal, more, err := findTerminal(a.current().App.Terminal, a.o.Getenv)
	if err == nil {
		_, err = openWindow(terminal, terminalWords(terminal, more, geometry{}, append(editor, path)...), os.Environ(), filepath.Dir(path))
	}
	if err != nil {
		a.failed(ctx, "The settings can't be opened", errors.New("edit "+path))
	}
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
