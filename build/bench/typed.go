package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/core"
)

// How a person types, as the issue says.
const (
	keyEvery    = 200 * time.Millisecond
	beforeEnter = 600 * time.Millisecond
)

// askTyped types a request, each key preparing what stands there so far, and measures
// from Enter on.
func (r *race) askTyped(ctx context.Context, front *home.Assistant, query string) (report.Sample, string, error) {
	work := ahead{front: front}
	err := r.typeOut(ctx, &work, query)
	if err != nil {
		return report.Sample{}, "", errors.Join(err, work.end())
	}
	// Work ahead gives way to the request, as the contract of a backend says; so a front
	// needn't end it first.
	answered, err := front.Time(ctx, query, r.target)
	if err = errors.Join(err, work.end()); err == nil && answered.Restart != "" {
		err = errors.New("the worker was replaced: " + answered.Restart)
	}
	return sample(answered), answered.Result.Text, err
}

// typeOut presses one key after the other, and then waits as long as a person does before
// Enter.
func (r *race) typeOut(ctx context.Context, work *ahead, query string) error {
	start := time.Now()
	keys := 0
	for end := range query { // the beginnings of characters
		if end == 0 {
			continue
		}
		if err := r.press(ctx, work, query[:end], start, keys); err != nil {
			return err
		}
		keys++
	}
	if err := r.press(ctx, work, query, start, keys); err != nil {
		return err
	}
	return wait(ctx, beforeEnter)
}

// press prepares a text once its last key's time has come.
func (r *race) press(ctx context.Context, work *ahead, text string, start time.Time, keys int) error {
	if err := wait(ctx, time.Until(start.Add(time.Duration(keys)*keyEvery))); err != nil {
		return err
	}
	work.start(ctx, core.Request{Query: text, Target: r.target})
	return nil
}

// ahead is the work ahead of one front: one text at a time, the next one ends the one
// before.
type ahead struct {
	front  *home.Assistant
	cancel context.CancelFunc
	done   sync.WaitGroup
	mu     sync.Mutex
	err    error // the first that isn't that of a text that was given up
}

func (a *ahead) start(ctx context.Context, r core.Request) {
	if a.cancel != nil {
		a.cancel()
	}
	ctx, a.cancel = context.WithCancel(ctx)
	a.done.Go(func() {
		err := a.front.Prepare(ctx, r)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if a.err == nil {
			a.err = err
		}
	})
}

// end gives up what is under way and waits for its end.
func (a *ahead) end() error {
	if a.cancel != nil {
		a.cancel()
	}
	a.done.Wait()
	return a.err
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
