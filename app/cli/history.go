package cli

import (
	"context"
	"os"
	"time"

	"caro/core"
	"caro/core/history"
)

// keepWait is how long a program that has said all may wait for the history, which takes
// milliseconds where nothing is wrong.
const keepWait = 3 * time.Second

// keep adds an answer to the history, if the settings want one. It is called when the
// command is out, and works beside what comes then: no answer waits for it, and none is
// worse where it fails. wait gives what there is to say of it.
func (a *ask) keep(ctx context.Context, r core.Request, answer core.Answer) (wait func() (notes []string)) {
	if !a.chosen.History.Keep || answer.Command == "" {
		return func() []string { return nil }
	}
	done := make(chan []string, 1)
	go func() {
		// Who stops Caro while it explains has the command already.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWait)
		defer cancel()
		var notes []string
		store := history.Store{Max: a.chosen.History.Max, Notice: func(text string) { notes = append(notes, text) }}
		var err error
		if store.Path, err = history.Place(os.Getenv); err == nil {
			_, err = store.Add(ctx, history.Entry{
				Query: r.Query, Command: answer.Command, Level: answer.Risk.Level, Platform: r.Target.OS, Model: answer.Model, Copied: answer.Copied,
			})
		}
		if err != nil && a.options.verbose {
			notes = append(notes, "not in the history: "+err.Error())
		}
		done <- notes
	}()
	return func() []string { return <-done }
}
