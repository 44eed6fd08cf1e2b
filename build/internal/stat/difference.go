package stat

import (
	"errors"
	"math/rand/v2"
)

// Difference is the mean of a less that of b, with the range that holds 95 of 100 such
// differences when the pairs are drawn anew.
type Difference struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

// DifferenceOfMeans compares two samples of the same requests, pair by pair, as
// RatioOfMeans does.
func DifferenceOfMeans(a, b []float64, seed uint64) (Difference, error) {
	if len(a) != len(b) || len(a) == 0 {
		return Difference{}, errors.New("a difference needs two samples of the same length, with something in them")
	}
	random := rand.New(rand.NewPCG(seed, uint64(len(a))))
	drawn := make([]float64, resamples)
	for d := range drawn {
		sum := 0.0
		for range a {
			i := random.IntN(len(a))
			sum += a[i] - b[i]
		}
		drawn[d] = sum / float64(len(a))
	}
	return Difference{Value: tidy(Mean(a) - Mean(b)), Low: tidy(Quantile(drawn, 0.025)), High: tidy(Quantile(drawn, 0.975)), N: len(a)}, nil
}
