package service

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// Options say which worker a front speaks to, what it wants of it, and how one is
// started where none runs. All paths are full.
type Options struct {
	Socket string // see SocketPath
	Model  Spec

	Program   string        // path of caro-engine
	Libraries string        // folder of the engine libraries
	State     string        // folder that keeps the state of prompts; none where ""
	LogFile   string        // where the worker writes; beside the socket where it can't be made
	Idle      time.Duration // see ServerOptions; a worker that runs keeps its own

	// Log is given each line that the worker writes while this front waits; it may be nil.
	Log func(line string)
}

// Client is a front's side of the worker: a backend.Backend over a socket, and the
// supervisor of what is at the other end. A worker that isn't there is started; one that
// dies or hangs in the middle of a request is replaced and the request tried once more,
// which the receiver is told as backend.EventRestart.
type Client struct {
	o      Options
	life   context.Context // ends with Close
	close  context.CancelFunc
	record record

	mu    sync.Mutex
	child *child // the worker that this front started last; nil for none
}

var _ backend.Backend = (*Client)(nil)

var errClosed = fault.New(fault.Engine, "the engine was closed", "")

// Connect makes a client. Nothing is looked for or started before the first request.
func Connect(o Options) *Client {
	c := &Client{o: o}
	c.life, c.close = context.WithCancel(context.Background())
	return c
}

// Close ends this front's requests. The worker stays for others.
func (c *Client) Close() error {
	c.close()
	return nil
}

// Load has the worker load the model.
func (c *Client) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	last, err := c.do(ctx, pathLoad, call{Model: c.o.Model}, on)
	if err != nil {
		return backend.Info{}, err
	}
	if last.Info == nil {
		return backend.Info{}, fault.New(fault.Engine, "the engine didn't say what it runs on", "")
	}
	return *last.Info, nil
}

// Generate has the worker answer a chat.
func (c *Client) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := req.Check(); err != nil {
		return backend.Result{}, err
	}
	last, err := c.do(ctx, pathGenerate, call{Model: c.o.Model, Request: &req}, on)
	if err != nil {
		return backend.Result{}, err
	}
	if last.Result == nil {
		return backend.Result{}, fault.New(fault.Engine, "the engine ended without an answer", "")
	}
	return *last.Result, nil
}

// Prepare has the worker work ahead. It isn't tried again where the worker dies, and is
// nothing where the worker is ending or has too much to do.
func (c *Client) Prepare(ctx context.Context, req backend.Request, pause time.Duration) error {
	if err := req.Check(); err != nil {
		return err
	}
	ms := int64(-1)
	if pause >= 0 {
		ms = min(pause, maxPause).Milliseconds()
	}
	_, err := c.do(ctx, pathPrepare, call{Model: c.o.Model, Request: &req, PauseMS: ms}, nil)
	return err
}

// do has a worker answer a call, whatever becomes of workers meanwhile.
func (c *Client) do(ctx context.Context, path string, body call, on func(backend.Event)) (line, error) {
	switch {
	case ctx.Err() != nil:
		return line{}, ctx.Err()
	case c.life.Err() != nil:
		return line{}, errClosed
	}
	if err := c.record.tired(); err != nil {
		return line{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	//nolint:contextcheck // the client's own life ends a request too
	defer context.AfterFunc(c.life, func() { cancel(errClosed) })()
	if on == nil {
		on = func(backend.Event) {}
	}
	r := &request{client: c, path: path, body: body, on: on, log: listen(c.o.LogFile, c.o.Log)}
	defer r.log.stop()
	last, err := r.run(ctx)
	switch {
	case err == nil:
		return last, nil
	case errors.Is(context.Cause(ctx), errClosed):
		return line{}, errClosed
	case ctx.Err() != nil:
		return line{}, ctx.Err()
	}
	return line{}, fault.From(err, fault.Engine)
}

// exchange sends the call over a connection and reads what answers it. It tells how far
// the worker got with it.
func (r *request) exchange(ctx context.Context, w *conn) (last line, reached stage, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { _ = w.Close() })()
	watched := make(chan struct{})
	defer func() { cancel(nil); <-watched }()
	go func() {
		defer close(watched)
		if hung := w.watch(ctx); hung != nil {
			cancel(hung)
		}
	}()
	resp, err := w.send(http.MethodPost, r.path, r.body)
	if err == nil {
		defer resp.Body.Close()
		defer func() { _ = w.Close() }() // before the body, which would be read to its end otherwise
		if resp.StatusCode != http.StatusOK {
			return line{}, reached, &nonsenseError{fmt.Errorf("the engine refused the request: %s", resp.Status)}
		}
		last, err = readStream(resp.Body, func(l line) {
			reached = max(reached, stageWaiting)
			if e, tells := l.event(); tells {
				r.on(e)
			}
			if l.Event == eventStarted {
				reached = stageStarted
			}
		})
	}
	var hung *hungError
	if err != nil && errors.As(context.Cause(ctx), &hung) {
		return line{}, reached, hung
	}
	return last, reached, err
}
