package stat

import (
	"math"
	"testing"
)

// The ranges were worked out apart, in Python.
func TestShareOf(t *testing.T) {
	for _, c := range []struct {
		right, n  int
		low, high float64
	}{
		{0, 10, 0, 0.2775},
		{10, 10, 0.7225, 1},
		{5, 10, 0.2366, 0.7634},
		{1, 2, 0.0945, 0.9055},
		{81, 263, 0.2553, 0.3662},
		{0, 0, 0, 1},
	} {
		got := ShareOf(c.right, c.n)
		if math.Abs(got.Low-c.low) > 5e-5 || math.Abs(got.High-c.high) > 5e-5 || got.Right != c.right || got.N != c.n {
			t.Errorf("%d of %d: %+v, want %v to %v", c.right, c.n, got, c.low, c.high)
		}
	}
	if v := ShareOf(3, 4).Value(); v != 0.75 {
		t.Errorf("3 of 4 is %v", v)
	}
}
