package selftest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"caro/core/fault"
)

// step is one thing that is tried.
type step struct {
	name  string
	limit time.Duration
	needs []string // steps without whose success it has no sense
	run   func(d *drive, ctx context.Context) (note string, err error)
}

// The limits. An answer may have to wait for a model that is read from a slow disk.
const (
	soon        = 20 * time.Second
	answerLimit = 4 * time.Minute
)

// The steps' names.
const (
	stepReady   = "icon and menu"
	stepEngine  = "engine loads the model"
	stepOpens   = "window opens"
	stepTyping  = "request is typed"
	stepAnswer  = "model answers"
	stepCopy    = "command is on the clipboard"
	stepRecent  = "menu: Recent"
	stepModel   = "menu: Model"
	stepAuto    = "menu: Copy automatically"
	stepLogin   = "menu: Open at login"
	stepEditor  = "menu: Settings…"
	stepTool    = "menu: Command line tool"
	stepAbout   = "menu: About Caro"
	stepTaken   = "hotkey is taken"
	stepFires   = "hotkey opens and closes"
	stepDeath   = "engine dies, another answers"
	stepEscapes = "Esc closes"
	stepQuit    = "menu: Quit"
	stepEnds    = "ends, leaving nothing"
)

// steps are all that are tried with the app in hand, in this order.
var steps = []step{
	{stepReady, soon, nil, (*drive).ready},
	{stepEngine, answerLimit, nil, (*drive).engine},
	{stepTaken, soon, []string{stepReady}, (*drive).taken},
	{stepOpens, soon, []string{stepReady}, (*drive).opens},
	{stepTyping, soon, []string{stepOpens}, (*drive).typing},
	{stepAnswer, answerLimit, []string{stepEngine, stepTyping}, (*drive).answers},
	{stepCopy, 2 * soon, []string{stepAnswer}, (*drive).copies},
	{stepRecent, soon, []string{stepCopy}, (*drive).recent},
	{stepModel, soon, []string{stepReady}, (*drive).model},
	{stepAuto, 2 * soon, []string{stepReady}, (*drive).auto},
	{stepLogin, 2 * soon, []string{stepReady}, (*drive).login},
	{stepTool, 2 * soon, []string{stepReady}, (*drive).tool},
	{stepEditor, soon, []string{stepReady}, (*drive).editor},
	{stepAbout, soon, []string{stepReady}, (*drive).about},
	{stepFires, 2 * soon, []string{stepTaken}, (*drive).fires},
	{stepDeath, answerLimit, []string{stepAnswer}, (*drive).death},
	{stepEscapes, soon, []string{stepTyping}, (*drive).escapes},
	{stepQuit, soon, []string{stepReady}, (*drive).quit},
}

// Names are the names of all results, in their order: those of Drive, and the last one of
// Run.
func Names() []string {
	list := make([]string, 0, len(steps)+1)
	for _, s := range steps {
		list = append(list, s.name)
	}
	return append(list, stepEnds)
}

// drive is one run.
type drive struct {
	World
	request string // the one that is typed
	id      int64  // the history's newest entry before the answer
	command string // the model's answer to it
}

// Drive takes the steps, one after the other, and tells of each as it ends. It ends early with
// ctx.
func Drive(ctx context.Context, w World, tell func(Result)) {
	run(ctx, &drive{World: w}, steps, tell)
}

func run(ctx context.Context, d *drive, list []step, tell func(Result)) {
	passed := map[string]bool{}
	stuck := ""
	for _, s := range list {
		r := Result{Name: s.name, Outcome: Skipped}
		needed := slices.IndexFunc(s.needs, func(name string) bool { return !passed[name] })
		switch {
		case ctx.Err() != nil:
			return
		case stuck != "":
			r.Note = fmt.Sprintf("not tried: %q hangs", stuck)
		case needed >= 0:
			r.Note = fmt.Sprintf("not tried without %q", s.needs[needed])
		default:
			var hangs bool
			if r, hangs = d.take(ctx, s); hangs {
				stuck = s.name
			}
			passed[s.name] = r.Outcome == Passed
		}
		if ctx.Err() != nil && r.Outcome != Passed {
			return // it was ended from outside
		}
		tell(r)
	}
}

// grace is how long a step may take to end after its limit, before it counts as one that hangs.
const grace = 3 * time.Second

// take takes a step, no longer than its limit.
func (d *drive) take(ctx context.Context, s step) (r Result, hangs bool) {
	began, said := time.Now(), len(d.Said())
	limited, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	type ended struct {
		note string
		err  error
	}
	done := make(chan ended, 1)
	go func() {
		note, err := s.run(d, limited)
		done <- ended{note, err}
	}()
	var e ended
	select {
	case e = <-done:
	case <-limited.Done():
		select {
		case e = <-done:
		case <-time.After(grace):
			e.err, hangs = errors.New("it hangs"), true
		}
	}
	r = Result{Name: s.name, Outcome: Passed, Seconds: round(time.Since(began)), Note: e.note}
	var why skip
	switch {
	case e.err == nil:
		return r, hangs
	case errors.As(e.err, &why) || errors.Is(e.err, ErrDenied):
		r.Outcome = Skipped
	default:
		r.Outcome = Failed
	}
	r.Note = words(e.err)
	if r.Outcome == Failed {
		for _, text := range d.Said()[said:] {
			r.Note += "; the app said: " + line(text)
		}
	}
	return r, hangs
}

// words are an error with what to do about it.
func words(err error) string {
	f := fault.From(err, fault.Failed)
	text := line(f.Message)
	if f.Hint != "" {
		text += "; " + line(f.Hint)
	}
	return text
}

// line is a text on one line.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// until waits until something is so. The error says what it waits for and how it is instead.
func until(ctx context.Context, what string, is func() (instead string, ok bool)) error {
	for {
		instead, ok := is()
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			if instead != "" {
				what += ": " + instead
			}
			return fmt.Errorf("waited in vain for %s", what)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// within is until with a limit of its own.
func within(ctx context.Context, limit time.Duration, what string, is func() (instead string, ok bool)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return until(ctx, what, is)
}
