package build

import "testing"

func TestTime(t *testing.T) {
	defer func(was string) { stamp = was }(stamp)
	for text, want := range map[string]int64{"": 0, "soon": 0, "1795415214": 1795415214} {
		if stamp = text; Time() != want {
			t.Errorf("%q: %d", text, Time())
		}
	}
}
