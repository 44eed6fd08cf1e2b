package service

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"

	"caro/core/backend"
	"caro/core/fault"
)

// hold is the one model that the worker has, and what is known of it.
type hold struct {
	open func(Spec) (backend.Backend, error)

	mu      sync.Mutex
	spec    Spec
	file    os.FileInfo // of the model, to notice another one in its place
	backend backend.Backend
	info    *backend.Info // once it is loaded
	left    func()        // ends the work ahead on this model
}

// use gives the backend for a model, after closing that of another. The caller has the
// turn.
func (h *hold) use(spec Spec, left func()) (backend.Backend, error) {
	file, err := os.Stat(spec.Path)
	if err != nil {
		return nil, fault.From(fmt.Errorf("the model can't be used: %w", err), fault.ModelMissing)
	}
	h.mu.Lock()
	same := h.backend != nil && h.spec == spec && unchanged(h.file, file)
	b := h.backend
	h.mu.Unlock()
	if same {
		return b, nil
	}
	if err := h.drop(); err != nil {
		return nil, err
	}
	if b, err = h.open(spec); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.spec, h.file, h.backend, h.left = spec, file, b, left
	return b, nil
}

// unchanged reports whether a file is the one that it was.
func unchanged(was, is os.FileInfo) bool {
	return os.SameFile(was, is) && was.Size() == is.Size() && was.ModTime().Equal(is.ModTime())
}

// drop closes the backend and gives its memory back. The caller has the turn.
func (h *hold) drop() error {
	h.mu.Lock()
	b, left := h.backend, h.left
	h.backend, h.info, h.spec, h.file, h.left = nil, nil, Spec{}, nil, nil
	h.mu.Unlock()
	if b == nil {
		return nil
	}
	left()
	err := b.Close()
	debug.FreeOSMemory()
	if err != nil {
		return fmt.Errorf("close the model: %w", err)
	}
	return nil
}

// loaded keeps what a model said of itself when it was loaded.
func (h *hold) loaded(info backend.Info) {
	h.mu.Lock()
	defer h.mu.Unlock()
	info.Load = 0
	h.info = &info
}

// held reports whether there is a model to give back.
func (h *hold) held() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.backend != nil
}

// unknown reports whether there is a model of which nothing is known yet.
func (h *hold) unknown() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.backend != nil && h.info == nil
}
