package desktop

import (
	"caro/app/menubar/tray"
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
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

	mu      sync.Mutex
	window  *terminal
	started time.Time
	shown   bool // the window has been seen since
}

func newWindow(_ context.Context, a *App) window { return &asking{app: a} }

// native adds what a tray of this system wants: nothing.
func native(o tray.Options) tray.Options { return o }

func (k *asking) open(ctx context.Context, environ ...string) { k.start(ctx, nil, environ) }

func (k *asking) show(ctx context.Context, request, command string) {
	k.start(ctx, []string{"--show=" + command, "--", request}, nil)
}

func (k *asking) welcome(ctx context.Context, hotkey string) {
	k.start(ctx, []string{"--welcome=" + cmp.Or(hotkey, "none")}, nil)
}

func (k *asking) start(ctx context.Context, arguments, environ []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := openScreen()
	defer s.close()
	if k.isOpen(s) {
		if arguments == nil {
			go k.focus(ctx)
			return
		}
		k.close(s)
	}
	if err := k.launch(ctx, s, arguments, environ); err != nil {
		k.app.failed(ctx, noWindow, err)
	}
}

// errNoDisplay says that this session has no desktop to open a window on.
var errNoDisplay = errors.New("there is no display to open it on: in a terminal, caro ask needs none")

func (k *asking) launch(ctx context.Context, s *screen, arguments, environ []string) error {
	if k.app.o.Getenv("DISPLAY") == "" && k.app.o.Getenv("WAYLAND_DISPLAY") == "" {
		return errNoDisplay
	}
	path, more, err := findTerminal(k.app.current().App.Terminal, k.app.o.Getenv)
	if err != nil {
		return err
	}
	program := append([]string{k.app.o.Executable, "ask", "--once"}, arguments...)
	words := terminalWords(path, more, s.centre(windowWidth, windowHeight), program...)
	w, err := openWindow(path, words, append(os.Environ(), environ...), k.app.home)
	if err != nil {
		return err
	}
	k.window, k.started, k.shown = w, time.Now(), false
	go k.focus(ctx)
	go k.broken(ctx, w)
	return nil
}

// broken says so where a terminal ends at once without having shown anything.
func (k *asking) broken(ctx context.Context, w *terminal) {
	const atOnce = time.Second
	select {
	case <-w.ended:
		if w.failed() {
			k.app.failed(ctx, noWindow, errors.New("the terminal "+w.name+" ended at once; another one can be named in the setting app.terminal"))
		}
	case <-time.After(atOnce):
	case <-ctx.Done():
	}
}

// isOpen reports whether there is a window: one whose process this app has started, or
// that another process shows for it, as terminals with a server of their own do. Those
// may be about to. The caller holds the lock.
func (k *asking) isOpen(s *screen) bool {
	return k.window.isOpen() || s.find() != 0 || k.window != nil && !k.window.failed() && !k.shown && time.Since(k.started) < settled
}

// focus gives the window the keyboard as soon as it is there.
func (k *asking) focus(ctx context.Context) {
	const patience = 3 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s := openScreen()
	defer s.close()
	if s.focus(ctx) {
		k.mu.Lock()
		k.shown = true
		k.mu.Unlock()
	}
}

func (k *asking) toggle(ctx context.Context, environ ...string) {
	if !k.closeFocused() {
		k.open(ctx, environ...)
	}
}

func (k *asking) seen() (open, focused bool) {
	s := openScreen()
	defer s.close()
	return s.find() != 0, s.focused()
}

// settled is how long a window that opens may take to be there.
const settled = time.Second

// closeFocused closes the window if it has the keyboard, or if it can't be said which
// window has.
func (k *asking) closeFocused() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := openScreen()
	defer s.close()
	if !k.isOpen(s) {
		return false
	}
	unknown := s.find() == 0 && time.Since(k.started) > settled
	if !unknown && !s.focused() {
		return false
	}
	k.close(s)
	return true
}

// end closes the window for good, also one that is about to open.
func (k *asking) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := openScreen()
	defer s.close()
	for !k.window.isOpen() && s.find() == 0 && k.isOpen(s) {
		time.Sleep(20 * time.Millisecond)
	}
	k.close(s)
}

// close ends the window; the caller holds the lock.
func (k *asking) close(s *screen) {
	if k.window.isOpen() {
		_ = k.window.process.Signal(syscall.SIGTERM)
		select {
		case <-k.window.ended:
		case <-time.After(time.Second):
			_ = k.window.process.Kill()
		}
	}
	s.closeWindow() // it is another process's
}

// openText opens a file in the program that the desktop has for text, or else in the
// person's editor.
func (a *App) openText(path string) error {
	for _, opener := range [][]string{{"xdg-open"}, {"gio", "open"}} {
		if program, err := exec.LookPath(opener[0]); err == nil {
			cmd := exec.Command(program, append(opener[1:], path)...) //nolint:noctx // the editor outlives the app
			cmd.SysProcAttr = ownSession()
			if cmd.Start() == nil {
				go func() { _ = cmd.Wait() }()
				return nil
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
		return errors.New("edit " + path)
	}
	return nil
}
