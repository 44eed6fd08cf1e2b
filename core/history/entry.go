package history

import (
	"strings"
	"time"

	"caro/core/gate"
	"caro/core/redact"
)

// Entry is a request that was answered with a command.
type Entry struct {
	ID      int64     // Add gives it; later entries have greater ones, and none is used twice
	At      time.Time // when it was answered, to the millisecond; Add takes the present for the zero time
	Query   string    // the request, on one line, without its secrets
	Command string    // the command, without its secrets
	// Level is the risk that the command was found to have then.
	Level    gate.Level
	Platform string // what the command is for: "linux" or "macos"
	Model    string // who wrote it: an id, or a path or address without its secrets
	Copied   bool   // the command was put on the clipboard
	// Redacted says that a secret was taken out of the command: it isn't what was answered.
	Redacted bool
}

// Verdict says what may be done with the command under a safety setting, by the risk it was
// found to have then; a command that isn't whole is blocked. Who can judge the command anew
// should, as rules and judgement change.
func (e Entry) Verdict(s gate.Safety) gate.Verdict {
	if e.Redacted {
		return gate.Block
	}
	return gate.Decide(e.Level, s, e.Command)
}

const (
	maxQuery = 2000 // bytes of a request that are kept
	maxName  = 300  // of a platform or a model
)

// clean is the entry as it is written down: what can't be seen is gone, and secrets are.
func (e Entry) clean(now time.Time) (Entry, error) {
	command, err := gate.Command(e.Command)
	if err != nil {
		return e, err
	}
	query := ""
	query, e.Command = redact.Both(e.Query, command)
	e.Redacted = e.Redacted || e.Command != command
	e.Query = oneLine(query, maxQuery)
	e.Model, e.Platform = oneLine(redact.Command(e.Model), maxName), oneLine(e.Platform, maxName)
	if e.At.IsZero() {
		e.At = now
	}
	e.At = e.At.Truncate(time.Millisecond)
	return e, nil
}

// oneLine cuts a text to so many bytes, and puts a blank for each character that can't be
// seen.
func oneLine(text string, most int) string {
	return gate.VisibleLine(strings.Join(strings.Fields(gate.Blank(text)), " "), most)
}
