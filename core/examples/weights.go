package examples

// Made by go test ./core/examples -run TestWeights -update; TestFoundAgain and TestNewTask say
// when it is to be done again.

// weights are what the features count for in the order of a list.
var weights = [features]float32{
	own:         19.68,
	others:      22.60,
	agreed:      26.50,
	heard:       27.29,
	pairs:       4.94,
	tagged:      26.88,
	answered:    0.90,
	ownSquared:  17.66,
	ownAgreed:   28.81,
	ownAnswered: 9.04,
}

// By these a score becomes the likeness that is to be expected.
const shareSlope, shareBase = 0.0359, -2.366
