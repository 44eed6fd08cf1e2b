package stat

import (
	"errors"
	"math/rand/v2"
)

// Ratio is how the mean of one sample relates to that of another, with the range that
// holds 95 of 100 such ratios when the requests are drawn anew.
type Ratio struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// resamples is how often RatioOfMeans draws.
const resamples = 10_000

// RatioOfMeans is mean(a)/mean(b), where a[i] and b[i] come from the same request. The
// range is a bootstrap over requests (Efron's percentile interval): each draw takes as
// many pairs as there are, with repetition, so that a hard request weighs on both sides
// alike. The same samples and seed give the same range.
func RatioOfMeans(a, b []float64, seed uint64) (Ratio, error) {
	if len(a) != len(b) || len(a) == 0 {
		return Ratio{}, errors.New("a ratio needs two samples of the same length, with something in them")
	}
	if Mean(b) <= 0 {
		return Ratio{}, errors.New("the mean of the second sample isn't above 0")
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(a))))
	drawn := make([]float64, 0, resamples)
	for range resamples {
		sumA, sumB := 0.0, 0.0
		for range a {
			i := random.IntN(len(a))
			sumA, sumB = sumA+a[i], sumB+b[i]
		}
		if sumB > 0 {
			drawn = append(drawn, sumA/sumB)
		}
	}
	return Ratio{Value: tidy(Mean(a) / Mean(b)), Low: tidy(Quantile(drawn, 0.025)), High: tidy(Quantile(drawn, 0.975)), N: len(a)}, nil
}
