package ask

import (
	"context"

	"caro/core"
	"caro/core/fault"
	"caro/core/models"
)

// Tools are what a session works with. Its first four functions are those of a
// core.Assistant. Each may be called at any time, from any goroutine; those with a
// context end soon after it does.
type Tools struct {
	// Request says for what platform and at what safety level is asked; the session fills in
	// the rest.
	Request core.Request
	Ask     func(context.Context, core.Request) (core.Answer, error)
	Judge   func(command string, r core.Request) core.Answer
	// Prepare may be nil: nothing is done ahead then.
	Prepare func(context.Context, core.Request) error
	// Explain may be nil: nothing is explained by the model then.
	Explain func(context.Context, core.Answer, core.Request) (string, error)
	// Clip puts text on the clipboard. Only nil means that it was read back from there; an
	// error with a method Unsure that is true, that it may be there.
	Clip func(ctx context.Context, text string) error
	// Model looks for the model; nil where it needn't be looked for.
	Model func(context.Context) (Model, error)
	// Pull fetches it and tells how far it is; nil where it can't be.
	Pull func(ctx context.Context, tell func(models.Event)) error
	// Use has another model answer from now on, which is Pull's too; nil where the model
	// can't be chosen.
	Use func(ctx context.Context, id string) error
	// Recent are the requests of earlier sessions, oldest first; nil for none.
	Recent func(context.Context) ([]string, error)
	// Remember keeps an answer for later sessions, and keeps it anew when it has been
	// copied; nil for never.
	Remember func(context.Context, core.Answer) error
}

// Copy puts a command on the clipboard if the gate lets it with the consent that a person
// gave. It is judged here, whatever was found out about it before: every copy goes this
// way. Only nil means that the command is on the clipboard. Errors are *fault.Error or
// those of Clip.
func (t Tools) Copy(ctx context.Context, command string, given core.Consent) error {
	answer := t.Judge(command, t.Request)
	needs, ok := answer.Needs()
	switch {
	case answer.Command == "":
		return fault.New(fault.Failed, answer.Clarify, "")
	case !ok:
		return fault.New(fault.Blocked, "the safety level forbids it", "")
	case given < needs:
		return fault.New(fault.Failed, answer.Confirm()+" and nobody confirmed", "look at it, and copy it then")
	}
	return t.Clip(ctx, answer.Command)
}
