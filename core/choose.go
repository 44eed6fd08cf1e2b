package core

import (
	"slices"
	"strings"

	"caro/core/backend"
	"caro/core/fit"
	"caro/core/gate"
	"caro/core/prompt"
	"caro/core/shell"
	"caro/core/utilities"
)

// candidate is one of the commands that the model wrote for a request.
type candidate struct {
	result  backend.Result // as if it were the only one
	command string         // "" for none
	score   float64
	missed  fit.Report
}

// What a command loses for each thing that is wrong with it, in the units of the model's own
// log-probability: with 2 the model must have thought it seven times as likely. Found on
// the half of the evaluation that may be looked at (docs/accuracy.md). What it loses for
// missing something of the request, package fit says.
const (
	lossUnreadable = 6.0 // no shell can parse it
	lossFlag       = 3.0 // a flag that isn't there
	lossNone       = 3.0 // the model said that there is no command
)

// choose puts the best of a result's answers first; the others follow, the best first. One
// that is the same command as a better one is left out.
func (a *Assistant) choose(query string, result backend.Result, target prompt.Target) []candidate {
	list := []candidate{a.candidate(query, result, target)}
	for _, o := range result.Others {
		other := result
		other.Text, other.Stop, other.LogProb, other.Others = o.Text, o.Stop, o.LogProb, nil
		list = append(list, a.candidate(query, other, target))
	}
	if len(list) == 1 {
		return list
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(c candidate) bool {
		key := strings.Join(strings.Fields(c.command), " ")
		was := seen[key]
		seen[key] = true
		return was
	})
}

func (a *Assistant) candidate(query string, result backend.Result, target prompt.Target) candidate {
	c := candidate{result: result, score: result.LogProb}
	command, err := gate.Command(prompt.ParseCommand(result).Command)
	if err != nil || command == "" {
		c.score -= lossNone
		return c
	}
	c.command = command
	report := shell.Look(command, shell.Options{Version: target.Version(), Installed: a.Installed, Manual: a.Manual, Packages: target.Packages})
	changes := slices.ContainsFunc(report.Risk.Effects, func(e Effect) bool { return utilities.Effect(e.Effect).Changes() })
	c.missed = fit.Compare(query, command, changes)
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
		report := shell.Look(c.command, shell.Options{Version: target.Version(), Rules: a.Rules, RiskOnly: true, Packages: target.Packages})
		answer.Alternatives = append(answer.Alternatives, Alternative{Command: c.command, Risk: report.Risk.Level})
	}
}
