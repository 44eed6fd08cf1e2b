package engine

import (
	"time"

	"caro/core/engine/draft"
)

// maxDraft is how many guesses are checked with one evaluation at most.
const maxDraft = 15

// maxCost is the largest batch whose time is kept.
const maxCost = 64

// cost says what evaluating n tokens at once takes, as a multiple of what one takes. It
// begins with a curve for the kind of device and is corrected by each evaluation: draft
// lengths follow from it.
type cost struct {
	curve [maxCost + 1]float64 // by number of tokens; [1] is 1
	one   float64              // seconds that one token takes; 0 until measured
}

// The curves that a device begins with, at some numbers of tokens; between them lines.
// Measured with Qwen2.5-Coder 1.5B (Q4_K_M) on 2 cores with AVX-512. Repacked weights
// are evaluated four tokens at a time, hence its steps.
var (
	repackedCurve = map[int]float64{1: 1, 2: 1.46, 3: 1.89, 4: 1.68, 5: 2.15, 6: 2.57, 7: 3.0, 8: 3.0, 9: 3.43, 10: 3.86, 11: 4.3,
		12: 4.3, 13: 4.78, 14: 5.3, 15: 5.64, 16: 4.8, 20: 6.3, 24: 7.65, 32: 9.5, 64: 18}
	plainCurve = map[int]float64{1: 1, 2: 1.49, 3: 1.91, 4: 2.34, 8: 4.08, 16: 7.6, 32: 15.1, 64: 30}
	// gpuCurve is flat until the cores are full.
	gpuCurve = map[int]float64{1: 1, 8: 1.3, 16: 1.6, 64: 3}
)

func newCost(points map[int]float64) cost {
	var c cost
	last := 1
	for n := 1; n <= maxCost; n++ {
		if _, known := points[n]; !known {
			continue
		}
		for i := last; i <= n; i++ {
			part := 0.0
			if n > last {
				part = float64(i-last) / float64(n-last)
			}
			c.curve[i] = points[last] + part*(points[n]-points[last])
		}
		last = n
	}
	return c
}

// measured corrects the curve by what an evaluation of n tokens took. A single time is
// noisy, so it counts for a part only, and an outlier for little.
func (c *cost) measured(n int, took time.Duration) {
	if n < 1 || n > maxCost {
		return
	}
	const part = 0.15
	s := took.Seconds() / c.curve[n] // what one token would take by this
	if c.one == 0 {
		c.one = s
		return
	}
	r := min(max(s/c.one, 0.7), 1.4)
	if n == 1 {
		c.one *= 1 + part*(r-1)
		return
	}
	c.one *= 1 + part/4*(r-1)
	c.curve[n] *= 1 + part*(r-1)
}

// of is the cost of n tokens.
func (c *cost) of(n int) float64 {
	if n > maxCost {
		return c.curve[maxCost] * float64(n) / maxCost
	}
	return c.curve[n]
}

// worth is how many of the guesses to check along with n tokens that have to be
// evaluated, so that the answer is likely to be there soonest.
func (c *cost) worth(n int, guesses []draft.Guess) int {
	// A token that is guessed right saves what a token takes otherwise: a little less
	// than an evaluation of one, as it might have been guessed then.
	const saved = 0.9
	best, gain := 0, 0.0
	right, sum := 1.0, 0.0
	for i, g := range guesses {
		right *= g.P
		sum += right
		if now := saved*sum - (c.of(n+i+1) - c.of(n)); now > gain {
			best, gain = i+1, now
		}
	}
	return best
}

// free is how many guesses may go along with the first evaluation of n tokens: the first
// token should come no later for them.
func (c *cost) free(n int) int {
	const slack = 1.03
	k := 0
	for i := 1; i <= maxDraft; i++ {
		if c.of(n+i) <= slack*c.of(n) {
			k = i
		}
	}
	return k
}

// cheaper is how many more tokens make the cheapest batch of at least n.
func (c *cost) cheaper(n int) int {
	best := 0
	for i := 1; i <= 3; i++ {
		if c.of(n+i) < 0.97*c.of(n+best) {
			best = i
		}
	}
	return best
}
