package gate

import (
	"fmt"
	"strings"
)

// Level is how much harm a command could do, as package shell judges it. The zero
// value is LevelUnknown, so that what nobody judged is never taken for safe.
type Level int

// The levels. They are names, not a scale: unknown has no place among the others.
const (
	LevelUnknown Level = iota
	LevelSafe
	LevelModerate
	LevelHigh
	LevelCritical
)

var levelWords = []string{"unknown", "safe", "moderate", "high", "critical"}

// String gives the level's word in Caro's JSON; a value out of range is "unknown".
func (l Level) String() string { return word(levelWords, int(l), "unknown") }

// MarshalText writes the level's word.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what ParseLevel reads.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLevel(string(text))
	return err
}

// ParseLevel reads a level's word, in any case. Its error names the accepted words.
func ParseLevel(s string) (Level, error) {
	i, err := index(levelWords, "risk level", s)
	return Level(i), err
}

// Safety is how careful the user wants Caro to be. The zero value is SafetyModerate,
// the default.
type Safety int

// The safety settings.
const (
	SafetyModerate Safety = iota
	SafetyStrict
	SafetyPermissive
)

var safetyWords = []string{"moderate", "strict", "permissive"}

// String gives the setting's word; a value out of range acts as, and is, "strict".
func (s Safety) String() string { return word(safetyWords, int(s), "strict") }

// MarshalText writes the setting's word.
func (s Safety) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what ParseSafety reads.
func (s *Safety) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSafety(string(text))
	return err
}

// ParseSafety reads "strict", "moderate" or "permissive", in any case. Its error names
// the accepted words; the setting returned with it is SafetyStrict.
func ParseSafety(s string) (Safety, error) {
	i, err := index(safetyWords, "safety setting", s)
	if err != nil {
		return SafetyStrict, err
	}
	return Safety(i), nil
}

// Verdict is what may be done with a command. The zero value is Block; a greater
// value allows more.
type Verdict int

// The verdicts.
const (
	Block Verdict = iota // not printed as an answer, not copied, not run
	Ask                  // shown, and copied or run only after a person said yes
	Pass                 // may be copied at once
)

var verdictWords = []string{"block", "ask", "pass"}

// String gives "block", "ask" or "pass".
func (v Verdict) String() string { return word(verdictWords, int(v), "block") }

// rules say what each setting does with each level, in the order of the constants.
var rules = [...][5]Verdict{
	//                 unknown safe moderate high critical
	SafetyModerate:   {Ask, Pass, Pass, Ask, Block},
	SafetyStrict:     {Ask, Pass, Ask, Block, Block},
	SafetyPermissive: {Pass, Pass, Pass, Pass, Ask},
}

// Decide weighs a command's level against the setting. Two things hold whatever they
// are: a command that Command refuses is blocked, and one of several lines is at
// least asked about. A level out of range counts as unknown, a setting as strict.
func Decide(level Level, safety Safety, command string) Verdict {
	cleaned, err := Command(command)
	if err != nil {
		return Block
	}
	if level < 0 || int(level) >= len(levelWords) {
		level = LevelUnknown
	}
	if safety < 0 || int(safety) >= len(rules) {
		safety = SafetyStrict
	}
	verdict := rules[safety][level]
	if strings.Contains(cleaned, "\n") {
		verdict = min(verdict, Ask)
	}
	return verdict
}

func word(words []string, i int, otherwise string) string {
	if i < 0 || i >= len(words) {
		return otherwise
	}
	return words[i]
}

func index(words []string, what, s string) (int, error) {
	for i, w := range words {
		if strings.EqualFold(w, strings.TrimSpace(s)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("unknown %s %q: use %s or %s", what, VisibleLine(s, 40),
		strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}
