package engine

import (
	"context"
	"time"

	"caro/core/backend"
	"caro/core/fault"
	"caro/core/platform"
)

// Options say what an Engine runs and how. Only Libraries and Model are needed.
type Options struct {
	Libraries string       // folder of the locked llama.cpp libraries
	Model     string       // path of a GGUF file
	Device    DeviceChoice // Auto where empty
	Context   int          // tokens that a chat and its answer may have; DefaultContext where 0
	State     string       // folder where the state of prompts is kept from one process to the next; none where empty
	Threads   int          // for the CPU; what the machine suggests where 0
	Machine   platform.Machine
	// QuickLoad leaves the weights in the order of the file, where loading otherwise
	// copies most of them into an order that a CPU evaluates prompts faster from. For the
	// 1.5B model on 2 cores: loaded in 0.3 s instead of 1.4, 1.2 GB of memory instead of
	// 1.8, but 27 ms a prompt's token instead of 15. It suits a process of one answer.
	QuickLoad bool
}

// DefaultContext is the context's length in tokens: room for a long request and a long
// answer, at 28 KB of memory a token for the 1.5B model.
const DefaultContext = 4096

// Engine runs one model. It is a backend.Backend; its model is loaded at the first use
// or by Load, and unloaded by Unload or Close.
type Engine struct {
	options Options

	busy   chan struct{} // holds one element while the model works: one request at a time
	model  *model        // nil when unloaded
	closed bool
}

var _ backend.Backend = (*Engine)(nil)

var errClosed = fault.New(fault.Engine, "the engine was closed", "")

// New makes an Engine; nothing is loaded yet.
func New(o Options) *Engine {
	if o.Context == 0 {
		o.Context = DefaultContext
	}
	if o.Device == "" {
		o.Device = Auto
	}
	return &Engine{options: o, busy: make(chan struct{}, 1)}
}

// Load loads the libraries and the model. On a loaded engine it returns at once, with
// Info.Load zero.
func (e *Engine) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	if err := e.lock(ctx); err != nil {
		return backend.Info{}, err
	}
	defer e.unlock()
	if e.model != nil {
		info := e.model.info
		info.Load = 0
		return info, nil
	}
	return e.load(ctx, on)
}

func (e *Engine) load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	m, err := loadModel(ctx, e.options, on)
	if err != nil {
		return backend.Info{}, err
	}
	e.model = m
	return m.info, nil
}

// Generate answers a chat; see backend.Backend.
func (e *Engine) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := req.Check(); err != nil {
		return backend.Result{}, err
	}
	if err := e.lock(ctx); err != nil {
		return backend.Result{}, err
	}
	defer e.unlock()
	if e.model == nil {
		if _, err := e.load(ctx, on); err != nil {
			return backend.Result{}, err
		}
	}
	return e.model.generate(ctx, req, on)
}

// Prepare evaluates a chat ahead; see backend.Backend.
func (e *Engine) Prepare(ctx context.Context, req backend.Request, _ time.Duration) error {
	req.MaxTokens = 1
	_, err := e.Generate(ctx, req, nil)
	return err
}

// Unload frees the model's memory; the next use loads it again.
func (e *Engine) Unload() {
	e.busy <- struct{}{}
	defer e.unlock()
	e.unload()
}

func (e *Engine) unload() {
	if e.model != nil {
		e.model.free()
		e.model = nil
	}
}

// Close unloads the model; the engine can't be used afterwards.
func (e *Engine) Close() error {
	e.busy <- struct{}{}
	defer e.unlock()
	e.unload()
	e.closed = true
	return nil
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
	if e.closed {
		e.unlock()
		return errClosed
	}
	return nil
}

func (e *Engine) unlock() { <-e.busy }
