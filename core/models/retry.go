package models

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// temporary is an error that may be gone at the next try, from where this one stopped.
type temporary struct {
	error
	// after is how long the server asks to wait; 0 where it doesn't.
	after time.Duration
	// soon says that there is nothing to wait for: the next try asks in another way.
	soon bool
	// far says that the source couldn't be reached at all.
	far bool
}

func (t temporary) Unwrap() error { return t.error }

// answered reports whether the source was reached.
func answered(err error) bool {
	var t temporary
	return errors.As(err, &t) && !t.far
}

// maxAsked bounds how long a server may have a person wait.
const maxAsked = 10 * time.Minute

// retryAfter reads the header Retry-After, a number of seconds or a date (RFC 9110,
// 10.2.3); 0 where there is none.
func retryAfter(resp *http.Response) time.Duration {
	text := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, maxAsked)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, min(time.Until(at), maxAsked))
	}
	return 0
}

// patience counts the tries of a source that bring nothing.
type patience struct {
	tries   int // that may be made in a row without a byte
	pause   time.Duration
	longest time.Duration
	failed  int
}

// next returns how long to wait before the next try after err, which came after some
// bytes or none; ok is false where it is better to give up.
func (p *patience) next(err error, progress bool) (wait time.Duration, ok bool) {
	var t temporary
	if !errors.As(err, &t) {
		return 0, false
	}
	if progress {
		p.failed = 0
	}
	if p.failed++; p.failed > p.tries {
		return 0, false
	}
	if t.soon {
		return 0, true
	}
	wait = min(p.pause<<min(p.failed-1, 20), p.longest)
	wait += time.Duration(rand.Int64N(int64(wait)/4 + 1)) // so that many don't come at once
	return max(wait, t.after), true
}

// sleep waits; the error is why ctx ended.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
