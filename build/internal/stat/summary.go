package stat

import (
	"math"
	"slices"
	"strconv"
)

// Summary describes a sample. All but N have the sample's unit; they are 0 for an empty
// one.
type Summary struct {
	N    int     `json:"n"`
	Mean float64 `json:"mean"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

// Summarise describes a sample, which it leaves as it is.
func Summarise(sample []float64) Summary {
	if len(sample) == 0 {
		return Summary{}
	}
	return Summary{
		N: len(sample), Mean: tidy(Mean(sample)), P50: tidy(Quantile(sample, 0.5)), P95: tidy(Quantile(sample, 0.95)),
		Min: tidy(slices.Min(sample)), Max: tidy(slices.Max(sample)),
	}
}

// Mean is the arithmetic mean; NaN for an empty sample.
func Mean(sample []float64) float64 {
	sum := 0.0
	for _, x := range sample {
		sum += x
	}
	return sum / float64(len(sample))
}

// Quantile is the value below which the part q (0 to 1) of the sample lies, between two
// values by a straight line (type 7 of Hyndman and Fan, R's default); NaN for an empty
// sample.
func Quantile(sample []float64, q float64) float64 {
	if len(sample) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(sample))
	at := min(max(q, 0), 1) * float64(len(sorted)-1)
	low := int(at)
	if low+1 == len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

// tidy keeps six digits, which is more than anything here was measured to: results are
// written down, and read by people.
func tidy(x float64) float64 {
	const digits = 6
	short, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', digits, 64), 64)
	if err != nil {
		return x
	}
	return short
}
