package core

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"caro/core/backend"
	"caro/core/fault"
	"caro/core/folder"
	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/shell"
	"caro/core/utilities"
)

const (
	// MaxQueryBytes is the longest request that is taken: with the prompt around it, it
	// fits the engine's context even where each character is a token.
	MaxQueryBytes = 2000
	// maxCommandTokens ends a command that doesn't end by itself.
	maxCommandTokens = 128
	// maxExplanationTokens is enough for one sentence.
	maxExplanationTokens = 80
	// maxClarifyBytes bounds what the model says in place of a command.
	maxClarifyBytes = 400
)

// Assistant turns requests into commands. Its fields are set before the first use; it is
// safe for concurrent use.
type Assistant struct {
	Backend backend.Backend
	// Model names the model in answers; where it is "", the backend's own name does.
	Model string
	// Examples finds worked examples for a request, the one that helps most last; nil for
	// none.
	Examples func(query string, target prompt.Target) []prompt.Example
	// Others is how many other answers of the model are looked at, to choose the best; 0 to
	// take the first one.
	Others int
	// Installed reports whether a program is on this machine; nil for not asking.
	Installed func(name string) bool
	// Manual is this machine's, as shell.Options has it; nil for not asking.
	Manual func(utility []string, flag string, known bool) (f *utilities.Flag, absent bool)
	// Preview says what a command would touch here; nil for not looking.
	Preview func([]shell.Touch) []string
	// Rules are the person's own, of what is never or always dangerous.
	Rules shell.Rules
	// Ahead lets Prepare work; nil for never.
	Ahead *Ahead
	// Shape says how a file is built that the request names, as package shapes does; "" where
	// nothing can be said. nil for not looking.
	Shape func(name string) string
	// Folder gives what lies in the working folder, for requests that speak of a file there
	// without naming it; nil for not looking. No name of it reaches the backend.
	Folder func() []folder.Entry
}

// Request is what a person asks for.
type Request struct {
	// Query is the request in the person's words, at most MaxQueryBytes of UTF-8. One that
	// begins with "fix:" holds a failed command and, on the lines below, what it said.
	Query string
	// Thread is what went before, oldest first, where the request goes on from it. The last
	// MaxTurns of it are looked at.
	Thread []Turn
	// Input is the text that the command is to work on, which it gets on standard input; ""
	// for none. Of it sample.MaxBytes are looked at, and none reach the backend.
	Input string
	// Target is the platform that the command is for.
	Target prompt.Target
	// Safety is the level that decides what is blocked.
	Safety gate.Safety
	// On is told of progress: the model loading, text as it is written. It may be nil.
	On func(backend.Event)
}

// Ask answers a request. Where the model gives no command, the answer has none and
// says why in Clarify; that is no error. Errors are *fault.Error, or context.Canceled.
func (a *Assistant) Ask(ctx context.Context, r Request) (Answer, error) {
	start := time.Now()
	answer := newAnswer(r.Query, a.Model)
	q, err := a.question(r)
	if err != nil {
		return answer, err
	}
	if r.Input != "" && wantsExplained.MatchString(q.Query) {
		a.explainText(&answer, r)
		return answer, nil
	}
	info, err := a.Backend.Load(ctx, r.On)
	if err != nil {
		return answer, err
	}
	answer.Backend, answer.Device = info.Backend, info.Device
	answer.Model = cmp.Or(answer.Model, info.Model)
	answer.Notes = append(answer.Notes, visible(info.Notes)...)
	result, list, err := a.ask(ctx, &q, r)
	if err != nil {
		return answer, err
	}
	answer.question = q
	answer.Notes = append(answer.Notes, q.notes...)
	a.read(&answer, list[0].result, r.Target, r.Safety)
	a.offer(&answer, list[1:], r.Target)
	q.same(&answer)
	answer.Timing = Timing{
		Load:            milliseconds(info.Load),
		PromptTokens:    result.PromptTokens,
		CachedTokens:    result.CachedTokens,
		FirstToken:      milliseconds(result.FirstToken),
		GeneratedTokens: result.GeneratedTokens,
		Total:           milliseconds(time.Since(start)),
	}
	return answer, nil
}

// read takes the command out of the model's text and through the gate.
func (a *Assistant) read(answer *Answer, result backend.Result, target prompt.Target, safety gate.Safety) {
	parsed := answer.question.parse(result)
	command, err := gate.Command(parsed.Command)
	switch {
	case parsed.Command == "" && result.Stop == backend.StopLimit:
		answer.Clarify = fmt.Sprintf("the model's answer was cut off after %d tokens; ask for a smaller step", result.GeneratedTokens)
		return
	case parsed.Command == "":
		answer.Clarify = gate.Visible(parsed.Clarify, maxClarifyBytes)
		if strings.TrimSpace(answer.Clarify) == "" {
			answer.Clarify = "the model gave no command for this request; say what should be done, and to which files"
		}
		return
	case err != nil:
		answer.Clarify = "the model's command was refused: " + err.Error()
		return
	}
	a.look(answer, answer.question.place(command, answer), target, safety, true)
}

// look finds out about a command that has passed the gate, and puts it right for the
// platform where that is wanted.
func (a *Assistant) look(answer *Answer, command string, target prompt.Target, safety gate.Safety, repair bool) {
	answer.Command = command
	options := shell.Options{Version: target.Version(), Rules: a.Rules, Installed: a.Installed, Manual: a.Manual, Packages: target.Packages}
	report := shell.Look(command, options)
	answer.Notes = append(answer.Notes, report.Notes...)
	if fixed, err := gate.Command(report.Repaired); repair && report.Repaired != "" && err == nil {
		command, answer.Repaired = fixed, true
		answer.Command = command
		report = shell.Look(command, options)
	}
	if note := missed(answer.Query, command); note != "" {
		answer.Notes = append(answer.Notes, note)
	}
	answer.Risk, answer.Parts, answer.Sentence = report.Risk, report.Parts, report.Sentence
	if a.Preview != nil && answer.Risk.Level != gate.LevelSafe {
		answer.Notes = append(answer.Notes, a.Preview(report.Touches)...)
	}
	answer.Verdict = gate.Decide(answer.Risk.Level, safety, command)
	answer.Blocked = answer.Verdict == gate.Block
	if strings.Contains(command, "\n") {
		answer.Notes = append(answer.Notes, "this command has several lines: read them all before you run it")
	}
}

// Judge looks at a command that a person has written or changed as Ask does at the
// model's: it goes through the gate, and its risk and parts are found. What the gate
// refuses is no command, and Clarify says why. A person's command isn't repaired.
func (a *Assistant) Judge(command string, r Request) Answer {
	answer := newAnswer(r.Query, a.Model)
	cleaned, err := gate.Command(command)
	if err != nil {
		answer.Clarify = err.Error()
		return answer
	}
	a.look(&answer, cleaned, r.Target, r.Safety, false)
	return answer
}

// Explain has the model say in one sentence what an answer's command does, and returns
// it; "" where the model says nothing of use. It is slow next to Ask's own work, so
// fronts show the command first.
func (a *Assistant) Explain(ctx context.Context, answer Answer, r Request) (string, error) {
	if answer.Command == "" {
		return "", nil
	}
	chat := prompt.Explanation(r.Target, answer.Command)
	result, err := a.Backend.Generate(ctx, chat.Request(maxExplanationTokens, prompt.ExplanationStops...), r.On)
	if err != nil {
		return "", err
	}
	return prompt.ParseExplanation(result.Text), nil
}

// Check says what is wrong with the request, or nil: it is empty, too long or no text.
func (r Request) Check() error {
	_, err := new(Assistant).question(r)
	return err
}

// cleanQuery is the request as the model sees it: characters that can't be seen are
// blanks there. Nothing else is changed.
func cleanQuery(query string) (string, error) {
	if len(query) > MaxQueryBytes {
		return "", fault.New(fault.Usage,
			fmt.Sprintf("the request is too long: %d bytes, at most %d are taken", len(query), MaxQueryBytes),
			"say in a sentence or two what should be done; give files by their names, not their contents")
	}
	if !utf8.ValidString(query) {
		return "", fault.New(fault.Usage, "the request is not valid UTF-8 text", "check the terminal's encoding: `locale`")
	}
	query = strings.TrimSpace(gate.Blank(query))
	if query == "" {
		return "", fault.New(fault.Usage, "the request is empty", `say what you want, as in: caro "list the files here"`)
	}
	return query, nil
}

func visible(notes []string) []string {
	out := make([]string, len(notes))
	for i, n := range notes {
		out[i] = gate.Visible(n, maxClarifyBytes)
	}
	return out
}
