package remote

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"caro/core/backend"
)

func prepared(o *Options) { o.Prepare = true }

func TestPrepareSendsNothing(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Options)
		pause  time.Duration
	}{
		"it isn't allowed": {func(*Options) {}, 0}, "it never answers": {prepared, -1},
	} {
		s := serve(t, good)
		if err := dial(t, s, test.change).Prepare(context.Background(), list, test.pause); err != nil || len(s.got()) > 0 {
			t.Errorf("%s: %v, asked %d times", name, err, len(s.got()))
		}
	}
	s := serve(t, good)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := dial(t, s, prepared).Prepare(ctx, list, time.Hour); !errors.Is(err, context.DeadlineExceeded) || len(s.got()) > 0 {
		t.Errorf("it ended in the pause: %v, asked %d times", err, len(s.got()))
	}
}

func TestAnswerIsThere(t *testing.T) {
	s := serve(t, good)
	b := dial(t, s, prepared)
	if err := b.Prepare(context.Background(), list, 0); err != nil {
		t.Fatal(err)
	}
	if err := b.Prepare(context.Background(), list, 0); err != nil { // nothing left to do
		t.Fatal(err)
	}
	r, _, err := generate(t, b, list)
	if err != nil || r.Text != "ls -l" || r.GeneratedTokens != 3 || r.FirstToken <= 0 || r.Total < r.FirstToken || r.Total > time.Second {
		t.Errorf("got %+v, %v", r, err)
	}
	if len(s.got()) != 1 {
		t.Errorf("asked %d times", len(s.got()))
	}
	if _, _, err := generate(t, b, list); err != nil || len(s.got()) != 2 {
		t.Errorf("again: %v, asked %d times", err, len(s.got()))
	}
}

// Enter comes while the answer is being written, and ends the preparation.
func TestGoesOnFromAhead(t *testing.T) {
	more := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sse(delta("ls"))(w, r)
		select {
		case <-more:
			sse(delta(" -l"), finish("stop"), done)(w, r)
		case <-r.Context().Done():
		}
	})
	b := dial(t, s, prepared)
	b.linger = time.Minute
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- b.Prepare(ctx, list, 0) }()
	for len(s.got()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("prepare: %v", err)
	}
	go func() {
		time.Sleep(100 * time.Millisecond)
		close(more)
	}()
	r, _, err := generate(t, b, list)
	if err != nil || r.Text != "ls -l" || len(s.got()) != 1 {
		t.Errorf("got %q, %v, asked %d times", r.Text, err, len(s.got()))
	}
}

func TestAheadGivesWay(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		hang(delta("ls"))(w, r)
		close(gone)
	}, good)
	b := dial(t, s, prepared)
	ended := make(chan error)
	go func() { ended <- b.Prepare(context.Background(), explained, 0) }()
	for len(s.got()) == 0 {
		time.Sleep(time.Millisecond)
	}
	if r, _, err := generate(t, b, list); err != nil || r.Text != "ls -l" {
		t.Errorf("got %q, %v", r.Text, err)
	}
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the server goes on with what nobody wants")
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("prepare: %v", err)
	}
}

// What nobody came for is given up soon after its call ended.
func TestAheadIsGivenUp(t *testing.T) {
	gone := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		hang(delta("ls"))(w, r)
		close(gone)
	}, good)
	b := dial(t, s, prepared)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_ = b.Prepare(ctx, list, 0)
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the server goes on")
	}
	if r, _, err := generate(t, b, list); err != nil || r.Text != "ls -l" {
		t.Errorf("got %q, %v", r.Text, err)
	}
}

// A preparation that failed doesn't fail the request.
func TestAheadFailed(t *testing.T) {
	s := serve(t, status(400, "no"), good)
	b := dial(t, s, prepared)
	faultOf(t, b.Prepare(context.Background(), list, 0))
	if r, _, err := generate(t, b, list); err != nil || r.Text != "ls -l" {
		t.Errorf("got %q, %v", r.Text, err)
	}
	_ = b.Close()
	if err := b.Prepare(context.Background(), backend.Request{}, 0); err == nil {
		t.Error("a wrong request is accepted")
	}
	if f := faultOf(t, b.Prepare(context.Background(), list, 0)); f.Message != errClosed.Message {
		t.Errorf("got %v", f)
	}
}
