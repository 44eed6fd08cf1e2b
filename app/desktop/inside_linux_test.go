package desktop

import (
	"context"
	"sync"
	"testing"
	"time"

	"caro/app/ask"
	"caro/core"
	"caro/core/config"
	"caro/core/gate"
)

// screenless is a surface that keeps what it is told.
type screenless struct {
	mu    sync.Mutex
	view  ask.View
	shown bool
}

func (s *screenless) set(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (s *screenless) Draw(v ask.View) { s.set(func() { s.view = v }) }
func (s *screenless) Show()           { s.set(func() { s.shown = true }) }
func (s *screenless) Hide()           { s.set(func() { s.shown = false }) }

func (s *screenless) Shown() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown
}

func (s *screenless) Focused() bool { return s.Shown() }

func (s *screenless) until(t *testing.T, what string, is func(v ask.View, shown bool) bool) {
	t.Helper()
	for late := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		v, shown := s.view, s.shown
		s.mu.Unlock()
		if is(v, shown) {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("%s: shown %v, %+v", what, shown, v)
		}
	}
}

// TestInside: a window in this process opens, closes, keeps what was typed, and is another
// session each time.
func TestInside(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	clip := make(chan string, 1)
	ended := make(chan struct{}, 10)
	begun := 0
	a := &App{settings: config.Config{}, o: Options{
		Session: func(ctx context.Context, o ask.Options) (*ask.Session, func(), error) {
			begun++
			tools := ask.Tools{
				Judge:   new(core.Assistant).Judge,
				Request: core.Request{Safety: gate.SafetyModerate},
				Clip:    func(_ context.Context, text string) error { clip <- text; return nil },
				Ask: func(_ context.Context, r core.Request) (core.Answer, error) {
					return new(core.Assistant).Judge("ls", r), nil
				},
			}
			return ask.New(ctx, o, tools), func() { ended <- struct{}{} }, nil
		},
	}}
	s := &screenless{}
	k := &inside{app: a, surface: s}
	open := func(v ask.View, shown bool) bool { return shown && v.Phase == ask.PhaseTyping }
	gone := func(_ ask.View, shown bool) bool { return !shown }

	k.do(ask.Type, "nothing is open") // and nothing happens
	k.open(ctx)
	s.until(t, "open", open)
	k.open(ctx)
	if begun != 1 {
		t.Errorf("%d sessions", begun)
	}
	k.do(ask.Type, "list")
	s.until(t, "typed", func(v ask.View, _ bool) bool { return v.Query.Text == "list" })
	k.toggle(ctx)
	s.until(t, "closed", gone)
	<-ended
	k.toggle(ctx)
	s.until(t, "open again, with what was typed", func(v ask.View, shown bool) bool { return open(v, shown) && v.Query.Text == "list" })
	k.do(ask.Enter, "")
	s.until(t, "answered", func(v ask.View, _ bool) bool { return v.Phase == ask.PhaseAnswered })
	k.do(ask.Enter, "")
	if text := <-clip; text != "ls" {
		t.Errorf("%q was copied", text)
	}
	s.until(t, "closed by the copy", gone)
	<-ended
	k.welcome(ctx, "⌥⇧⌘Space")
	s.until(t, "welcome, with nothing typed", func(v ask.View, shown bool) bool { return open(v, shown) && v.Query.Text == "" && v.Hint != "" })
	k.closed()
	s.until(t, "closed by the system", gone)
	<-ended

	k.show(ctx, "remove it", "rm -rf ~/Documents")
	s.until(t, "a command to be confirmed", func(v ask.View, shown bool) bool { return shown && v.Phase == ask.PhaseConfirming })
	k.end()
	s.until(t, "the end", gone)
	<-ended
	k.open(ctx)
	s.until(t, "open", open)
	cancel() // the app ends
	<-ended
	a.work.Wait()
	if begun != 5 {
		t.Errorf("%d sessions, want 5", begun)
	}
}
