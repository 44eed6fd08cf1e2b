package problem

import (
	"slices"
	"testing"
)

// TestSort puts problems in the order of their places and says each once.
func TestSort(t *testing.T) {
	var l List
	l.Add("b.go:1", "wrong by %d", 2)
	l.Add("a.go:9", "other")
	l.Add("b.go:1", "wrong by %d", 2)
	l.Sort()
	if want := (List{{"a.go:9", "other"}, {"b.go:1", "wrong by 2"}}); !slices.Equal(l, want) || l[1].String() != "b.go:1: wrong by 2" {
		t.Errorf("got %v", l)
	}
}
