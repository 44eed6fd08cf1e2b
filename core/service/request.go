package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// stage says how far a worker got with a call.
type stage int

const (
	stageSent    stage = iota // nothing came back
	stageWaiting              // it waits for its turn
	stageStarted              // its turn came
)

const (
	maxTries  = 2                // of a call that was under way when its worker died
	maxMoves  = 20               // of a call that wasn't: its workers ended for other reasons
	busyLimit = 30 * time.Second // a call is offered again for so long when too many wait
)

// request is one call on its way through workers.
type request struct {
	client *Client
	path   string
	body   call
	on     func(backend.Event)
	log    *words

	tries int
	moves int
	busy  time.Time // when it was first turned away; zero for never
}

// run finds a worker and has it answer, again and again where that makes sense.
func (r *request) run(ctx context.Context) (line, error) {
	for {
		w, err := r.client.connect(ctx, r.log)
		if err != nil {
			return line{}, err
		}
		last, reached, err := r.exchange(ctx, w)
		_ = w.Close()
		switch {
		case ctx.Err() != nil:
			return line{}, ctx.Err()
		case err != nil:
			err = r.broken(ctx, w, reached, err)
		case last.Event == eventError:
			r.client.record.alive()
			if last.Error == nil {
				return line{}, fault.New(fault.Engine, "the engine failed without saying why", "")
			}
			return line{}, last.Error
		case last.Event == eventBusy || last.Event == eventStopping:
			if r.path == pathPrepare {
				return last, nil // a later one will do
			}
			err = r.turnedAway(ctx, last, reached)
		default:
			r.client.record.alive()
			return last, nil
		}
		if err != nil {
			return line{}, err
		}
	}
}

// turnedAway waits until the call can be offered again, or says why it can't be.
func (r *request) turnedAway(ctx context.Context, last line, reached stage) error {
	if last.Event == eventStopping {
		if reached == stageStarted {
			r.on(backend.Event{Kind: backend.EventRestart, Text: "the engine was ended"})
		}
		return r.move(ctx, errors.New("the engine ends again and again"))
	}
	if r.busy.IsZero() {
		r.busy = time.Now()
	}
	if time.Since(r.busy) > busyLimit {
		return fault.New(fault.Engine, fmt.Sprintf("the engine is busy: %d requests wait for it", last.Ahead), "try again later")
	}
	return pause(ctx, min(50*time.Millisecond+time.Since(r.busy)/4, time.Second))
}

// move counts a worker that went for reasons of its own.
func (r *request) move(ctx context.Context, otherwise error) error {
	if r.moves++; r.moves > maxMoves {
		return fault.Wrap(fault.Engine, fmt.Errorf("speak to the engine: %w", otherwise), "")
	}
	return pause(ctx, min(time.Duration(r.moves)*5*time.Millisecond, 200*time.Millisecond))
}

// broken deals with a connection that ended before the answer did: the worker was about
// to go, or it died, or it hangs.
func (r *request) broken(ctx context.Context, w *conn, reached stage, err error) error {
	var hung *hungError
	switch {
	case errors.As(err, &hung):
		if err := w.kill(ctx); err != nil {
			return err
		}
	case cut(err) && reached == stageSent:
		return r.move(ctx, err)
	case !cut(err):
		r.client.record.alive()
		return fault.Wrap(fault.Engine, fmt.Errorf("speak to the engine: %w", err), "")
	}
	died := r.client.died(w.peer.pid, hung, r.log)
	crashes := r.client.record.died(died)
	if reached == stageStarted {
		r.tries++
	} else if r.moves++; r.moves > maxMoves {
		return died
	}
	if r.path == pathPrepare || r.tries >= maxTries || crashes >= maxCrashes {
		return died
	}
	r.on(backend.Event{Kind: backend.EventRestart, Text: died.Message})
	return pause(ctx, backOff(crashes))
}

// pause waits, or gives ctx's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// died says why a worker ended, with its last words.
func (c *Client) died(pid int, hung *hungError, log *words) *fault.Error {
	how := "the connection to it broke off"
	if hung != nil {
		how = hung.Error()
	} else if end := c.childEnd(pid); end != "" {
		how = end
	}
	return stopped(how, log.last(3))
}

// stopped words a worker's end.
func stopped(how, lastWords string) *fault.Error {
	hint := "try again; with --verbose Caro shows what the engine says"
	if strings.Contains(lastWords, "libffi") {
		hint = "" // the worker's own words say what to install
	}
	if lastWords != "" {
		how += ": " + lastWords
	}
	return fault.New(fault.Engine, "the engine stopped: "+how, hint)
}

// kill ends a worker that hangs, and waits for its end.
func (c *conn) kill(ctx context.Context) error {
	again, err := dial(ctx, c.socket) // a connection that ends with it
	switch {
	case err != nil && timedOut(err): // its backlog is full
		return c.peer.signal(c.socket, syscall.SIGKILL)
	case err != nil:
		return nil // it has gone by itself
	}
	defer func() { _ = again.Close() }()
	if again.peer != c.peer {
		return nil
	}
	if err := again.peer.signal(c.socket, syscall.SIGKILL); err != nil {
		return err
	}
	again.untilGone(ctx, killLimit)
	return nil
}

const (
	maxCrashes = 3                // in a row
	restTime   = 30 * time.Second // without new tries after that
)

// backOff is how long to wait before a worker is started after so many crashes.
func backOff(crashes int) time.Duration {
	return min(100*time.Millisecond<<(2*(max(crashes, 1)-1)), 5*time.Second)
}

// record is what a front remembers of its workers' ends.
type record struct {
	mu      sync.Mutex
	crashes int // in a row
	until   time.Time
	last    *fault.Error
}

// tired is an error where the workers have died too often lately.
func (r *record) tired() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.crashes < maxCrashes || !time.Now().Before(r.until) {
		return nil
	}
	return fault.New(fault.Engine, fmt.Sprintf("the engine has stopped %d times in a row, the last time so: %s", r.crashes, r.last.Message),
		fmt.Sprintf("Caro tries again in %.0f s; `caro status` shows what it runs on, CARO_DEVICE=cpu leaves the GPU out", time.Until(r.until).Seconds()))
}

// alive forgets the crashes: a worker has answered.
func (r *record) alive() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crashes = 0
}

// died counts a crash.
func (r *record) died(why *fault.Error) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crashes++
	r.last, r.until = why, time.Now().Add(restTime)
	return r.crashes
}
