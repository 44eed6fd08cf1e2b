package examples

// Made by go test ./core/examples -run TestWeights -update.

// weights are what the features count for in the order of a list.
var weights = [features]float32{
	own:         21.86,
	others:      18.46,
	agreed:      24.53,
	heard:       21.90,
	pairs:       3.77,
	tagged:      22.31,
	answered:    1.31,
	ownSquared:  9.75,
	ownAgreed:   22.75,
	ownAnswered: 10.50,
}

// By these a score becomes the likeness that is to be expected.
const shareSlope, shareBase = 0.0490, -2.682
