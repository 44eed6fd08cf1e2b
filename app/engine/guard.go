package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"caro/core/backend"
	"caro/core/engine"
	"caro/core/service"
)

// guard remembers on disk that a GPU is being started: where its driver takes the whole
// process down, the next process finds the note and keeps to the CPU. What merely fails
// to start, the engine itself passes over.
type guard struct {
	libraries string
	state     string // folder of the note; nothing is remembered where ""

	mu      sync.Mutex
	written bool
	loaded  string // libraries that this process has begun to load; it can't take others
}

// noteFor is how long a note counts: by then a driver may have been mended, or the crash
// may have been another's.
const noteFor = time.Hour

// note is what is on disk while a GPU is being started.
type note struct {
	Time      time.Time `json:"time"`
	PID       int       `json:"pid"`
	Libraries string    `json:"libraries"`
}

func (g *guard) path() string { return filepath.Join(g.state, "gpu-starting") }

// open makes an engine whose first load is guarded.
func (g *guard) open(o engine.Options) backend.Backend {
	if g.state == "" || !offersGPU(o.Libraries) {
		return engine.New(o)
	}
	return &guarded{guard: g, options: o, first: make(chan struct{}, 1)}
}

// offersGPU reports whether a folder of libraries has one for a GPU.
func offersGPU(libraries string) bool {
	entries, err := os.ReadDir(libraries)
	if err != nil {
		return false
	}
	for _, e := range entries {
		for _, kind := range []string{"metal", "vulkan", "cuda", "hip", "sycl"} {
			if strings.HasPrefix(e.Name(), "libggml-"+kind) {
				return true
			}
		}
	}
	return false
}

// fatal returns the time when a GPU took a process down, where that counts.
func (g *guard) fatal() (time.Time, bool) {
	data, err := os.ReadFile(g.path())
	if err != nil {
		return time.Time{}, false
	}
	var n note
	if json.Unmarshal(data, &n) != nil || n.Libraries != g.libraries {
		return time.Time{}, false
	}
	age := time.Since(n.Time)
	alive := n.PID > 1 && n.PID != os.Getpid() && syscall.Kill(n.PID, 0) == nil && running(n.PID)
	return n.Time, age >= 0 && age < noteFor && !alive
}

// running reports whether a process that can be signalled is a worker still: the number
// may be another's by now. Where that can't be told, it counts as one.
func running(pid int) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return err != nil || strings.TrimSpace(string(name)) == "caro-engine"
}

// begin writes the note.
func (g *guard) begin() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	data, err := json.Marshal(note{Time: time.Now(), PID: os.Getpid(), Libraries: g.libraries})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(g.state, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(g.path(), data, 0o600); err != nil {
		_ = os.Remove(g.path()) // half a note
		return err
	}
	g.written = true
	return nil
}

// choose says how to start: as wanted, or on the CPU where a GPU has taken a process
// down; remark tells of that. The libraries for the GPU start its driver when they are
// loaded, so the CPU has those of its own where they are laid out. What needs other
// libraries than this process has is service.ErrRenew.
func (g *guard) choose(o engine.Options) (chosen engine.Options, remark string, err error) {
	at, fatal := g.fatal()
	g.mu.Lock()
	defer g.mu.Unlock()
	if fatal && o.Device == engine.Auto {
		o.Device, o.Libraries = engine.CPU, forCPU(o.Libraries)
		remark = fmt.Sprintf("the GPU made the engine stop when it was started at %s: running on the CPU; CARO_DEVICE=gpu tries it again",
			at.Local().Format("15:04"))
	}
	if g.loaded != "" && g.loaded != o.Libraries {
		if o.Device != engine.CPU {
			return o, "", service.ErrRenew
		}
		o.Libraries = g.loaded
	}
	g.loaded = o.Libraries
	return o, remark, nil
}

// forCPU is the folder of the libraries for the CPU: those of a variant lie in a folder
// within it.
func forCPU(libraries string) string {
	parent := filepath.Dir(libraries)
	if found, err := filepath.Glob(filepath.Join(parent, "libllama.*")); err != nil || len(found) == 0 || offersGPU(parent) {
		return libraries
	}
	return parent
}

// end removes the note that this process has written.
func (g *guard) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.written {
		_ = os.Remove(g.path())
		g.written = false
	}
}

// guarded is an engine whose first load is guarded.
type guarded struct {
	guard   *guard
	options engine.Options
	first   chan struct{} // has one element while somebody is at the first load

	mu     sync.Mutex
	engine *engine.Engine // nil before the first load
	note   string
	closed bool
}

var _ backend.Backend = (*guarded)(nil)

// ready gives the engine, whose first load it does itself. info is that load's, or nil
// where it was done before.
func (b *guarded) ready(ctx context.Context, on func(backend.Event)) (*engine.Engine, *backend.Info, error) {
	select {
	case b.first <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	defer func() { <-b.first }()
	b.mu.Lock()
	e, closed := b.engine, b.closed
	b.mu.Unlock()
	if e != nil || closed {
		if e == nil {
			e = engine.New(b.options)
			return e, nil, e.Close()
		}
		return e, nil, nil
	}
	o, remark, err := b.guard.choose(b.options)
	if err != nil {
		return nil, nil, err
	}
	e = engine.New(o)
	info, err := b.load(ctx, e, o, on)
	if err != nil {
		return nil, nil, errors.Join(err, e.Close())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.engine, b.note = e, remark
	return e, &info, nil
}

// load does the first load, and a first token on a GPU, under the guard.
func (b *guarded) load(ctx context.Context, e *engine.Engine, o engine.Options, on func(backend.Event)) (backend.Info, error) {
	if o.Device != engine.CPU && b.guard.begin() == nil {
		defer b.guard.end()
	}
	info, err := e.Load(ctx, on)
	if err == nil && info.GPULayers > 0 {
		_, err = e.Generate(ctx, backend.Request{
			Messages: []backend.Message{{Role: backend.RoleUser, Content: "Hello"}}, MaxTokens: 1,
		}, nil)
	}
	return info, err
}

// Load loads the model; see backend.Backend.
func (b *guarded) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	e, first, err := b.ready(ctx, on)
	if err != nil {
		return backend.Info{}, err
	}
	info := backend.Info{}
	if first != nil {
		info = *first
	} else if info, err = e.Load(ctx, on); err != nil {
		return backend.Info{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.note != "" {
		info.Notes = append([]string{b.note}, info.Notes...)
	}
	return info, nil
}

// Generate answers a chat; see backend.Backend.
func (b *guarded) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := req.Check(); err != nil {
		return backend.Result{}, err
	}
	e, _, err := b.ready(ctx, on)
	if err != nil {
		return backend.Result{}, err
	}
	return e.Generate(ctx, req, on)
}

// Prepare works ahead; see backend.Backend.
func (b *guarded) Prepare(ctx context.Context, req backend.Request, pause time.Duration) error {
	if err := req.Check(); err != nil {
		return err
	}
	e, _, err := b.ready(ctx, nil)
	if err != nil {
		return err
	}
	return e.Prepare(ctx, req, pause)
}

// Close closes the engine.
func (b *guarded) Close() error {
	b.first <- struct{}{}
	defer func() { <-b.first }()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.engine == nil {
		return nil
	}
	return b.engine.Close()
}
