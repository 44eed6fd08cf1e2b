package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// struck generates, and strikes the worker once so many tokens have come.
func struck(t *testing.T, c *Client, req backend.Request, after, strikes int, strike func()) (string, []string, error) {
	t.Helper()
	var text strings.Builder
	var restarts []string
	tokens := 0
	result, err := c.Generate(patient(t), req, func(e backend.Event) {
		switch e.Kind {
		case backend.EventRestart:
			restarts = append(restarts, e.Text)
			text.Reset()
			tokens = 0
		case backend.EventToken:
			text.WriteString(e.Text)
			if tokens++; tokens == after && len(restarts) < strikes {
				strike()
			}
		}
	})
	if err == nil && text.String() != result.Text {
		t.Errorf("streamed %q, returned %q", text.String(), result.Text)
	}
	return result.Text, restarts, err
}

// TestWorkerKilled: fifty times a worker dies in the middle of an answer, and each time
// the answer comes all the same.
func TestWorkerKilled(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	signals := []syscall.Signal{syscall.SIGKILL, syscall.SIGSEGV, syscall.SIGABRT}
	workers := map[int]bool{}
	began := time.Now()
	for i := range 50 {
		signal := signals[i%len(signals)]
		pid := look(t, o).PID
		workers[pid] = true
		req := counting(8)
		got, restarts, err := struck(t, c, req, 2, 1, func() { _ = syscall.Kill(pid, signal) })
		if err != nil || got == "" {
			t.Fatalf("%d, %v: %q, %v", i, signal, got, err)
		}
		if want := generate(t, c, req).Text; got != want {
			t.Errorf("%d, %v: %q, then %q", i, signal, got, want)
		}
		if len(restarts) != 1 || i > 0 && !strings.Contains(restarts[0], "the engine stopped: ") {
			t.Errorf("%d, %v: the receiver was told %q", i, signal, restarts)
		}
	}
	t.Logf("%v for each", (time.Since(began) / 50).Round(time.Millisecond))
	last := look(t, o).PID
	if len(workers) != 50 || workers[last] {
		t.Errorf("%d workers", len(workers))
	}
	if stopped, err := Stop(patient(t), o.Socket); err != nil || !stopped {
		t.Errorf("stop: %v %v", stopped, err)
	}
	workers[last] = true
	for pid := range workers {
		until(t, fmt.Sprintf("the end of worker %d", pid), 5*time.Second, func() bool {
			return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
		})
	}
}

// TestWorkerKeepsDying: the second try's end is told in words, and after the third one
// in a row nothing is tried for a while.
func TestWorkerKeepsDying(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	kill := func() { _ = syscall.Kill(look(t, o).PID, syscall.SIGKILL) }
	_, restarts, err := struck(t, c, counting(30), 2, 2, kill)
	wantsStopped(t, err, "signal: killed")
	if len(restarts) != 1 {
		t.Errorf("restarts: %q", restarts)
	}
	_, restarts, err = struck(t, c, counting(30), 2, 2, kill)
	wantsStopped(t, err, "signal: killed")
	if len(restarts) != 0 {
		t.Errorf("restarts: %q", restarts)
	}
	began := time.Now()
	_, err = c.Generate(patient(t), counting(1), nil)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine || !strings.Contains(f.Message, "3 times in a row") || f.Hint == "" {
		t.Errorf("got %v", err)
	}
	if d := time.Since(began); d > 100*time.Millisecond {
		t.Errorf("after %v", d)
	}
	// Another front isn't concerned, nor is this one after a while.
	generate(t, connect(t, o), counting(1))
	c.record.until = time.Now()
	generate(t, c, counting(1))
	if c.record.crashes != 0 {
		t.Errorf("%d crashes are remembered after a success", c.record.crashes)
	}
}

func wantsStopped(t *testing.T, err error, how string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Engine || !strings.HasPrefix(f.Message, "the engine stopped: "+how) {
		t.Errorf("got %v, want one that stopped: %s", err, how)
	}
}

// TestWorkerStopsWorking: a worker that hangs in the middle of an answer is found,
// killed and replaced.
func TestWorkerStopsWorking(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	pid := look(t, o).PID
	began := time.Now()
	req := counting(40)
	got, restarts, err := struck(t, c, req, 3, 1, func() { _ = syscall.Kill(pid, syscall.SIGSTOP) })
	if want := generate(t, c, req).Text; err != nil || got != want || got == "" {
		t.Errorf("got %q, %v", got, err)
	}
	if len(restarts) != 1 || !strings.Contains(restarts[0], "it hung") {
		t.Errorf("restarts: %q", restarts)
	}
	t.Logf("answered after %v", time.Since(began).Round(time.Millisecond))
	until(t, "the end of the old worker", 5*time.Second, func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
}

// hang stops a process; the system takes a moment for it.
func hang(pid int) {
	_ = syscall.Kill(pid, syscall.SIGSTOP)
	time.Sleep(300 * time.Millisecond)
}

// TestHungWorkerFound: one that hangs when a front comes is replaced as well, Look says
// so, and Stop ends it.
func TestHungWorkerFound(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	first := look(t, o).PID
	hang(first)
	if st := look(t, o); st.State != StateHung || st.PID != first {
		t.Errorf("status: %+v", st)
	}
	generate(t, c, counting(1))
	second := look(t, o)
	if second.PID == first || second.Model == "" {
		t.Errorf("status: %+v", second)
	}
	hang(second.PID)
	if stopped, err := Stop(patient(t), o.Socket); err != nil || !stopped {
		t.Errorf("stop: %v %v", stopped, err)
	}
	if _, err := Look(patient(t), o.Socket); !errors.Is(err, ErrNone) {
		t.Errorf("after stop: %v", err)
	}
}

func TestStatusHung(t *testing.T) {
	for _, test := range []struct {
		st   Status
		hung bool
	}{
		{Status{State: StateReady, Progress: 1e9}, false},
		{Status{State: StateBusy, Progress: 80_000}, false},
		{Status{State: StateBusy, Progress: 100_000, CPU: 1000}, true},
		{Status{State: StateBusy, Progress: 100_000, CPU: 90_000}, false},
		{Status{State: StateLoading, Progress: 1_000_000, CPU: 1_000_000}, true},
	} {
		if got := test.st.hung(); (got != nil) != test.hung {
			t.Errorf("%+v: %v", test.st, got)
		}
	}
}

// TestFrontGoes: a front that gives up frees the worker, and one whose client is closed
// too.
func TestFrontGoes(t *testing.T) {
	o := options(t)
	c := connect(t, o)
	generate(t, c, counting(1))
	for name, give := range map[string]func(*Client, context.CancelFunc){
		"cancel": func(_ *Client, cancel context.CancelFunc) { cancel() },
		"close":  func(c *Client, _ context.CancelFunc) { _ = c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			front := Connect(o)
			ctx, cancel := context.WithCancel(patient(t))
			defer cancel()
			tokens := 0
			_, err := front.Generate(ctx, counting(backend.MaxTokensLimit), func(e backend.Event) {
				if tokens++; tokens == 3 {
					give(front, cancel)
				}
			})
			if err == nil {
				t.Error("it was answered")
			}
			until(t, "a free worker", 2*time.Second, func() bool { return look(t, o).State == StateReady })
			if st := look(t, o); st.Queue != 0 {
				t.Errorf("status: %+v", st)
			}
		})
	}
}

func TestBackOff(t *testing.T) {
	for crashes, want := range map[int]time.Duration{
		0: 100 * time.Millisecond, 1: 100 * time.Millisecond, 2: 400 * time.Millisecond, 3: 1600 * time.Millisecond, 9: 5 * time.Second,
	} {
		if got := backOff(crashes); got != want {
			t.Errorf("%d crashes: %v, want %v", crashes, got, want)
		}
	}
}
