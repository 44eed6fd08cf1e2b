package popover

import "slices"

// Echo keeps what is typed into a field and what the session says of it apart: the two
// cross each other on their way, and a picture that is a moment old mustn't undo a key.
// The zero value is a field that was never drawn.
type Echo struct {
	sent  []string // that no picture has had yet
	shown string   // by the last picture
	drawn bool
}

// Typed notes the text that a person has typed and that was sent to the session.
func (e *Echo) Typed(text string) { e.sent = append(e.sent, text) }

// Take says whether the control takes the text of a picture. One that was typed, or is
// older than what was typed, it doesn't.
func (e *Echo) Take(text string) bool {
	if i := slices.Index(e.sent, text); i >= 0 {
		e.sent, e.shown, e.drawn = e.sent[i+1:], text, true
		return false
	}
	if len(e.sent) > 0 || e.drawn && text == e.shown {
		return false
	}
	e.shown, e.drawn = text, true
	return true
}

// Acted notes that something was done that may change the text: from then on the session
// knows best.
func (e *Echo) Acted() { e.sent = nil }

// Forget is for a field that is taken away: it begins anew.
func (e *Echo) Forget() { *e = Echo{} }
