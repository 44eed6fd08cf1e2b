package home

import (
	"context"
	"errors"
	"sync"
	"time"

	"caro/core"
	"caro/core/backend"
	"caro/core/prompt"
)

// Tap passes everything on to the backend behind it, and remembers the last answer that the
// model wrote: an Answer of core has only what a person is shown.
type Tap struct {
	backend.Backend
	mu   sync.Mutex
	last backend.Result
}

// Generate passes the request on.
func (t *Tap) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	result, err := t.Backend.Generate(ctx, req, on)
	if req.Given == "" {
		t.mu.Lock()
		t.last = result
		t.mu.Unlock()
	}
	return result, err
}

// Last is the result of the last request.
func (t *Tap) Last() backend.Result {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// Answered is an answer with what it cost, as the front sees it.
type Answered struct {
	core.Answer
	Result  backend.Result
	First   time.Duration // from asking to the first text
	Total   time.Duration // to the command
	Restart string        // why the worker was replaced meanwhile; "" for never
}

// Time asks and measures.
func (a *Assistant) Time(ctx context.Context, query string, target prompt.Target) (Answered, error) {
	var out Answered
	start := time.Now()
	answer, err := a.Ask(ctx, core.Request{Query: query, Target: target, On: func(e backend.Event) {
		switch {
		case e.Kind == backend.EventToken && out.First == 0:
			out.First = time.Since(start)
		case e.Kind == backend.EventRestart:
			out.First, out.Restart = 0, e.Text
		}
	}})
	out.Total = time.Since(start)
	if out.First == 0 { // the model ended its message at once
		out.First = out.Total
	}
	out.Answer, out.Result = answer, a.Tap.Last()
	return out, err
}

// errCaught ends Ask where only its request is wanted.
var errCaught = errors.New("caught")

// catch is a backend that takes a request and answers none.
type catch struct {
	backend.Backend
	request backend.Request
}

func (*catch) Load(context.Context, func(backend.Event)) (backend.Info, error) {
	return backend.Info{}, nil
}

func (c *catch) Generate(_ context.Context, req backend.Request, _ func(backend.Event)) (backend.Result, error) {
	c.request = req
	return backend.Result{}, errCaught
}

// Request is what Ask would send to the backend: the very chat, so that others are asked
// the same and work ahead is for the same.
func (a *Assistant) Request(ctx context.Context, query string, target prompt.Target) (backend.Request, error) {
	into := &catch{}
	asker := a.Assistant.Assistant
	asker.Backend = into
	if _, err := asker.Ask(ctx, core.Request{Query: query, Target: target}); !errors.Is(err, errCaught) {
		return backend.Request{}, err
	}
	return into.request, nil
}
