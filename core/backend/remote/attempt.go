package remote

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// Waiting between two attempts: exponential, with chance in it so that many who failed
// together don't come back together.
const (
	firstPause = 400 * time.Millisecond
	maxPause   = 8 * time.Second
	// maxRetryAfter is the longest wait that a server may ask for; a person has given up
	// by then.
	maxRetryAfter = 30 * time.Second
)

// drainTime is how long a complete answer is waited for to end: for the count of tokens,
// and for the connection to become free for the next request.
const drainTime = time.Second

// answer has the server answer a request that Prepare didn't.
func (b *Backend) answer(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	start := time.Now()
	s, err := b.load(ctx, on)
	if err != nil {
		return backend.Result{}, err
	}
	var result backend.Result
	streamed, restarted := true, false
	err = b.insist(ctx, func(attempt int) error {
		r, err := b.attempt(ctx, s, req, streamed, start, on)
		switch {
		case err == nil:
			result = r.finished()
			return b.ofUse(r, result)
		case ended(ctx) != nil:
			return err
		case r.told:
			f := b.explain(err)
			if restarted || !f.again || attempt >= b.options.Retries {
				f.again = false
				return f
			}
			restarted = true
			if on != nil {
				on(backend.Event{Kind: backend.EventRestart, Text: f.fault.Message})
			}
		case errors.Is(err, errBrokenOff):
			// llama-cpp-python ends a stream without a word where it can't answer, and
			// says why to a request that isn't streamed.
			streamed = false
		}
		return err
	})
	return result, err
}

// ofUse says what is wrong with an answer that came and is none.
func (b *Backend) ofUse(r *reading, result backend.Result) error {
	switch {
	case r.finish == filtered:
		return fault.New(fault.Engine, b.address.host+" withholds the answer: its content filter stepped in", "")
	case result.Text == "" && r.thinking && result.Stop == backend.StopLimit:
		return fault.New(fault.Engine, "the model at "+b.address.host+" only thought, and had no tokens left for the answer",
			"use a model that doesn't think, or switch its thinking off at the server")
	}
	return nil
}

// attempt sends a request once, and again without what the server complains of.
func (b *Backend) attempt(ctx context.Context, s *server, req backend.Request, streamed bool, start time.Time, on func(backend.Event)) (*reading, error) {
	for {
		w := b.way(s, streamed)
		r := newReading(req, w, start, on)
		err := b.send(ctx, s, w, r)
		var refused *refusal
		if errors.As(err, &refused) && b.learn(req, refused) {
			continue
		}
		return r, err
	}
}

// send sends a request and reads the response.
func (b *Backend) send(ctx context.Context, s *server, w way, r *reading) error {
	auth, err := b.authorization(ctx)
	if err != nil {
		return err
	}
	watched, x := newExchange(ctx, b.options.Timeout)
	var resp *http.Response
	err = b.client.Post(watched, "chat/completions", w.body(s.info.Model, r.req), &resp, append(auth, x.option())...)
	if err != nil {
		err = b.late(x, r, err)
		x.close()
		return err
	}
	err = r.read(resp.Body, func() { x.within(drainTime) })
	if err != nil {
		err = b.late(x, r, err)
		x.close()
		return err
	}
	x.release()
	go func() {
		defer x.close()
		defer resp.Body.Close()
		if r.cut {
			return
		}
		x.within(drainTime)
		_, _ = io.Copy(io.Discard, resp.Body)
	}()
	return nil
}

// late is the exchange's error, with what had come until then.
func (b *Backend) late(x *exchange, r *reading, err error) error {
	err = x.cause(err)
	if errors.Is(err, errSilent) && r.pieces > 0 {
		return errStalled
	}
	return err
}

// errStalled is errSilent in the middle of an answer.
var errStalled = errors.New("the server was silent in the middle of the answer")

// insist tries until it succeeds, the reason can't pass, or Retries is used up. Its errors
// are *fault.Error or the context's.
func (b *Backend) insist(ctx context.Context, try func(attempt int) error) error {
	for n := 0; ; n++ {
		err := try(n)
		if err == nil {
			return nil
		}
		if e := ended(ctx); e != nil {
			return e
		}
		f := b.explain(err)
		if !f.again || n >= b.options.Retries {
			return f.after(n + 1)
		}
		wait := pause(b.firstPause, n)
		if f.wait > 0 {
			wait = f.wait + rand.N(f.wait/10+1)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ended(ctx)
		}
	}
}

// pause is the wait after the nth failure, from 0 on: half to all of first doubled n times.
func pause(first time.Duration, n int) time.Duration {
	d := min(first<<n, maxPause)
	return d/2 + rand.N(d/2+1)
}
