package engine

import (
	"math"
	"testing"
	"time"

	"caro/core/engine/draft"
)

func TestWorth(t *testing.T) {
	sure, likely, unlikely := draft.Guess{P: 0.97}, draft.Guess{P: 0.6}, draft.Guess{P: 0.1}
	cpu, gpu := newCost(repackedCurve), newCost(gpuCurve)
	for _, test := range []struct {
		name    string
		cost    cost
		guesses []draft.Guess
		want    int
	}{
		{"none", cpu, nil, 0},
		{"an unlikely one", cpu, []draft.Guess{unlikely}, 0},
		{"three sure ones make a batch of four", cpu, []draft.Guess{sure, sure, sure}, 3},
		{"one sure one", cpu, []draft.Guess{sure, unlikely, unlikely}, 1},
		{"on a GPU likely ones pay", gpu, []draft.Guess{likely, likely, unlikely}, 2},
		{"on a CPU it doesn't", newCost(plainCurve), []draft.Guess{{P: 0.4}, unlikely}, 0},
	} {
		if got := test.cost.worth(1, test.guesses); got != test.want {
			t.Errorf("%s: %d guesses, want %d", test.name, got, test.want)
		}
	}
}

func TestCostSteps(t *testing.T) {
	c := newCost(repackedCurve)
	if got := c.cheaper(3); got != 1 {
		t.Errorf("3 tokens are filled up by %d", got)
	}
	if got := c.cheaper(4); got != 0 {
		t.Errorf("4 tokens are filled up by %d", got)
	}
	if got := c.free(13); got != 3 {
		t.Errorf("%d guesses are free with 13 tokens", got)
	}
	if got := c.of(128); math.Abs(got-2*c.of(64)) > 0.01 {
		t.Errorf("128 tokens cost %.1f, 64 %.1f", got, c.of(64))
	}
}

// TestCostLearns: after some evaluations the curve is the machine's own.
func TestCostLearns(t *testing.T) {
	c := newCost(repackedCurve)
	for range 60 {
		c.measured(1, 10*time.Millisecond)
		c.measured(4, 40*time.Millisecond) // no gain from batches at all
	}
	if got := c.of(4); math.Abs(got-4) > 0.3 {
		t.Errorf("4 tokens cost %.2f, they took 4 times as long as one", got)
	}
	if got := c.worth(1, []draft.Guess{{P: 0.8}, {P: 0.8}, {P: 0.8}}); got == 3 {
		t.Error("three guesses are checked though batches gain nothing")
	}
	c.measured(0, time.Second)
	c.measured(maxCost+1, time.Second)
}
