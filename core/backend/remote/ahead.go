package remote

import (
	"context"
	"reflect"
	"sync"
	"time"

	"caro/core/backend"
)

// linger is how long an answer that is being written ahead outlives the call that began
// it: Enter ends that call just before it asks for the answer.
const linger = 300 * time.Millisecond

// ahead is an answer that was begun before it was asked for.
type ahead struct {
	req    backend.Request
	cancel context.CancelFunc

	mu      sync.Mutex
	events  []backend.Event
	more    chan struct{} // closed, and made anew, when events grow or done is set
	done    bool
	wanted  bool // Generate goes on from it
	gone    bool // given up
	result  backend.Result
	failure error
}

// Prepare answers ahead once pause has passed, where Options.Prepare allows it; otherwise,
// and with a negative pause, nothing is sent. The answer is kept for one Generate with the
// same request, and given up for another.
func (b *Backend) Prepare(ctx context.Context, req backend.Request, pause time.Duration) error {
	if !b.options.Prepare || pause < 0 {
		return nil
	}
	if err := checkRequest(req); err != nil {
		return err
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return ctx.Err()
	case <-b.life.Done():
		return errClosed
	}
	a := b.begin(ctx, req)
	if a == nil {
		return nil
	}
	for {
		more, done := a.state()
		if done {
			return a.failure
		}
		select {
		case <-more:
		case <-ctx.Done():
			time.AfterFunc(b.linger, a.giveUp)
			return ctx.Err()
		}
	}
}

// begin begins an answer in the background; nil where the same one is there already.
func (b *Backend) begin(ctx context.Context, req backend.Request) *ahead {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ahead != nil {
		if same(b.ahead.req, req) {
			return nil
		}
		b.ahead.cancel()
	}
	// It has to outlive ctx for a moment, and ends with the backend.
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	a := &ahead{req: req, cancel: cancel, more: make(chan struct{})}
	b.ahead = a
	go func() {
		defer cancel()
		ctx, done, err := b.open(ctx)
		if err == nil {
			defer done()
			var result backend.Result
			result, err = b.answer(ctx, req, a.tell)
			a.end(result, err)
		} else {
			a.end(backend.Result{}, err)
		}
		if err != nil {
			b.dropAhead(a)
		}
	}()
	return a
}

// dropAhead forgets an answer, if it is still the one that is kept.
func (b *Backend) dropAhead(a *ahead) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ahead == a {
		b.ahead = nil
	}
}

// fromAhead goes on from the answer that Prepare began, where it is this request's; ok is
// false where there is none, or it failed before anything was told.
func (b *Backend) fromAhead(ctx context.Context, req backend.Request, on func(backend.Event)) (result backend.Result, ok bool, err error) {
	b.mu.Lock()
	a := b.ahead
	b.ahead = nil
	b.mu.Unlock()
	if a == nil {
		return backend.Result{}, false, nil
	}
	if !same(a.req, req) || !a.want() {
		a.cancel()
		return backend.Result{}, false, nil
	}
	defer a.cancel()
	return a.follow(ctx, on)
}

// follow passes on what the answer has told and tells.
func (a *ahead) follow(ctx context.Context, on func(backend.Event)) (backend.Result, bool, error) {
	start, first := time.Now(), time.Duration(0)
	told := 0
	for {
		a.mu.Lock()
		events, more, done := a.events[told:], a.more, a.done
		a.mu.Unlock()
		for _, e := range events {
			if first == 0 && e.Kind == backend.EventToken {
				first = time.Since(start)
			}
			if on != nil {
				on(e)
			}
		}
		told += len(events)
		switch {
		case done && a.failure != nil && first == 0:
			return backend.Result{}, false, nil // Generate tries for itself
		case done && a.failure != nil:
			return backend.Result{}, true, a.failure
		case done:
			a.result.FirstToken, a.result.Total = first, time.Since(start)
			if first == 0 {
				a.result.FirstToken = a.result.Total
			}
			return a.result, true, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return backend.Result{}, true, ended(ctx)
		}
	}
}

func (a *ahead) tell(e backend.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events = append(a.events, e)
	a.wake()
}

func (a *ahead) end(result backend.Result, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.result, a.failure, a.done = result, err, true
	a.wake()
}

// wake tells those who wait; a.mu is held.
func (a *ahead) wake() {
	close(a.more)
	a.more = make(chan struct{})
}

func (a *ahead) state() (more chan struct{}, done bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.more, a.done
}

// want keeps the answer from being given up; false where it was.
func (a *ahead) want() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wanted = !a.gone
	return a.wanted
}

// giveUp ends an answer that nobody came for. One that is complete is kept.
func (a *ahead) giveUp() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.wanted && !a.done {
		a.gone = true
		a.cancel()
	}
}

func same(a, b backend.Request) bool { return reflect.DeepEqual(a, b) }
