package service

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	silence       = 2 * time.Second  // after which a worker is asked whether it lives
	pings         = 2                // without an answer, one after the other, mean that it hangs
	noProgress    = 90 * time.Second // at the model without using the processor mean the same
	noProgressAll = 15 * time.Minute // so does this, whatever the processor does
)

// hungError is a worker that lives and does nothing.
type hungError struct{ why string }

func (e *hungError) Error() string { return e.why }

// watch looks after the worker at the other end while a call is under way, until ctx
// ends. It returns an error if the worker hangs.
//
// A long prompt is evaluated without a word, for minutes on a slow machine; but not
// without the processor's time.
func (c *conn) watch(ctx context.Context) *hungError {
	failed := 0
	for wait := silence; pause(ctx, wait) == nil; {
		quiet := c.silent()
		if quiet < silence {
			failed, wait = 0, silence-quiet
			continue
		}
		st, err := ping(ctx, c)
		if err != nil && timedOut(err) {
			if failed++; failed >= pings {
				return &hungError{fmt.Sprintf("it hung, and didn't answer for %v", pings*pingLimit)}
			}
			wait = 0
			continue
		}
		failed, wait = 0, silence
		// Another error tells nothing: the call's own connection tells more.
		if hung := st.hung(); err == nil && hung != nil && st.PID == c.peer.pid {
			return hung
		}
	}
	return nil
}

// hung reports whether a worker that answers has stopped working all the same.
func (s Status) hung() *hungError {
	if s.State != StateBusy && s.State != StateLoading && s.State != StateStopping {
		return nil
	}
	since := time.Duration(s.Progress) * time.Millisecond
	worked := time.Duration(s.CPU) * time.Millisecond
	if since > noProgressAll || since > noProgress && worked < since/10 {
		return &hungError{fmt.Sprintf("it hung, and got no further for %v", since.Round(time.Second))}
	}
	return nil
}

// ping asks a worker over a connection of its own how it is.
func ping(ctx context.Context, c *conn) (Status, error) {
	w, err := dial(ctx, c.socket)
	if err != nil {
		if timedOut(err) { // its backlog is full
			_ = pause(ctx, pingLimit)
		}
		return Status{}, err
	}
	defer func() { _ = w.Close() }()
	var st Status
	return st, w.ask(ctx, http.MethodGet, pathStatus, &st)
}
