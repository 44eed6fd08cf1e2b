package service

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestWatch: a front learns of each change without asking, and of the worker's end.
func TestWatch(t *testing.T) {
	s, model, o := inProcess(t)
	var mu sync.Mutex
	var seen []string
	states := func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(seen)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- Watch(patient(t), o.Socket, func(st Status) {
			mu.Lock()
			defer mu.Unlock()
			if len(seen) == 0 || seen[len(seen)-1] != st.State {
				seen = append(seen, st.State)
			}
		})
	}()
	until(t, "the first news", 5*time.Second, func() bool { return len(states()) == 1 })
	go func() { _, _ = connect(t, o).Generate(patient(t), brief(), nil) }()
	<-model.began
	until(t, "news of the request", 5*time.Second, func() bool { return len(states()) > 1 })
	close(model.until)
	until(t, "news of its end", 5*time.Second, func() bool { return slices.Contains(states(), StateReady) })
	s.end()
	_ = s.Close()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the watch ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the watch goes on without the worker")
	}
	if got := states(); got[0] != StateUnloaded || !slices.Contains(got, StateLoading) && !slices.Contains(got, StateBusy) {
		t.Errorf("states: %q", got)
	}
}

// TestWatchEnds: a watch ends with its context, and says where there is nothing to watch.
func TestWatchEnds(t *testing.T) {
	_, _, o := inProcess(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	first := make(chan bool, 1)
	go func() {
		ended <- Watch(ctx, o.Socket, func(Status) {
			select {
			case first <- true:
			default:
			}
		})
	}()
	<-first
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if err := Watch(t.Context(), o.Socket+".none", func(Status) {}); !errors.Is(err, ErrNone) {
		t.Errorf("without a worker: %v", err)
	}
}
