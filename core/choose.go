package core

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"caro/core/backend"
	"caro/core/fit"
	"caro/core/folder"
	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/shell"
	"caro/core/utilities"
)

// candidate is one of the commands that the model wrote for a request.
type candidate struct {
	result  backend.Result // as if it were the only one
	command string         // "" for none
	tokens  int            // of its text
	score   float64
	missed  fit.Report
	risk    Risk
}

// What a command loses for each thing that is wrong with it, in the units of the model's own
// log-probability: with 2 the model must have thought it seven times as likely. Found on
// the half of the evaluation that may be looked at (docs/accuracy.md). What it loses for
// missing something of the request, package fit says.
const (
	lossUnreadable = 6.0 // no shell can parse it
	lossFlag       = 3.0 // a flag that isn't there
	lossNone       = 3.0 // the model said that there is no command
	lossSame       = 6.0 // it is the command that failed
	lossOther      = 3.0 // it reads another file than its standard input
)

// When others are looked at, and which of them are reviewed. Found as the losses are.
const (
	// doubt is the score under which a command is doubted.
	doubt = -1.5
	// longest is how many tokens a command has at most for which others are looked at. A long
	// one is seldom put right by another word in one place, and costs the most time.
	longest = 24
	// longer is how many tokens more another one may have.
	longer = 24
	// hopeless is how far behind the best score one isn't reviewed.
	hopeless = 2.5
)

// What a review counts. A command is likelier for each token that it has less, whatever it
// leaves out, so each token counts in its favour.
const (
	perReview = 0.6 // for the log-probability of the request, given the command
	perToken  = 0.1
)

// answers are the model's answers to a question, the best first: the one that it gives, and
// where that is doubtful others. The result is that of the first, but for the tokens, which
// are those of all.
func (a *Assistant) answers(ctx context.Context, q question, target prompt.Target, on func(backend.Event)) (backend.Result, []candidate, error) {
	chat := a.request(q, target)
	first, err := a.Backend.Generate(ctx, chat, on)
	if err != nil {
		return first, nil, err
	}
	list := a.choose(q, first, target)
	if a.Others == 0 || list[0].score >= doubt || first.GeneratedTokens > longest {
		return first, list, nil
	}
	if on != nil {
		on(backend.Event{Kind: backend.EventComparing})
	}
	chat.Others = a.Others
	chat.MaxTokens = min(chat.MaxTokens, first.GeneratedTokens+longer)
	all, err := a.Backend.Generate(ctx, chat, nil) // it goes on from the first
	if err != nil {
		return first, nil, err
	}
	for _, o := range all.Others {
		first.GeneratedTokens += o.Tokens
	}
	list, err = a.review(ctx, q, a.choose(q, all, target))
	return first, list, err
}

// review puts the best of a list first anew, with what the model thinks of the request once
// it sees the commands. A list that begins with no command stays: that there is none is
// nothing to review.
func (a *Assistant) review(ctx context.Context, q question, list []candidate) ([]candidate, error) {
	if list[0].command == "" || q.Failed != "" {
		return list, nil
	}
	list = slices.DeleteFunc(list, func(c candidate) bool { return c.command == "" })
	n := 0
	for n < len(list) && list[n].score > list[0].score-hopeless {
		n++
	}
	if n < 2 {
		return list, nil
	}
	for i := range n {
		weighed, err := a.Backend.Generate(ctx, prompt.Review(q.whole(), list[i].command), nil)
		if err != nil {
			return nil, err
		}
		list[i].score += perReview*weighed.LogProb + perToken*float64(list[i].tokens)
	}
	byScore(list[:n])
	return list, nil
}

// choose puts the best of a result's answers first; the others follow, the best first. One
// that is the same command as a better one, but for quotes, is left out.
func (a *Assistant) choose(q question, result backend.Result, target prompt.Target) []candidate {
	list := []candidate{a.candidate(q, result, target)}
	for _, o := range result.Others {
		other := result
		other.Text, other.Stop, other.LogProb, other.GeneratedTokens, other.Others = o.Text, o.Stop, o.LogProb, o.Tokens, nil
		list = append(list, a.candidate(q, other, target))
	}
	if len(list) == 1 {
		return list
	}
	byScore(list)
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(c candidate) bool {
		key := strings.Join(strings.Fields(marks.Replace(c.command)), " ")
		was := seen[key]
		seen[key] = true
		return was
	})
}

// marks are what two commands may differ in and still be one: the better one is meant.
var marks = strings.NewReplacer(`"`, "", "'", "", `\`, "")

// byScore puts the best first.
func byScore(list []candidate) {
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
}

func (a *Assistant) candidate(q question, result backend.Result, target prompt.Target) candidate {
	c := candidate{result: result, tokens: result.GeneratedTokens, score: result.LogProb}
	command, err := gate.Command(q.parse(result).Command)
	if err != nil || command == "" {
		c.score -= lossNone
		return c
	}
	c.command = command
	report := shell.Look(command, shell.Options{Version: target.Version(), Installed: a.Installed, Manual: a.Manual, Packages: target.Packages})
	c.risk = report.Risk
	changes := slices.ContainsFunc(report.Risk.Effects, func(e Effect) bool { return utilities.Effect(e.Effect).Changes() })
	c.missed = q.compare(command, changes)
	for _, f := range report.Risk.Findings {
		if f.ID == "syntax" || f.ID == "unreadable" {
			c.score -= lossUnreadable
		}
	}
	for _, p := range report.Parts {
		if strings.Contains(p.Meaning, "of which nothing is known here") {
			c.score -= lossFlag
		}
	}
	c.score -= c.missed.Loss()
	if q.Failed != "" && command == q.Failed {
		c.score -= lossSame
	}
	if q.text && readsOther(q.Query, report.Risk) {
		c.score -= lossOther
	}
	return c
}

// mostOffered is how many other commands an answer has at most.
const mostOffered = 2

// offer puts other commands into the answer that may be what was meant: none that is much
// less likely.
func (a *Assistant) offer(answer *Answer, list []candidate, target prompt.Target) {
	if answer.Command == "" {
		return
	}
	for _, c := range list {
		if c.command == "" || c.command == answer.Command || len(answer.Alternatives) == mostOffered {
			continue
		}
		command, ok := folder.Place(c.command, answer.question.standIns)
		if !ok || command == answer.Command {
			continue
		}
		report := shell.Look(command, shell.Options{Version: target.Version(), Rules: a.Rules, RiskOnly: true, Packages: target.Packages})
		answer.Alternatives = append(answer.Alternatives, Alternative{Command: command, Risk: report.Risk.Level})
	}
}
