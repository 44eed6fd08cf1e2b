package examples

// Made by go test ./core/examples -run TestWeights -update.

// weights are what the features count for in the order of a list.
var weights = [features]float32{
	own:         18.93,
	others:      19.96,
	agreed:      25.88,
	heard:       26.81,
	pairs:       3.46,
	tagged:      24.44,
	answered:    0.84,
	ownSquared:  16.80,
	ownAgreed:   26.60,
	ownAnswered: 10.26,
}

// By these a score becomes the likeness that is to be expected.
const shareSlope, shareBase = 0.0418, -2.492
