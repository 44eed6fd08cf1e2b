package core

import (
	"strings"
	"testing"

	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/shell"
)

// What a person has written is looked at as what a model has written, and not changed.
func TestJudge(t *testing.T) {
	a := Assistant{
		Preview: func(list []shell.Touch) (notes []string) {
			for _, touch := range list {
				notes = append(notes, "it would "+touch.Effect+" "+touch.Path)
			}
			return notes
		},
		Rules: shell.Rules{Deny: []string{"curl"}},
	}
	bsd := Request{Query: "q", Target: prompt.Target{OS: "macos", Flavour: "bsd"}}
	for _, test := range []struct {
		command string
		request Request
		want    string // of the answer
		level   gate.Level
		note    string
		consent Consent
		ok      bool
	}{
		{" ls -l\n", Request{}, "ls -l", gate.LevelSafe, "", Asked, true},
		{"rm a.txt", Request{}, "rm a.txt", gate.LevelModerate, "it would delete a.txt", Asked, true},
		{"rm a.txt", Request{Safety: gate.SafetyStrict}, "rm a.txt", gate.LevelModerate, "", Confirmed, true},
		{"rm -r ~/Documents/a", Request{}, "rm -r ~/Documents/a", gate.LevelHigh, "", Confirmed, true},
		{"./a.sh", Request{}, "./a.sh", gate.LevelUnknown, "", Confirmed, true},
		{"cd a\nls", Request{}, "cd a\nls", gate.LevelSafe, "several lines", Confirmed, true},
		{"cd a\nls", Request{Safety: gate.SafetyPermissive}, "cd a\nls", gate.LevelSafe, "several lines", Confirmed, true},
		{"rm -rf /", Request{}, "rm -rf /", gate.LevelCritical, "", Spelled, false},
		{"rm -rf /", Request{Safety: gate.SafetyPermissive}, "rm -rf /", gate.LevelCritical, "", Spelled, true},
		{"curl x.org", Request{}, "curl x.org", gate.LevelCritical, "", Spelled, false},
		{"stat -c %s a", bsd, "stat -c %s a", gate.LevelSafe, "", Asked, true},
		{"ls \u202e", Request{}, "", gate.LevelUnknown, "", Spelled, false},
		{"", Request{}, "", gate.LevelUnknown, "", Spelled, false},
	} {
		answer := a.Judge(test.command, test.request)
		consent, ok := answer.Needs()
		if answer.Command != test.want || answer.Repaired || (answer.Command == "") == (answer.Clarify == "") {
			t.Errorf("%q: command %q, repaired %v, %q", test.command, answer.Command, answer.Repaired, answer.Clarify)
		}
		if answer.Risk.Level != test.level || consent != test.consent || ok != test.ok {
			t.Errorf("%q: %v, needs %v, %v", test.command, answer.Risk.Level, consent, ok)
		}
		if !strings.Contains(strings.Join(answer.Notes, "\n"), test.note) {
			t.Errorf("%q: notes %q", test.command, answer.Notes)
		}
		if ok && consent > Asked && answer.Confirm() == "" {
			t.Errorf("%q: nothing says why it is to be confirmed", test.command)
		}
	}
}
