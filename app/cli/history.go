package cli

import (
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"caro/core"
	"caro/core/config"
	"caro/core/history"
	"caro/core/prompt"
)

// pastRequests are the requests of earlier sessions, oldest first.
func pastRequests(settings config.Config) func(context.Context) ([]string, error) {
	return func(ctx context.Context) ([]string, error) {
		const most = 200
		store, err := historyOf(settings)
		if err != nil {
			return nil, err
		}
		entries, err := store.Recent(ctx, most)
		list := make([]string, 0, len(entries))
		for _, e := range slices.Backward(entries) {
			if !e.Redacted && (len(list) == 0 || list[len(list)-1] != e.Query) {
				list = append(list, e.Query)
			}
		}
		return list, err
	}
}

// remembering keeps the answers of a session: each once, and again that it was copied.
func remembering(settings config.Config, target prompt.Target) func(context.Context, core.Answer) error {
	if !settings.History.Keep {
		return nil
	}
	var mu sync.Mutex
	kept := map[string]int64{} // the entry of each request with its command
	return func(ctx context.Context, answer core.Answer) error {
		mu.Lock()
		defer mu.Unlock()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWait)
		defer cancel()
		store, err := historyOf(settings)
		if err != nil {
			return err
		}
		key := answer.Query + "\n" + answer.Command
		if id, ok := kept[key]; ok {
			if answer.Copied {
				err = store.Copied(ctx, id)
			}
			return err
		}
		kept[key], err = store.Add(ctx, entryOf(answer, target))
		return err
	}
}

// historyOf is the history of this person.
func historyOf(settings config.Config) (history.Store, error) {
	path, err := history.Place(os.Getenv)
	return history.Store{Path: path, Max: settings.History.Max}, err
}

// entryOf is an answer as the history keeps it.
func entryOf(answer core.Answer, target prompt.Target) history.Entry {
	return history.Entry{
		Query: answer.Query, Command: answer.Command, Level: answer.Risk.Level, Platform: target.OS, Model: answer.Model, Copied: answer.Copied,
	}
}

// keepWait is how long a program that has said all may wait for the history, which takes
// milliseconds where nothing is wrong.
const keepWait = 3 * time.Second

// intoHistory adds an entry, if the settings want a history, and gives what there is to
// say of it.
func (a *ask) intoHistory(ctx context.Context, e history.Entry) (notes []string) {
	if !a.chosen.History.Keep {
		return nil
	}
	store, err := historyOf(a.chosen)
	store.Notice = func(text string) { notes = append(notes, text) }
	if err == nil {
		_, err = store.Add(ctx, e)
	}
	if err != nil && a.options.verbose {
		notes = append(notes, "not in the history: "+err.Error())
	}
	return notes
}

// keep adds an answer to the history, and to the thread that --continue goes on from. It is called when the
// command is out, and works beside what comes then: no answer waits for it, and none is
// worse where it fails. wait gives what there is to say of it.
func (a *ask) keep(ctx context.Context, r core.Request, answer core.Answer) (wait func() (notes []string)) {
	if answer.Command == "" {
		return func() []string { return nil }
	}
	done := make(chan []string, 1)
	go func() {
		// Who stops Caro while it explains has the command already.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepWait)
		defer cancel()
		notes := a.intoHistory(ctx, entryOf(answer, r.Target))
		if err := a.keepThread(entryOf(answer, r.Target)); err != nil && a.options.verbose {
			notes = append(notes, err.Error())
		}
		done <- notes
	}()
	return func() []string { return <-done }
}
