package service

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"caro/core/backend"
)

// brief is a request of few tokens that wasn't made before.
func brief() backend.Request {
	return backend.Request{
		Messages:  []backend.Message{{Role: backend.RoleUser, Content: fmt.Sprint(counted.Add(1))}},
		MaxTokens: 1,
	}
}

// TestManyRequests: 500 requests of 8 clients, and none is lost.
func TestManyRequests(t *testing.T) {
	o := options(t)
	generate(t, connect(t, o), counting(1))
	before := look(t, o)
	var all sync.WaitGroup
	for range 8 {
		c := connect(t, o)
		all.Go(func() {
			for range 500 / 8 {
				if r, err := c.Generate(patient(t), brief(), nil); err != nil || r.GeneratedTokens != 1 {
					t.Errorf("%+v, %v", r, err)
				}
			}
		})
	}
	c := connect(t, o)
	for range 500 % 8 {
		generate(t, c, brief())
	}
	all.Wait()
	after := look(t, o)
	if n := after.Requests - before.Requests; n != 500 || after.PID != before.PID {
		t.Errorf("%d were answered by %d, before it was %d", n, after.PID, before.PID)
	}
	t.Logf("memory: %d MB, then %d MB", before.Resident>>20, after.Resident>>20)
}

// TestMoreThanWait: where more come than may wait, they come again until they are
// answered.
func TestMoreThanWait(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	var all sync.WaitGroup
	for range maxWaiting + 40 {
		all.Go(func() {
			if _, err := c.Generate(patient(t), brief(), nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if st := look(t, o); st.Requests != int64(maxWaiting+40+1) {
		t.Errorf("status: %+v", st)
	}
}

// TestTwoModels: each request gets the model that it names, whatever others do.
func TestTwoModels(t *testing.T) {
	o := options(t)
	small := o
	small.Model.LowMemory = true
	contexts := map[bool]int{}
	for _, front := range []Options{o, small, o} {
		info, err := connect(t, front).Load(patient(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		if was := contexts[front.Model.LowMemory]; was != 0 && was != info.Context {
			t.Errorf("context %d, before %d", info.Context, was)
		}
		contexts[front.Model.LowMemory] = info.Context
	}
	if contexts[true] < 1000 || contexts[false] <= contexts[true] {
		t.Errorf("contexts: %v", contexts)
	}
	var all sync.WaitGroup
	for range 3 {
		for _, front := range []Options{o, small} {
			all.Go(func() {
				c := connect(t, front)
				if _, err := c.Generate(patient(t), counting(3), nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
}

// TestPrepare: work ahead is no request that waits, and goes when its front does.
func TestPrepare(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	req := counting(6)
	if err := c.Prepare(patient(t), req, 0); err != nil {
		t.Fatal(err)
	}
	if r := generate(t, c, req); r.CachedTokens < r.PromptTokens-1 {
		t.Errorf("after work ahead: %+v", r)
	}
	ctx, cancel := context.WithCancel(patient(t))
	done := make(chan error, 1)
	go func() { done <- c.Prepare(ctx, counting(backend.MaxTokensLimit), time.Minute) }()
	time.Sleep(100 * time.Millisecond)
	generate(t, c, counting(2))
	cancel()
	if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	until(t, "the end of the work ahead", 2*time.Second, func() bool { return look(t, o).Prepares == 0 })
}

func TestTurns(t *testing.T) {
	turns := newTurns()
	first, ahead, err := turns.join(true)
	if err != nil || ahead != 0 || first.wait(t.Context()) != nil || turns.free() {
		t.Fatal(ahead, err)
	}
	var line []*turn
	for i := range maxWaiting {
		place, ahead, err := turns.join(true)
		if err != nil || ahead != i+1 {
			t.Fatal(i, ahead, err)
		}
		line = append(line, place)
	}
	if _, waiting, err := turns.join(true); !errors.Is(err, errBusy) || waiting != maxWaiting {
		t.Errorf("one too many: %d, %v", waiting, err)
	}
	uncounted, _, err := turns.join(false)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := line[0].wait(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("one that goes: %v", err)
	}
	turns.give()
	if err := line[1].wait(t.Context()); err != nil {
		t.Errorf("the next one: %v", err)
	}
	if n := turns.waiting(); n != maxWaiting-2 {
		t.Errorf("%d wait", n)
	}
	turns.stop()
	turns.stop()
	for _, place := range append(line[2:], uncounted) {
		if err := place.wait(t.Context()); !errors.Is(err, errStopping) {
			t.Errorf("at the end: %v", err)
		}
	}
	turns.give()
	if !turns.free() {
		t.Error("the turn wasn't given back")
	}
	if _, _, err := turns.join(true); !errors.Is(err, errStopping) {
		t.Errorf("after the end: %v", err)
	}
}

// TestTurnsRace: however requests come and go, there is one at a time, and none is
// forgotten.
func TestTurnsRace(t *testing.T) {
	turns := newTurns()
	var all sync.WaitGroup
	inside := 0
	for i := range 60 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%7)*time.Millisecond)
			if i%2 == 0 {
				ctx = t.Context()
			}
			defer cancel()
			place, _, err := turns.join(true)
			if err != nil {
				t.Error(err)
				return
			}
			if place.wait(ctx) != nil {
				return
			}
			inside++
			if inside != 1 {
				t.Error("two at once")
			}
			time.Sleep(time.Millisecond)
			inside--
			turns.give()
		})
	}
	all.Wait()
	if !turns.free() || turns.waiting() != 0 {
		t.Error("a turn is held still")
	}
}
