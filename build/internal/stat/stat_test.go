package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }

func TestQuantile(t *testing.T) {
	for _, test := range []struct {
		name   string
		sample []float64
		q      float64
		want   float64
	}{
		{"nothing", nil, 0.5, math.NaN()},
		{"one", []float64{7}, 0.95, 7},
		{"the middle of an odd number", []float64{9, 1, 5}, 0.5, 5},
		{"between two", []float64{4, 1, 2, 3}, 0.5, 2.5},
		{"the lowest", []float64{4, 1, 2, 3}, 0, 1},
		{"the highest", []float64{4, 1, 2, 3}, 1, 4},
		{"below and above", []float64{1, 2}, -3, 1},
		// R: quantile(1:20, 0.95)
		{"as R has it", []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, 0.95, 19.05},
	} {
		if got := Quantile(test.sample, test.q); !near(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	unsorted := []float64{3, 1, 2}
	Quantile(unsorted, 0.5)
	if !slices.Equal(unsorted, []float64{3, 1, 2}) {
		t.Error("the sample was sorted in place")
	}
}

func TestTidy(t *testing.T) {
	for x, want := range map[float64]float64{0: 0, 20263.763333333332: 20263.8, 1887.9869999999999: 1887.99, -1e-9 / 3: -3.33333e-10, 123456789: 123457000} {
		if got := tidy(x); got != want {
			t.Errorf("%v: %v, want %v", x, got, want)
		}
	}
}

func TestSummarise(t *testing.T) {
	if got := Summarise(nil); got != (Summary{}) {
		t.Errorf("of nothing: %+v", got)
	}
	got := Summarise([]float64{2, 4, 9})
	if got.N != 3 || !near(got.Mean, 5) || got.P50 != 4 || got.Min != 2 || got.Max != 9 || !near(got.P95, 8.5) {
		t.Errorf("got %+v", got)
	}
}

func TestRatioOfMeans(t *testing.T) {
	var a, b []float64
	random := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		x := 100 + 900*random.Float64()
		a, b = append(a, 0.7*x), append(b, x)
	}
	r, err := RatioOfMeans(a, b, 1)
	// Where each pair has the same ratio, no draw has another, however the requests vary.
	if err != nil || !near(r.Value, 0.7) || !near(r.Low, 0.7) || !near(r.High, 0.7) || r.N != 60 {
		t.Errorf("got %+v, %v", r, err)
	}
	for i := range a {
		a[i] *= 0.8 + 0.4*random.Float64()
	}
	r, err = RatioOfMeans(a, b, 1)
	if err != nil || r.Low >= r.Value || r.High <= r.Value || r.High-r.Low > 0.1 {
		t.Errorf("with noise: %+v, %v", r, err)
	}
	if again, _ := RatioOfMeans(a, b, 1); again != r {
		t.Errorf("the same seed gave %+v, then %+v", r, again)
	}
	if other, _ := RatioOfMeans(a, b, 2); other.Low == r.Low {
		t.Error("another seed drew the same")
	}
}

// TestIntervalCovers: about 95 of 100 intervals hold the true ratio.
func TestIntervalCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	held := 0
	const rounds = 100
	for round := range rounds {
		var a, b []float64
		for range 40 {
			x := 500 + 500*random.Float64()
			a, b = append(a, x*(0.6+0.2*random.Float64())), append(b, x*(0.9+0.2*random.Float64()))
		}
		r, err := RatioOfMeans(a, b, uint64(round))
		if err != nil {
			t.Fatal(err)
		}
		if r.Low <= 0.7 && 0.7 <= r.High {
			held++
		}
	}
	if held < 85 {
		t.Errorf("only %d of %d intervals hold the true ratio", held, rounds)
	}
}

func TestRatioRefuses(t *testing.T) {
	for name, pair := range map[string][2][]float64{
		"nothing": {nil, nil}, "different lengths": {{1}, {1, 2}}, "zeros": {{1, 1}, {0, 0}},
	} {
		if _, err := RatioOfMeans(pair[0], pair[1], 1); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestFit(t *testing.T) {
	l, err := Fit([]float64{0, 1, 2, 3}, []float64{5, 7, 9, 11})
	if err != nil || !near(l.Slope, 2) || !near(l.At0, 5) || !near(l.Error, 0) || !near(l.Y(10), 25) {
		t.Errorf("a line: %+v, %v", l, err)
	}
	// R: summary(lm(c(1,3,2,5,4) ~ c(1,2,3,4,5)))
	l, err = Fit([]float64{1, 2, 3, 4, 5}, []float64{1, 3, 2, 5, 4})
	if err != nil || !near(l.Slope, 0.8) || !near(l.At0, 0.6) || math.Abs(l.Error-0.3464101615) > 1e-6 {
		t.Errorf("with noise: %+v, %v", l, err)
	}
	for name, points := range map[string][2][]float64{
		"two points": {{1, 2}, {1, 2}}, "one place": {{1, 1, 1}, {1, 2, 3}}, "different lengths": {{1, 2, 3}, {1, 2}},
	} {
		if _, err := Fit(points[0], points[1]); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
