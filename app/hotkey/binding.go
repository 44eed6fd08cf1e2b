package hotkey

import (
	"context"
	"sync"
)

// Press is one press of the hotkey.
type Press struct {
	environ []string
}

// Environ gives the environment variables, as "NAME=value", that let a program started for
// this press take the focus: a desktop doesn't let one in front that nobody has asked for.
func (p Press) Environ() []string { return p.environ }

// Binding is a hotkey that this process has.
type Binding struct {
	presses chan Press
	trigger string
	cancel  context.CancelFunc
	done    chan struct{}
	mu      sync.Mutex
	err     error
}

// Presses gives the presses; a key that is held down is one. One press is kept for a
// reader that is busy, further ones are dropped. The channel is closed when the hotkey
// is lost or closed; Err then says why.
func (b *Binding) Presses() <-chan Press { return b.presses }

// Trigger says which keys are pressed for it, as menus show them: a portal lets the person
// choose others than those asked for.
func (b *Binding) Trigger() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.trigger
}

// Err says why the hotkey was lost, as an *[Error]: nil before Presses is closed, and after
// Close or the end of Bind's context.
func (b *Binding) Err() error {
	select {
	case <-b.done:
		return b.err
	default:
		return nil
	}
}

// Close gives the combination back. When it returns, another may take it. It waits at most
// a second, or three if the keyboard has just changed, for a display that has hung.
func (b *Binding) Close() {
	b.cancel()
	<-b.done
}

// newBinding runs loop until it returns, which it must do soon after its context is done.
func newBinding(ctx context.Context, trigger string, loop func(context.Context, *Binding) error) *Binding {
	ctx, cancel := context.WithCancel(ctx)
	b := &Binding{presses: make(chan Press, 1), trigger: trigger, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer cancel()
		b.err = loop(ctx, b)
		close(b.done)
		close(b.presses)
	}()
	return b
}

func (b *Binding) press(environ ...string) {
	select {
	case b.presses <- Press{environ: environ}:
	default:
	}
}

func (b *Binding) setTrigger(trigger string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.trigger = trigger
}
