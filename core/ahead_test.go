package core

import (
	"context"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/prompt"
)

// noted is a backend that notes what is asked of it; the thing under test is who asks.
type noted struct {
	backend.Backend
	requests []backend.Request
	pause    time.Duration
}

func (n *noted) Prepare(_ context.Context, r backend.Request, pause time.Duration) error {
	n.requests, n.pause = append(n.requests, r), pause
	return nil
}

func TestPrepare(t *testing.T) {
	for _, test := range []struct {
		name  string
		ahead *Ahead
		query string
		want  int
	}{
		{"by default not", nil, "list files", 0},
		{"off", &Ahead{Off: true, Pause: time.Second}, "list files", 0},
		{"on", &Ahead{Pause: time.Second}, "list files", 1},
		{"nothing typed", &Ahead{Pause: time.Second}, "  ", 0},
		{"no text", &Ahead{Pause: time.Second}, "list \xff", 0},
	} {
		n := &noted{}
		a := Assistant{Backend: n, Ahead: test.ahead}
		if err := a.Prepare(t.Context(), Request{Query: test.query}); err != nil || len(n.requests) != test.want {
			t.Errorf("%s: %d requests, %v", test.name, len(n.requests), err)
		}
		if test.want == 0 {
			continue
		}
		// Ask finds the work done only if it sends the very same request.
		if want := a.request(question{Asked: prompt.Asked{Query: "list files"}}, Request{}.Target); n.pause != time.Second ||
			n.requests[0].Messages[len(n.requests[0].Messages)-1] != want.Messages[len(want.Messages)-1] || n.requests[0].Fixed != want.Fixed {
			t.Errorf("%s: prepared %+v after %v", test.name, n.requests[0], n.pause)
		}
	}
}

func TestLowBattery(t *testing.T) {
	a := &Ahead{looked: time.Now(), allowed: false}
	if a.may(t.Context()) {
		t.Error("works ahead though the battery is low")
	}
	a.looked = time.Now().Add(-2 * batteryAge)
	_ = a.may(t.Context())
	if time.Since(a.looked) > batteryAge {
		t.Error("an old look at the battery holds for ever")
	}
}
