package engine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"caro/core/backend"
	"caro/core/backend/stream"
	"caro/core/fault"
	"caro/core/platform"
)

// Options say what an Engine runs and how. Only Libraries and Model are needed.
type Options struct {
	Libraries string       // folder of the locked llama.cpp libraries
	Model     string       // path of a GGUF file
	Device    DeviceChoice // Auto where empty
	Context   int          // tokens that a chat and its answer may have; DefaultContext where 0
	Batch     int          // tokens that one evaluation takes at most; DefaultBatch where 0
	State     string       // folder where the state of prompts is kept from one process to the next; none where empty
	Threads   int          // for the CPU; what the machine suggests where 0
	Machine   platform.Machine
	// QuickLoad leaves the weights in the order of the file, where loading otherwise
	// copies most of them into an order that a CPU evaluates prompts faster from. For the
	// 1.5B model on 2 cores: loaded in 0.3 s instead of 1.4, 1.3 GB of memory at its peak instead of
	// 2.0, but 27 ms a prompt's token instead of 15.
	QuickLoad bool
	// QuickFirst loads quickly for the first requests and, when there has been nothing to
	// do for a moment, once more in full.
	QuickFirst bool
	// Drafts are answers to other requests, in the model's own manner: guesses are looked
	// up in them. They change how soon an answer comes, never the answer.
	Drafts []Pair
	// Plain evaluates for each token by itself, without guesses: what others are
	// compared with.
	Plain bool
}

// Pair is a request with its answer.
type Pair struct{ Request, Answer string }

// DefaultContext is the context's length in tokens: room for a long request and a long
// answer, at 28 KB of memory a token for the 1.5B model.
const DefaultContext = 4096

// DefaultBatch is how many tokens one evaluation takes at most. Larger ones cost no less a
// token on a CPU, and a cancelled request waits for the one under way. One of 64 takes
// 30 MB less for the 1.5B model and as long.
const DefaultBatch = 512

// Engine runs one model. It is a backend.Backend; its model is loaded at the first use
// or by Load, and unloaded by Unload or Close.
type Engine struct {
	options Options

	busy    chan struct{}                // holds one element while the model works: one request at a time
	waiting atomic.Int32                 // requests that wait for it: work ahead gives way to them
	model   *model                       // nil when unloaded
	alive   sync.RWMutex                 // held to read the model without busy, and to change which it is
	loaded  atomic.Pointer[backend.Info] // of the model; nil when unloaded
	closed  bool
	guesses *guesses    // nil before the first load, and where none can be checked
	rested  time.Time   // when the last one was done with it
	fuller  *time.Timer // when it runs out, a model that was loaded quickly is loaded in full
}

var _ backend.Backend = (*Engine)(nil)

var errClosed = fault.New(fault.Engine, "the engine was closed", "")

// New makes an Engine; nothing is loaded yet.
func New(o Options) *Engine {
	if o.Context == 0 {
		o.Context = DefaultContext
	}
	if o.Batch == 0 {
		o.Batch = DefaultBatch
	}
	if o.Device == "" {
		o.Device = Auto
	}
	e := &Engine{options: o, busy: make(chan struct{}, 1)}
	e.fuller = time.AfterFunc(time.Hour, e.loadInFull)
	e.fuller.Stop()
	return e
}

// Load loads the libraries and the model. On a loaded engine it returns at once, with
// Info.Load zero.
func (e *Engine) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	if err := ctx.Err(); err != nil {
		return backend.Info{}, err
	}
	if info := e.loaded.Load(); info != nil { // without waiting for work ahead
		return *info, nil
	}
	if err := e.lockFirst(ctx); err != nil {
		return backend.Info{}, err
	}
	defer e.unlock()
	if e.model != nil {
		return *e.loaded.Load(), nil
	}
	return e.load(ctx, on)
}

func (e *Engine) load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	o := e.options
	o.QuickLoad = o.QuickLoad || o.QuickFirst
	m, err := loadModel(ctx, o, on)
	if err != nil {
		return backend.Info{}, err
	}
	e.take(m)
	return m.info, nil
}

// take takes over a loaded model.
func (e *Engine) take(m *model) {
	info := m.info
	info.Load = 0
	e.loaded.Store(&info)
	e.alive.Lock()
	e.model = m
	e.alive.Unlock()
	switch {
	case e.options.Plain || !m.canGoBack():
	case e.guesses == nil:
		e.guesses = newGuesses(m.vocab, e.options.Drafts)
	default:
		e.guesses.enter(m.vocab)
	}
	m.guesses = e.guesses
}

// Generate answers a chat; see backend.Backend.
func (e *Engine) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := req.Check(); err != nil {
		return backend.Result{}, err
	}
	out := emitted{stream: stream.Text{Stops: req.Stops()}, on: on, began: time.Now()}
	if req.Given == "" {
		e.peek(req, &out)
	}
	if err := e.lockFirst(ctx); err != nil {
		return backend.Result{}, err
	}
	defer e.unlock()
	if e.model == nil {
		if _, err := e.load(ctx, on); err != nil {
			return backend.Result{}, err
		}
	}
	if req.Given != "" {
		return e.model.weigh(ctx, req, out.began)
	}
	return e.model.generate(ctx, req, &out)
}

// peek gives what is known of the answer already while the model may be at work, on that
// very answer, ahead of this request.
func (e *Engine) peek(req backend.Request, out *emitted) {
	e.alive.RLock()
	text := ""
	if m := e.model; m != nil {
		if in, err := m.input(req); err == nil {
			out.of, out.input = m, in
			out.known = m.written(in.tokens)
			text = out.take(m, out.known, req.MaxTokens)
		}
	}
	e.alive.RUnlock()
	out.tell(text)
}

// Unload frees the model's memory; the next use loads it again.
func (e *Engine) Unload() {
	e.busy <- struct{}{}
	defer e.unlock()
	e.unload()
}

func (e *Engine) unload() {
	if e.model != nil {
		e.guesses.leave()
		e.loaded.Store(nil)
		e.alive.Lock() // nobody peeks at it
		e.model.free()
		e.model = nil
		e.alive.Unlock()
	}
}

// Close unloads the model; the engine can't be used afterwards.
func (e *Engine) Close() error {
	e.busy <- struct{}{}
	defer e.unlock()
	e.guesses.end()
	e.unload()
	e.closed = true
	e.fuller.Stop()
	return nil
}

// lockFirst locks, and has work ahead give way.
func (e *Engine) lockFirst(ctx context.Context) error {
	e.waiting.Add(1)
	defer e.waiting.Add(-1)
	return e.lock(ctx)
}

// lock waits for the requests before this one, or for ctx to end.
func (e *Engine) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case e.busy <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	e.fuller.Stop()
	if e.closed {
		e.unlock()
		return errClosed
	}
	return nil
}

func (e *Engine) unlock() {
	e.rested = time.Now()
	if e.model != nil && e.options.QuickFirst && e.model.quick && !e.closed {
		e.fuller.Reset(fullerWait)
	}
	<-e.busy
}
