package service

import (
	"context"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/testneed"
)

// slow is a model that takes its time: what is tested here is the server before it.
type slow struct {
	began chan struct{}
	until chan struct{} // closed when it may answer
}

func (s slow) Load(context.Context, func(backend.Event)) (backend.Info, error) {
	return backend.Info{Backend: "test", Model: "slow"}, nil
}

func (s slow) Generate(ctx context.Context, _ backend.Request, _ func(backend.Event)) (backend.Result, error) {
	s.began <- struct{}{}
	select {
	case <-s.until:
		return backend.Result{Text: "late"}, nil
	case <-ctx.Done():
		return backend.Result{}, ctx.Err()
	}
}

func (s slow) Prepare(ctx context.Context, _ backend.Request, _ time.Duration) error {
	s.began <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

func (slow) Close() error { return nil }

// inProcess serves a slow model from this process.
func inProcess(t *testing.T) (*Server, slow, Options) {
	t.Helper()
	model := slow{began: make(chan struct{}, 100), until: make(chan struct{})}
	o := Options{Socket: testneed.Socket(t), Model: Spec{Path: "/dev/null"}, Libraries: "/libraries"}
	l, err := Listen(o.Socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := NewServer(ServerOptions{Libraries: o.Libraries, Open: func(Spec) (backend.Backend, error) { return model, nil }})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		s.giveUp()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = s.Close()
	})
	return s, model, o
}

// TestWhileBusy: hello, status and work ahead don't wait for the request under way, and a
// front learns how many are before it.
func TestWhileBusy(t *testing.T) {
	s, model, o := inProcess(t)
	answered := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := connect(t, o).Generate(patient(t), brief(), nil)
			answered <- err
		}()
	}
	<-model.began
	until(t, "the second request", 5*time.Second, func() bool { return s.turns.waiting() == 1 })
	if st := look(t, o); st.State != StateBusy && st.State != StateLoading || st.Queue != 1 || st.Idle != 0 || st.UnloadIn != 0 {
		t.Errorf("status: %+v", st)
	}
	ctx, cancel := context.WithCancel(patient(t))
	ahead := make(chan error, 1)
	go func() { ahead <- connect(t, o).Prepare(ctx, brief(), 0) }()
	until(t, "the work ahead", 5*time.Second, func() bool { return look(t, o).Prepares == 1 })
	cancel()
	<-ahead
	until(t, "its end", 5*time.Second, func() bool { return look(t, o).Prepares == 0 })
	close(model.until)
	for range 2 {
		if err := <-answered; err != nil {
			t.Error(err)
		}
	}
	until(t, "rest", 5*time.Second, func() bool { st := look(t, o); return st.State == StateReady && st.Requests == 2 && st.Model == "slow" })
}

// TestOnePrepareAFront: the newer one ends the one before, and there is a limit on all.
func TestOnePrepareAFront(t *testing.T) {
	s, model, o := inProcess(t)
	first := make(chan error, 1)
	go func() { first <- connect(t, o).Prepare(patient(t), brief(), 0) }()
	<-model.began
	ctx, cancel := context.WithCancel(patient(t))
	second := make(chan error, 1)
	go func() { second <- connect(t, o).Prepare(ctx, brief(), 0) }()
	if err := <-first; err != nil {
		t.Errorf("the one before: %v", err)
	}
	cancel()
	<-second
	until(t, "rest", 5*time.Second, func() bool { return look(t, o).Prepares == 0 })
	for i := range maxPrepares + 1 {
		if added := s.addPrepare(&prepare{front: i, cancel: func() {}}); added != (i < maxPrepares) {
			t.Errorf("front %d: %v", i, added)
		}
	}
}

func TestOutdated(t *testing.T) {
	c := Connect(Options{Program: "/p/caro-engine", Libraries: "/l"})
	for name, test := range map[string]struct {
		hello Hello
		want  bool
	}{
		"mine":              {Hello{Libraries: "/l", Program: "/p/caro-engine"}, false},
		"mine, of long ago": {Hello{Libraries: "/l", Program: "/p/caro-engine", Built: 1}, false},
		"replaced":          {Hello{Libraries: "/l", Program: "/p/caro-engine", Stale: true}, true},
		"other libraries":   {Hello{Libraries: "/m", Program: "/p/caro-engine"}, true},
		"another, undated":  {Hello{Libraries: "/l", Program: "/q/caro-engine"}, false},
	} {
		if got := c.outdated(test.hello); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, test := range []struct {
		protocols []int
		common    int
		ahead     bool
	}{{[]int{2}, 2, false}, {[]int{1}, 0, false}, {[]int{1, 2, 3}, 2, false}, {[]int{3, 4}, 0, true}, {nil, 0, false}} {
		h := Hello{Protocols: test.protocols}
		if h.common() != test.common || h.ahead() != test.ahead {
			t.Errorf("%v: %d %v", test.protocols, h.common(), h.ahead())
		}
	}
}
