package examples

// Made by go test ./core/examples -run TestWeights -update; TestFoundAgain and TestNewTask say
// when it is to be done again.

// weights are what the features count for in the order of a list.
var weights = [features]float32{
	own:         19.58,
	others:      19.95,
	agreed:      26.73,
	heard:       24.71,
	pairs:       3.66,
	tagged:      24.27,
	answered:    1.43,
	ownSquared:  15.82,
	ownAgreed:   27.83,
	ownAnswered: 11.11,
}

// By these a score becomes the likeness that is to be expected.
const shareSlope, shareBase = 0.0418, -2.517
