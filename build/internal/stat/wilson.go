package stat

import "math"

// Share is how many of so many, with the range that holds the true share in 95 of 100
// samples.
type Share struct {
	Right int     `json:"right"`
	N     int     `json:"n"`
	Low   float64 `json:"low"`  // 0 to 1
	High  float64 `json:"high"` // 0 to 1
}

// z95 leaves 2.5 % of a normal distribution above it.
const z95 = 1.959963984540054

// ShareOf counts with Wilson's score interval (1927), which holds for small samples and
// near 0 and 1 too. Of nothing, all is possible.
func ShareOf(right, n int) Share {
	if n == 0 {
		return Share{High: 1}
	}
	p, count := float64(right)/float64(n), float64(n)
	middle := p + z95*z95/(2*count)
	half := z95 * math.Sqrt(p*(1-p)/count+z95*z95/(4*count*count))
	whole := 1 + z95*z95/count
	return Share{Right: right, N: n, Low: tidy(max(0, (middle-half)/whole)), High: tidy(min(1, (middle+half)/whole))}
}

// Value is the share itself, 0 to 1; NaN of nothing.
func (s Share) Value() float64 { return float64(s.Right) / float64(s.N) }
