package hotkey

import "testing"

func TestRepeats(t *testing.T) {
	const start = 1<<32 - 1000 // milliseconds; the clock wraps soon
	var r repeats
	for i, c := range []struct {
		at    int64 // after start
		press bool
		new   bool
	}{
		{0, true, true},
		{660, false, false}, {660, true, false}, // a repetition: both at once
		{700, false, false}, {701, true, false}, // or nearly
		{900, true, false}, // repetitions without releases
		{1100, false, false},
		{1180, true, true}, // a quick finger, after the clock has wrapped
		{2000, true, false},
		{5001, true, true}, // the release was lost
	} {
		at := uint32((start + c.at) & (1<<32 - 1))
		if !c.press {
			r.release(at)
		} else if got := r.press(at); got != c.new {
			t.Errorf("event %d at %d ms: a new press is %v", i, c.at, got)
		}
	}
}
