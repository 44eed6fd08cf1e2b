package service

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"time"

	"caro/core/build"
	"caro/core/fault"
)

const (
	maxVisits = 30 // tries to find a worker that can be spoken to
	// stopLimit is how long a worker may take to end: graceTime and some.
	stopLimit = graceTime + abortTime + 3*time.Second
	killLimit = 5 * time.Second
)

// connect returns a connection to a worker that this front can use, after it has started
// one or replaced one where that was needed.
func (c *Client) connect(ctx context.Context, log *words) (*conn, error) {
	silent, strange := 0, errors.New("it ends again and again")
	for visit := 1; visit <= maxVisits; visit++ {
		w, err := dial(ctx, c.o.Socket)
		switch {
		case notThere(err):
			if err := c.start(ctx, log); err != nil {
				return nil, err
			}
			continue
		case err != nil && timedOut(err): // its backlog is full
			if silent++; silent > 2*pings {
				return nil, fault.Wrap(fault.Engine, err, "end it: `caro stop`")
			}
			if err := pause(ctx, pingLimit); err != nil {
				return nil, err
			}
			continue
		case err != nil:
			return nil, err
		}
		h, err := w.hello(ctx)
		if err == nil && c.suits(h) {
			log.move(h.Log)
			return w, nil
		}
		if err != nil {
			strange = err
		}
		if timedOut(err) {
			silent++
		}
		err = c.unsuited(ctx, w, h, err, silent, visit)
		_ = w.Close()
		if err != nil {
			return nil, err
		}
	}
	return nil, fault.Wrap(fault.Engine, fmt.Errorf("no engine can be reached at %s: %w", c.o.Socket, strange), "")
}

// suits reports whether this front can use the worker.
func (c *Client) suits(h Hello) bool {
	return h.common() != 0 && !h.Stopping && !c.outdated(h)
}

// outdated reports whether a worker is to be replaced by one that this front starts.
// One of this front's own program is what it would start: that is outdated only if the
// file has changed since.
func (c *Client) outdated(h Hello) bool {
	older := h.Built != 0 && h.Built < build.Time() && h.Program != c.o.Program
	return h.Stale || older || h.Libraries != c.o.Libraries
}

// unsuited deals with a worker that can't be used; where it returns nil, it is worth
// another visit.
func (c *Client) unsuited(ctx context.Context, w *conn, h Hello, err error, silent, visit int) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case timedOut(err):
		if silent < pings {
			return nil
		}
		return w.kill(ctx)
	case err != nil && cut(err):
		// It is just ending, or has too many connections.
		return pause(ctx, min(time.Duration(visit*visit)*2*time.Millisecond, 2*time.Second))
	case err == nil && h.ahead():
		return fault.New(fault.Engine, fmt.Sprintf("this caro is older than the running engine: it speaks version %d of the protocol, the engine %d, of caro %.40s",
			Protocol, h.Protocols[0], h.Version), "use the newer caro, or end its engine: `caro stop`")
	case err == nil && h.common() != 0 && h.Stopping:
		return w.awaitEnd(ctx)
	}
	return w.replace(ctx, h)
}

// replace ends a worker, in peace if that can be.
func (c *conn) replace(ctx context.Context, h Hello) error {
	asked := false
	if h.common() != 0 {
		var said map[string]bool
		asked = c.ask(ctx, http.MethodPost, pathStop, &said) == nil
	}
	if !asked {
		if err := c.peer.signal(c.socket, syscall.SIGTERM); err != nil {
			return err
		}
	}
	return c.awaitEnd(ctx)
}

// awaitEnd waits until a worker that was told to end has gone, and ends it by force
// where it takes too long or hangs.
//
// The worker closes idle connections, and one that it couldn't read: only a socket where
// nobody listens, or another one does, is a worker that has gone.
func (c *conn) awaitEnd(ctx context.Context) error {
	failed := 0
	for end := time.Now().Add(stopLimit); time.Now().Before(end) && failed < pings; {
		closed := c.untilGone(ctx, pingLimit)
		again, err := dial(ctx, c.socket)
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = again.Close()
			}
			return ctx.Err()
		case err != nil && timedOut(err): // its backlog is full
			failed++
			continue
		case err != nil && closed:
			return nil //nolint:nilerr // nobody listens: it has gone
		case err != nil: // it has taken its socket away and must be about to go
			if c.untilGone(ctx, killLimit) || ctx.Err() != nil {
				return ctx.Err()
			}
			return c.peer.signal(c.socket, syscall.SIGKILL)
		}
		same := again.peer == c.peer
		if _, err = again.hello(ctx); timedOut(err) {
			failed++
		} else {
			failed = 0
		}
		_ = again.Close()
		if !same {
			return nil
		}
		if closed {
			_ = pause(ctx, 5*time.Millisecond)
		}
	}
	return c.kill(ctx)
}
