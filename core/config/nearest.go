package config

import (
	"fmt"
	"slices"
	"strings"
)

// tables are the tables of the file.
var tables = []string{"ask", "worker", "prepare", "remote", "download", "check", "history", "app"}

// maxDistance is how many letters a name may differ in from the one that was meant.
const maxDistance = 2

// unknownSetting words what is said of a key that is none.
func unknownSetting(key string) string {
	message := "unknown setting " + shownName(key)
	if near := nearestSetting(key); near != "" {
		message += "; did you mean " + near + "?"
	}
	return message
}

// nearestSetting finds the setting that was probably meant: one spelt nearly so, or one
// of (nearly) that name in another table.
func nearestSetting(key string) string {
	best, found := maxDistance+1, ""
	for _, s := range settings {
		if d := distance(key, s.key); d < best {
			best, found = d, s.key
		}
	}
	if found != "" {
		return found
	}
	best = maxDistance
	for _, s := range settings {
		if d := distance(lastPart(key), lastPart(s.key)); d < best {
			best, found = d, s.key
		}
	}
	return found
}

// unknownTable words what is said of a table that is none.
func unknownTable(name string) string {
	message := "unknown table [" + shownName(name) + "]"
	for _, t := range tables {
		if distance(name, t) <= maxDistance {
			return message + "; did you mean [" + t + "]?"
		}
	}
	return message + "; there are [" + strings.Join(tables, "], [") + "]"
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// shownName is a key as an error repeats it.
func shownName(name string) string {
	if slices.ContainsFunc(append(strings.Split(name, "."), name), looksSecret) {
		return "(not shown here)"
	}
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r != '"' && notInName(r) }) {
		name = fmt.Sprintf("%q", name)
	}
	return shortened(name)
}

// distance is the number of letters to add, drop, change or swap with a neighbour to turn
// a into b (optimal string alignment); long names are maxDistance+1 away from any other.
func distance(a, b string) int {
	const longest = 40 // bytes; no setting's name is near that
	if len(a) > longest || len(b) > longest {
		return maxDistance + 1
	}
	var before, last, now [longest + 1]int
	for j := range now {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last = last, now
	}
	return last[len(b)]
}
