package gate

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDecide(t *testing.T) {
	// The whole table: settings by levels, on one line and on two.
	levels := []Level{LevelSafe, LevelModerate, LevelHigh, LevelCritical, LevelUnknown, Level(-1), Level(99)}
	for _, row := range []struct {
		safety   Safety
		one, two string // a letter for each level: p pass, a ask, b block
	}{
		{SafetyStrict, "pabbaaa", "aabbaaa"},
		{SafetyModerate, "ppabaaa", "aaabaaa"},
		{SafetyPermissive, "pppappp", "aaaaaaa"},
		{Safety(-1), "pabbaaa", "aabbaaa"},
		{Safety(99), "pabbaaa", "aabbaaa"},
	} {
		for i, level := range levels {
			for command, want := range map[string]byte{
				"ls": row.one[i], "ls\n": row.one[i], "cd x\nls": row.two[i], "ls \\\r\n-l": row.two[i],
				"": 'b', "ls \u202e": 'b', "ls\tx": 'b',
			} {
				if got := Decide(level, row.safety, command).String()[0]; got != want {
					t.Errorf("Decide(%v, %v, %q) = %c, want %c", level, row.safety, command, got, want)
				}
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, w := range []string{"safe", "moderate", "high", "critical", "unknown"} {
		if l, err := ParseLevel(strings.ToUpper(w)); err != nil || l.String() != w {
			t.Errorf("ParseLevel(%q) = %v, %v", w, l, err)
		}
	}
	for _, w := range []string{"strict", "moderate", "permissive"} {
		if s, err := ParseSafety(" " + w); err != nil || s.String() != w {
			t.Errorf("ParseSafety(%q) = %v, %v", w, s, err)
		}
	}
	s, err := ParseSafety("lax\x1b")
	if s != SafetyStrict || err == nil || err.Error() != `unknown safety setting "lax\\x1b": use moderate, strict or permissive` {
		t.Errorf("ParseSafety of a wrong word: %v, %v", s, err)
	}
	if _, err := ParseLevel(""); err == nil {
		t.Error("ParseLevel of nothing: no error")
	}
	if (Level(7)).String() != "unknown" || (Safety(7)).String() != "strict" || (Verdict(7)).String() != "block" {
		t.Error("values out of range aren't named for how they act")
	}
}

func TestJSON(t *testing.T) {
	type both struct {
		L Level
		S Safety
	}
	out, err := json.Marshal(both{LevelHigh, SafetyStrict})
	if err != nil || string(out) != `{"L":"high","S":"strict"}` {
		t.Fatalf("%s, %v", out, err)
	}
	var back both
	if err := json.Unmarshal(out, &back); err != nil || back != (both{LevelHigh, SafetyStrict}) {
		t.Fatalf("%v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"S":"no"}`), &back); err == nil {
		t.Fatal("a wrong word was read")
	}
}
