//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"caro/core/fault"
	"caro/core/service"
)

const (
	// retry is how long to wait before something that failed is tried again.
	retry = 30 * time.Second
	// startLimit is how long an engine that crashed may take to come back before it is
	// taken for one that nobody needs at the moment.
	startLimit = 20 * time.Second
)

// watchWorker follows the engine: as long as one runs it says how it is, and when one is
// started its socket appears.
func (a *App) watchWorker(ctx context.Context) {
	for ctx.Err() == nil {
		socket, err := a.socket()
		if err != nil {
			a.post(ctx, func(f *facts) { f.problem = fault.From(err, fault.Engine).Message })
			return
		}
		appears := a.folders.changes(filepath.Dir(socket), filepath.Base(socket))
		watch, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() {
			ended <- service.Watch(watch, socket, func(st service.Status) {
				a.post(ctx, func(f *facts) { f.saw(st) })
			})
		}()
		select {
		case err = <-ended:
		case <-a.rewatch:
			cancel()
			if err := <-ended; err != nil && ctx.Err() != nil {
				return
			}
			continue
		}
		cancel()
		a.post(ctx, (*facts).lost)
		wait := time.After(startLimit)
		if err != nil && !errors.Is(err, service.ErrNone) {
			wait = time.After(retry) // one that can't be watched
		}
		for waiting := true; waiting; {
			waiting = false
			select {
			case <-ctx.Done():
			case <-a.rewatch:
			case <-appears:
			case <-wait:
				a.post(ctx, func(f *facts) { f.crashed = false })
				waiting, wait = errors.Is(err, service.ErrNone) || err == nil, nil
			}
		}
	}
}
