package core

import (
	"strings"
	"time"

	"caro/core/gate"
	"caro/core/shell"
)

// Answer is what came of a request. Its JSON form is a contract, described in
// docs/cli.md: strings that are absent are "", lists that are absent are [].
type Answer struct {
	Query string `json:"query"`
	// Command is the command, through the gate; "" where there is none.
	Command string `json:"command"`
	// Clarify says why there is no command, in the model's or Caro's words.
	Clarify     string `json:"clarify"`
	Explanation string `json:"explanation"`
	// Parts explain the command piece by piece.
	Parts        []Part        `json:"parts"`
	Alternatives []Alternative `json:"alternatives"`
	Risk         Risk          `json:"risk"`
	// Notes are for the person: what was changed, what isn't known.
	Notes []string `json:"notes"`
	// Blocked says that the safety level forbids the command.
	Blocked bool `json:"blocked"`
	// Copied says that the command is on the clipboard: it was read back from there.
	Copied   bool   `json:"copied"`
	Repaired bool   `json:"repaired"`
	Model    string `json:"model"`   // id in the catalogue, or the file's path
	Backend  string `json:"backend"` // "local" or a server's address
	Device   string `json:"device"`  // such as "CPU" or "Vulkan0 (…)"
	Timing   Timing `json:"timing"`

	// Verdict says what the safety level lets be done with the command.
	Verdict gate.Verdict `json:"-"`
	// Sentence says what the command does, found without the model; "" where nothing is
	// known of it.
	Sentence string `json:"-"`

	question question // that it answers
}

// What package shell finds out about a command.
type (
	// Part is a piece of a command with its meaning.
	Part = shell.Part
	// Risk is what a command may do.
	Risk = shell.Risk
	// Effect is one thing that a command does, and to what.
	Effect = shell.Effect
	// Finding is a danger found in a command.
	Finding = shell.Finding
)

// Alternative is another command for the same request.
type Alternative struct {
	Command string     `json:"command"`
	Risk    gate.Level `json:"risk"`
}

// Timing says what an answer cost, to the command: an explanation that the model writes
// comes afterwards and isn't counted. Times are milliseconds.
type Timing struct {
	Load            float64 `json:"load_ms"`
	PromptTokens    int     `json:"prompt_tokens"`
	CachedTokens    int     `json:"cached_tokens"` // of the prompt's, evaluated before
	FirstToken      float64 `json:"first_token_ms"`
	GeneratedTokens int     `json:"generated_tokens"`
	Total           float64 `json:"total_ms"` // Ask as a whole, loading included
}

// newAnswer has every list of the contract present.
func newAnswer(query, model string) Answer {
	return Answer{
		Query: query, Model: model,
		Parts: []Part{}, Alternatives: []Alternative{}, Notes: []string{},
		Risk: Risk{Level: gate.LevelUnknown, Effects: []Effect{}, Findings: []Finding{}},
	}
}

// milliseconds to a tenth.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(100*time.Microsecond)) / float64(time.Millisecond)
}

// Consent is what a person has done to have a command copied or run. A greater one
// covers the lesser.
type Consent int

// The kinds of consent.
const (
	Asked     Consent = iota // asked for an answer, to be copied or run
	Confirmed                // seen the command and its risk, and said yes
	Spelled                  // seen them, and written the word yes
)

// Needs says how much consent the command asks for before it is copied or run; ok is
// false where none is enough: there is no command, or the safety level forbids it.
func (a Answer) Needs() (c Consent, ok bool) {
	switch {
	case a.Command == "" || a.Blocked || a.Verdict == gate.Block:
		return Spelled, false
	case a.Verdict == gate.Ask && a.Risk.Level == gate.LevelCritical:
		return Spelled, true
	case a.Verdict == gate.Ask || strings.Contains(a.Command, "\n"):
		return Confirmed, true
	}
	return Asked, true
}

// Confirm says why a person has to confirm before the command is copied or run, or ""
// where asking for the copy was enough. Whether it may be copied at all is Blocked, and
// how it is to be confirmed Needs.
//
// A command of unknown risk asks as one of high risk does.
func (a Answer) Confirm() string {
	switch {
	case a.Verdict == gate.Ask && a.Risk.Level == gate.LevelCritical:
		return "the command's risk is critical"
	case strings.Contains(a.Command, "\n"):
		return "the command has several lines"
	case a.Verdict == gate.Ask && a.Risk.Level == gate.LevelUnknown:
		return "what the command does isn't known"
	case a.Verdict == gate.Ask:
		return "the command's risk is " + a.Risk.Level.String()
	default:
		return ""
	}
}
