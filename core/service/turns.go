package service

import (
	"context"
	"errors"
	"sync"
)

// turns lets requests at the model one at a time, in the order they came.
type turns struct {
	mu      sync.Mutex
	taken   bool
	line    []*turn
	stopped chan struct{} // closed when no more turns are given
	closed  bool
}

// turn is a request's place in the line.
type turn struct {
	of    *turns
	come  chan struct{} // closed when it is this one's turn
	count bool          // whether it counts against maxWaiting
}

var (
	errBusy     = errors.New("too many requests wait for the engine")
	errStopping = errors.New("the engine is ending")
)

func newTurns() *turns { return &turns{stopped: make(chan struct{})} }

// join takes a place in the line and tells how many are before it: requests that wait
// or are under way, those that don't count left out.
func (t *turns) join(count bool) (*turn, int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, 0, errStopping
	}
	waiting := t.waitingLocked()
	if count && waiting >= maxWaiting {
		return nil, waiting, errBusy
	}
	place := &turn{of: t, come: make(chan struct{}), count: count}
	if !t.taken {
		t.taken = true
		close(place.come)
		return place, 0, nil
	}
	t.line = append(t.line, place)
	return place, waiting + 1, nil
}

// wait waits for the turn. After an error the place is lost; otherwise the caller gives
// the turn on.
func (p *turn) wait(ctx context.Context) error {
	select {
	case <-p.come:
		if ctx.Err() == nil {
			return nil
		}
		p.of.give()
		return ctx.Err()
	default:
	}
	var why error
	select {
	case <-p.come:
		return nil
	case <-ctx.Done():
		why = ctx.Err()
	case <-p.of.stopped:
		why = errStopping
	}
	p.of.mu.Lock()
	for i, other := range p.of.line {
		if other == p {
			p.of.line = append(p.of.line[:i], p.of.line[i+1:]...)
			p.of.mu.Unlock()
			return why
		}
	}
	p.of.mu.Unlock()
	p.of.give() // the turn came at the same moment
	return why
}

// give lets the next one have the model.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.line) == 0 {
		t.taken = false
		return
	}
	close(t.line[0].come)
	t.line = t.line[1:]
}

// stop sends all away that wait, and all that come.
func (t *turns) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.closed = true
		close(t.stopped)
	}
}

// free reports whether nobody has the turn.
func (t *turns) free() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.taken
}

// waiting is how many wait, those that don't count left out.
func (t *turns) waiting() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waitingLocked()
}

func (t *turns) waitingLocked() int {
	n := 0
	for _, place := range t.line {
		if place.count {
			n++
		}
	}
	return n
}
