package stat

import (
	"errors"
	"math"
)

// Line is the straight line through points: y = At0 + Slope·x.
type Line struct {
	Slope float64 `json:"slope"`
	// Error is the slope's standard error: the true one lies within twice of it in 95 of
	// 100 cases, if the points stray from the line by chance.
	Error float64 `json:"error"`
	At0   float64 `json:"at0"`
}

// Fit draws the line by least squares; at least three points with different x are needed.
func Fit(x, y []float64) (Line, error) {
	if len(x) != len(y) || len(x) < 3 {
		return Line{}, errors.New("a line with an error needs three points")
	}
	meanX, meanY := Mean(x), Mean(y)
	xx, xy := 0.0, 0.0
	for i := range x {
		xx += (x[i] - meanX) * (x[i] - meanX)
		xy += (x[i] - meanX) * (y[i] - meanY)
	}
	if xx == 0 {
		return Line{}, errors.New("a line needs points at different x")
	}
	line := Line{Slope: xy / xx}
	line.At0 = meanY - line.Slope*meanX
	rest := 0.0
	for i := range x {
		d := y[i] - line.At0 - line.Slope*x[i]
		rest += d * d
	}
	line.Error = math.Sqrt(rest / float64(len(x)-2) / xx)
	return Line{tidy(line.Slope), tidy(line.Error), tidy(line.At0)}, nil
}

// Y is the line's height at x.
func (l Line) Y(x float64) float64 { return l.At0 + l.Slope*x }
