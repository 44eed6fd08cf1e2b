//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"sync"

	"caro/app/ask"
)

// surface draws the views of a session in this process: the popover of a Mac.
type surface interface {
	Draw(v ask.View)
	Show()
	Hide()
	Shown() bool
	// Focused reports whether it has the keyboard. It isn't called on a Mac's main thread.
	Focused() bool
}

// inside is a window in this process: a session, and the surface that draws it. The session
// is there while the window is; what was typed and not asked is there the next time.
type inside struct {
	app     *App
	surface surface

	mu      sync.Mutex
	session *ask.Session
	stop    func() // ends the session
	draft   string
}

// open shows the window.
func (k *inside) open(ctx context.Context, _ ...string) {
	if k.begin(ctx, ask.Options{}) != nil {
		k.surface.Show()
	}
}

// toggle shows the window or closes it.
func (k *inside) toggle(ctx context.Context, _ ...string) {
	if k.surface.Shown() {
		k.do(ask.Close, "")
		return
	}
	k.open(ctx)
}

// show has the window show a command that answered a request before.
func (k *inside) show(ctx context.Context, request, command string) {
	if s := k.begin(ctx, ask.Options{}); s != nil {
		s.Show(request, command)
		k.surface.Show()
	}
}

// welcome greets.
func (k *inside) welcome(ctx context.Context, hotkey string) {
	if k.begin(ctx, ask.Options{Welcome: true, Hotkey: hotkey}) != nil {
		k.surface.Show()
	}
}

// do takes what the person does. It never blocks.
func (k *inside) do(a ask.Action, text string) {
	k.mu.Lock()
	s := k.session
	k.mu.Unlock()
	if s != nil {
		s.Do(a, text)
	}
}

// closed takes that the system has closed the window, as on a click elsewhere.
func (k *inside) closed() { k.do(ask.Close, "") }

func (k *inside) seen() (open, focused bool) { return k.surface.Shown(), k.surface.Focused() }

// end closes the window, and waits until its session has ended.
func (k *inside) end() {
	k.mu.Lock()
	stop := k.stop
	k.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// begin gives the session, a new one where none is open: it has the settings of now. nil is
// for none, which has been said.
func (k *inside) begin(ctx context.Context, o ask.Options) *ask.Session {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.session != nil {
		return k.session
	}
	o.Copy, o.Once, o.Query = k.app.current().Copy, true, k.draft
	s, done, err := k.app.o.Session(ctx, o)
	if err != nil {
		k.app.failed(ctx, noWindow, err)
		return nil
	}
	ended := make(chan struct{})
	k.session, k.stop = s, sync.OnceFunc(func() { s.Close(); <-ended })
	k.surface.Draw(s.View())
	k.app.work.Go(func() {
		defer close(ended)
		k.draw(s)
		k.forget(s)
		done()
	})
	return s
}

// draw draws the session's views until it is closed.
func (k *inside) draw(s *ask.Session) {
	for v := range s.Views() {
		if v.Phase == ask.PhaseClosed {
			k.surface.Hide()
			k.keep(v)
			k.forget(s)
			go s.Close() // ends the views
			continue
		}
		k.surface.Draw(v)
	}
	k.surface.Hide()
}

// keep remembers what was typed, unless it was answered and copied.
func (k *inside) keep(v ask.View) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.draft = v.Query.Text; v.Copied != "" {
		k.draft = ""
	}
}

func (k *inside) forget(s *ask.Session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.session == s {
		k.session, k.stop = nil, nil
	}
}

// noWindow is the title of what is said where the window doesn't open.
const noWindow = "Caro can't open its window"
