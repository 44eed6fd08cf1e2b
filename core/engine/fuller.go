package engine

import (
	"context"
	"time"

	"caro/core/backend"
)

// fullerWait is how long there has to be nothing to do before a model that was loaded
// quickly is loaded in full.
const fullerWait = 2 * time.Second

// loadInFull loads the model once more, with its weights in the order that is evaluated
// fastest. The quick one goes first, so that there is never memory for two. A request
// that comes in the meantime ends this at once and has the model loaded quickly again.
func (e *Engine) loadInFull() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if e.lock(ctx) != nil {
		return
	}
	defer e.unlock()
	// It may have run out while a request was under way, and waited for its end.
	if e.model == nil || !e.model.quick || e.waiting.Load() > 0 || time.Since(e.rested) < fullerWait {
		return
	}
	recent := e.model.recent
	e.unload()
	m, err := loadModel(ctx, e.options, func(backend.Event) {
		if e.waiting.Load() > 0 {
			cancel()
		}
	})
	if err != nil {
		return // the next request loads it, and says what is wrong
	}
	m.recent = recent // they hold for the same file however it is loaded
	e.take(m)
}
