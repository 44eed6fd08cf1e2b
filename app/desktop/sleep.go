//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"time"

	"caro/core/local"
)

// asleep pauses the downloads of this process: the machine is about to sleep, and a
// connection that hangs meanwhile would look like a network that has failed.
func (a *App) asleep(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for id := range a.pulling {
		m, store, err := local.Entry(id)
		if err == nil {
			_, err = store.Pause(m)
		}
		if err == nil && ctx.Err() == nil {
			a.slept = append(a.slept, id)
		}
	}
}

// awake goes on with them.
func (a *App) awake(ctx context.Context) {
	a.mu.Lock()
	list := a.slept
	a.slept = nil
	a.mu.Unlock()
	for _, id := range list {
		// One that sleep came upon may not have ended yet.
		for end := time.Now().Add(pauseLimit); a.isPulling(id) && time.Now().Before(end) && ctx.Err() == nil; {
			time.Sleep(20 * time.Millisecond)
		}
		a.pull(ctx, id)
	}
}

// pauseLimit is how long a download may take to pause.
const pauseLimit = 10 * time.Second

func (a *App) isPulling(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.pulling[id]
}
