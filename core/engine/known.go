package engine

import (
	"strings"

	"caro/core/platform"
	"caro/resources"
)

// KnownAnswers are the answers that Caro ships for guesses, those for the system first.
func KnownAnswers(system string) []Pair {
	var here, elsewhere []Pair
	for _, text := range []string{resources.DraftsCollected, resources.DraftsWritten} {
		for line := range strings.Lines(text) {
			fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(fields) != 3 || fields[2] == "" {
				continue
			}
			pair := Pair{Request: fields[1], Answer: fields[2]}
			if fields[0] == system {
				here = append(here, pair)
			} else {
				elsewhere = append(elsewhere, pair)
			}
		}
	}
	if system == platform.MacOS {
		return append(here, elsewhere...) // there are few for macOS alone
	}
	return here
}
