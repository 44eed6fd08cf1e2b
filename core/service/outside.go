package service

import (
	"context"
	"errors"
	"net/http"
	"syscall"

	"caro/core/fault"
)

// ErrNone means that no worker is running.
var ErrNone = errors.New("no engine is running")

// Look asks the worker at a socket how it is, and starts none: without one the error is
// ErrNone. Of a worker that doesn't answer within a few seconds, or speaks another
// version, little is known but its process and its state.
func Look(ctx context.Context, socket string) (Status, error) {
	w, err := dial(ctx, socket)
	switch {
	case notThere(err):
		return Status{}, ErrNone
	case err != nil:
		return Status{}, fault.From(err, fault.Engine)
	}
	defer func() { _ = w.Close() }()
	h, err := w.hello(ctx)
	st := Status{PID: w.peer.pid, Notes: []string{}}
	switch {
	case ctx.Err() != nil:
		return Status{}, ctx.Err()
	case timedOut(err):
		st.State = StateHung
		return st, nil
	case err != nil && cut(err):
		return Status{}, ErrNone // it was just ending
	case err != nil || h.common() == 0:
		st.State, st.Version = StateForeign, h.Version
		return st, nil
	}
	err = w.ask(ctx, http.MethodGet, pathStatus, &st)
	switch {
	case ctx.Err() != nil:
		return Status{}, ctx.Err()
	case timedOut(err):
		st.State = StateHung
	case err != nil && cut(err):
		return Status{}, ErrNone
	case err != nil:
		return Status{}, fault.From(err, fault.Engine)
	}
	return st, nil
}

// Stop ends the worker at a socket and waits until it has gone; the request under way is
// finished first, within half a minute. It reports whether there was one.
func Stop(ctx context.Context, socket string) (bool, error) {
	w, err := dial(ctx, socket)
	switch {
	case notThere(err):
		tidy(ctx, socket)
		return false, nil
	case err != nil:
		return false, fault.From(err, fault.Engine)
	}
	defer func() { _ = w.Close() }()
	h, err := w.hello(ctx)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case timedOut(err):
		err = w.kill(ctx)
	case err != nil && cut(err):
		err = w.awaitEnd(ctx)
	default:
		err = w.replace(ctx, h)
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	tidy(ctx, socket)
	if err != nil {
		return false, fault.From(err, fault.Engine)
	}
	return true, nil
}

// tidy removes the socket of a worker that was killed.
func tidy(ctx context.Context, socket string) {
	if checkFolder(socket) != nil {
		return
	}
	lock, err := takeLock(ctx, socket, removeWait)
	if err != nil {
		return
	}
	defer lock.release()
	if w, err := dial(ctx, socket); err == nil {
		_ = w.Close()
	} else if errors.Is(err, syscall.ECONNREFUSED) {
		_ = removeStale(socket)
	}
}
