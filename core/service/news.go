package service

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"caro/core/fault"
)

// newsEvery is the least time between two lines of news: four a second, as for downloads.
const newsEvery = 250 * time.Millisecond

// bell tells all who wait that something has changed.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// next is closed at the next change.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// gist is what of a status makes news.
type gist struct {
	state, path, device string
	low                 bool
	percent             int
}

func (s Status) gist() gist {
	return gist{s.State, s.ModelPath, s.Device, s.LowMemory, int(s.Loading)}
}

// news sends the worker's status, and again whenever it has changed, until the front or
// the worker goes. Nothing is done meanwhile, and it doesn't keep the worker.
func (s *Server) news(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	for told, first := (gist{}), true; ; first = false {
		changed := s.changed.next() // before the look, so that nothing is missed
		if st := s.status(); first || st.gist() != told {
			told = st.gist()
			_ = out.SetWriteDeadline(time.Now().Add(writeTimeout))
			if enc.Encode(st) != nil || out.Flush() != nil {
				return
			}
			if wait(ctx, s.over, time.After(newsEvery)) {
				return
			}
		}
		if wait(ctx, s.over, changed) {
			return
		}
	}
}

// wait reports whether one of the contexts ended before the channel had something.
func wait[T any](ctx, over context.Context, ch <-chan T) bool {
	select {
	case <-ctx.Done():
		return true
	case <-over.Done():
		return true
	case <-ch:
		return false
	}
}

// Watch tells of a worker's status, now and whenever it has changed, at most four times a
// second. It returns nil when the worker has gone, ErrNone where there is none, and else
// why nothing can be known of it. Nothing is polled.
func Watch(ctx context.Context, socket string, on func(Status)) error {
	w, err := dial(ctx, socket)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case notThere(err):
		return ErrNone
	case err != nil:
		return fault.From(err, fault.Engine)
	}
	defer func() { _ = w.Close() }()
	h, err := w.hello(ctx)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && cut(err):
		return ErrNone
	case err != nil || h.common() == 0:
		return fault.New(fault.Engine, "the engine that is running doesn't say how it is", "it belongs to another version of Caro: caro stop ends it")
	}
	defer context.AfterFunc(ctx, func() { _ = w.Close() })()
	resp, err := w.send(http.MethodGet, pathWatch, nil)
	if err != nil {
		return gone(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fault.New(fault.Engine, "the engine that is running is of an older Caro", "caro stop ends it; the next request starts another")
	}
	dec := json.NewDecoder(&limitedLines{r: resp.Body, left: maxLineBytes})
	for {
		var st Status
		if err := dec.Decode(&st); err != nil {
			return gone(ctx, err)
		}
		on(st)
	}
}

// gone is nil for an error that says that the worker has gone.
func gone(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case cut(err):
		return nil
	}
	return fault.From(err, fault.Engine)
}
