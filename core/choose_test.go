package core

import (
	"context"
	"errors"
	"slices"
	"testing"

	"caro/core/backend"
)

// doubtful is a backend that gives a first answer, others if they are asked for, and weighs
// the request behind each command as it is told.
type doubtful struct {
	scripted
	first  backend.Result
	others []backend.Other
	weight map[string]float64
	err    error // of weighing

	generated, most int      // requests for an answer, and the tokens of the last one
	weighed         []string // commands
}

func (d *doubtful) Generate(_ context.Context, r backend.Request, _ func(backend.Event)) (backend.Result, error) {
	if r.Given != "" {
		d.weighed = append(d.weighed, last(r))
		return backend.Result{Text: r.Given, LogProb: d.weight[last(r)]}, d.err
	}
	d.generated++
	d.most = r.MaxTokens
	result := d.first
	if r.Others > 0 {
		result.Others = d.others[:min(r.Others, len(d.others))]
	}
	return result, nil
}

// TestReview: which commands are compared, which is taken, and what is offered.
func TestReview(t *testing.T) {
	const query = "count the lines of a.txt"
	written := func(text string, logProb float64, tokens int) backend.Result {
		return backend.Result{Text: text, Stop: backend.StopEnd, LogProb: logProb, GeneratedTokens: tokens}
	}
	other := func(text string, logProb float64) backend.Other {
		return backend.Other{Text: text, Stop: backend.StopEnd, LogProb: logProb, Tokens: 5}
	}
	for _, test := range []struct {
		name     string
		others   int
		first    backend.Result
		list     []backend.Other
		weight   map[string]float64
		want     string
		weighed  []string
		offered  int
		requests int
	}{
		{name: "sure of it", others: 3, first: written("wc -l a.txt", -0.5, 5), want: "wc -l a.txt", requests: 1},
		{name: "fast", first: written("cat a.txt", -4, 5), want: "cat a.txt", requests: 1},
		{name: "long", others: 3, first: written("cat a.txt | while read -r l; do echo x; done | grep -c x", -4, 40),
			want: "cat a.txt | while read -r l; do echo x; done | grep -c x", requests: 1},
		{name: "the other is wanted", others: 3, first: written("grep -c x a.txt", -2, 5), list: []backend.Other{other("wc -l a.txt", -3)},
			weight: map[string]float64{"grep -c x a.txt": -20, "wc -l a.txt": -10}, want: "wc -l a.txt",
			weighed: []string{"grep -c x a.txt", "wc -l a.txt"}, offered: 1, requests: 2},
		{name: "the first stays", others: 3, first: written("wc -l a.txt", -2, 5), list: []backend.Other{other("grep -c x a.txt", -3)},
			weight: map[string]float64{"grep -c x a.txt": -20, "wc -l a.txt": -10}, want: "wc -l a.txt",
			weighed: []string{"wc -l a.txt", "grep -c x a.txt"}, offered: 1, requests: 2},
		{name: "hopeless ones aren't weighed", others: 3, first: written("grep -c x a.txt", -2, 5),
			list:   []backend.Other{other("wc -l a.txt", -3), other("nl a.txt", -9), other("NONE", -2)},
			weight: map[string]float64{"grep -c x a.txt": -20, "wc -l a.txt": -10}, want: "wc -l a.txt",
			weighed: []string{"grep -c x a.txt", "wc -l a.txt"}, offered: 2, requests: 2},
		{name: "the same but for quotes", others: 3, first: written("wc -l a.txt", -2, 5), list: []backend.Other{other(`wc -l "a.txt"`, -3)},
			want: "wc -l a.txt", requests: 2},
		{name: "nothing to do", others: 3, first: written("NONE", -0.2, 1), list: []backend.Other{other("echo hello", -5)}, requests: 2},
		{name: "a backend that knows no others", others: 3, first: written("wc a.txt", -2, 5), want: "wc a.txt", requests: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &doubtful{first: test.first, others: test.list, weight: test.weight}
			a := Assistant{Backend: d, Others: test.others}
			told := false
			answer, err := a.Ask(t.Context(), Request{Query: query, Target: linux, On: func(e backend.Event) { told = told || e.Kind == backend.EventComparing }})
			if told != (test.requests == 2) {
				t.Errorf("told of comparing: %v", told)
			}
			if err != nil || answer.Command != test.want || len(answer.Alternatives) != test.offered {
				t.Errorf("%q, %+v, %v", answer.Command, answer.Alternatives, err)
			}
			if !slices.Equal(d.weighed, test.weighed) || d.generated != test.requests {
				t.Errorf("%d requests, weighed %q", d.generated, d.weighed)
			}
			if test.requests == 2 && d.most != test.first.GeneratedTokens+longer {
				t.Errorf("others may have %d tokens", d.most)
			}
		})
	}
	failed := errors.New("gone")
	a := Assistant{Others: 3, Backend: &doubtful{first: written("wc a.txt", -2, 5), others: []backend.Other{other("wc -l a.txt", -3)}, err: failed}}
	if _, err := a.Ask(t.Context(), Request{Query: query, Target: linux}); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}
