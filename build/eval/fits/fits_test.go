package main

import (
	"slices"
	"testing"

	"caro/core/cookbook"
)

// TestFloors: what package fit can tell doesn't get worse. When it gets better, raise them.
func TestFloors(t *testing.T) {
	m := measure{told: map[string]int{}}
	if err := m.run("../tasks"); err != nil {
		t.Fatal(err)
	}
	found := m.detected()
	for _, c := range []struct {
		name         string
		got          float64
		least, limit float64 // percent
	}{
		{"right above wrong", percent(m.ranked, m.pairs), 37, 100},
		{"wrong above right", percent(m.pairs-m.ranked-m.ties, m.pairs), 0, 1.5},
		{"false alarms", percent(m.alarms, m.wordings), 0, 4},
		{"mutants found", percent(found.found, found.of), 29, 100},
		{"direction of time", percent(m.mutants["other direction of time"].found, m.mutants["other direction of time"].of), 80, 100},
		{"unit of size", percent(m.mutants["other unit of size"].found, m.mutants["other unit of size"].of), 90, 100},
	} {
		if c.got < c.least || c.got > c.limit {
			t.Errorf("%s: %.1f %%, not between %g and %g", c.name, c.got, c.least, c.limit)
		}
	}
	t.Log("\n" + m.text(false))
}

func TestMutants(t *testing.T) {
	for _, c := range []struct{ command, name, want string }{
		{"find . -mtime -7", "other direction of time", "find . -mtime +7"},
		{"find . -size +10M", "other unit of size", "find . -size +10k"},
		{"cut -d, -f3 a.csv", "other column of cut", "cut -d, -f4 a.csv"},
		{"cut -d, -f3 a.csv", "no delimiter", "cut -f3 a.csv"},
		{"sort -rn a", "sort without n", "sort -r a"},
		{"sort -n a", "sort without n", "sort a"},
		{"grep -c x a.txt", "another name", "grep -c x other.txt"},
		{"ls | head -n 5", "another number", "ls | head -n 57"},
		{"ls | wc -l", "no count of lines", "ls"},
	} {
		if got := mutants(c.command)[c.name]; !slices.Contains(got, c.want) {
			t.Errorf("%s, %s: %q, want %q", c.command, c.name, got, c.want)
		}
	}
}

// TestMutationsOccur: each of them spoils something in the cookbook.
func TestMutationsOccur(t *testing.T) {
	entries, err := cookbook.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		for _, command := range []string{e.GNU, e.BSD} {
			for name := range mutants(command) {
				seen[name] = true
			}
		}
	}
	for _, m := range mutations {
		if !seen[m.name] {
			t.Errorf("%q spoils nothing", m.name)
		}
	}
}
