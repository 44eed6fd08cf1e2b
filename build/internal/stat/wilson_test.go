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

func TestDifferenceOfMeans(t *testing.T) {
	a, b := make([]float64, 200), make([]float64, 200)
	for i := range a {
		if i%2 == 0 { // right in every second
			a[i] = 1
		}
		if i%4 == 0 {
			b[i] = 1
		}
	}
	got, err := DifferenceOfMeans(a, b, 1)
	// The standard error of the mean of 0 and 1 with a quarter of ones is 0.0306.
	if err != nil || got.Value != 0.25 || math.Abs(got.Low-0.19) > 0.015 || math.Abs(got.High-0.31) > 0.015 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := DifferenceOfMeans(a, b[1:], 1); err == nil {
		t.Error("samples of two lengths are taken")
	}
	if _, err := DifferenceOfMeans(nil, nil, 1); err == nil {
		t.Error("nothing is taken")
	}
}
