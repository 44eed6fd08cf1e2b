package everyday

import (
	"slices"

	"caro/core/sandbox"
)

// Case is one request.
type Case struct {
	// Name is short, unique and stable: it names the case in reports.
	Name string

	// Request is what a person types.
	Request string

	// Check is nil if the command that left the result did what was asked for,
	// and otherwise says what is wrong. The command must have been run over
	// Fixture, with the default home folder and variables.
	Check func(sandbox.Result) error

	// Right are commands that an expert might type, Wrong plausible ones that
	// miss. Check tells the two apart; it knows neither.
	Right, Wrong []string
}

// Cases are all requests, in the order of their themes.
func Cases() []Case {
	return slices.Concat(listing(), finding(), reading(), changing(), packing(), asking())
}
