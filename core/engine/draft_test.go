package engine

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
)

// gap is how far apart the two likeliest tokens after the given ones are.
func (m *model) gap(t *testing.T, tokens []llama.Token) float64 {
	t.Helper()
	if err := m.forget(min(m.common(tokens), len(tokens)-1)); err != nil {
		t.Fatal(err)
	}
	if err := m.decodeAll(context.Background(), tokens[len(m.evaluated):]); err != nil {
		t.Fatal(err)
	}
	logits, err := llama.GetLogitsIth(m.ctx, -1, m.words)
	if err != nil {
		t.Fatal(err)
	}
	best, second := math.Inf(-1), math.Inf(-1)
	for _, l := range logits {
		switch v := float64(l); {
		case v > best:
			best, second = v, best
		case v > second:
			second = v
		}
	}
	return best - second
}

const (
	// nearTie is how close two tokens are that rounding may swap.
	nearTie = 0.1
	// farTie is how far apart two tokens may be that it swaps now and then: llama.cpp
	// rounds the inputs of its repacked weights in one way where it evaluates four tokens
	// together and in another for each of the rest, so that evaluating the same token
	// alone or among others moves its lead, by 0.1 as a rule and by 0.3 at worst seen.
	farTie = 0.5
)

// compare checks an answer with guesses against the plain one: they are the same, or
// part at a near tie, whose lead is returned.
func compare(t *testing.T, plain *Engine, req backend.Request, want, got []llama.Token) (lead float64) {
	t.Helper()
	if slices.Equal(want, got) {
		return 0
	}
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	p, err := plain.model.input(req)
	if err != nil {
		t.Fatal(err)
	}
	gap := plain.model.gap(t, slices.Concat(p.tokens, want[:at]))
	request := req.Messages[len(req.Messages)-1].Content
	if gap > farTie {
		t.Errorf("%q: parts at token %d, where the two best are %.3f apart", request, at, gap)
	} else {
		t.Logf("near tie: %q parts at token %d, the two best are %.3f apart", request, at, gap)
	}
	return gap
}

// tokensOf generates and returns the answer's tokens.
func tokensOf(t *testing.T, e *Engine, req backend.Request) []llama.Token {
	t.Helper()
	generated(t, e, req)
	answer := e.model.recent[0].answer
	return answer[:min(len(answer), req.MaxTokens)]
}

// TestGuessesAreExact: guesses change how many evaluations an answer takes, not the
// answer. The small model repeats itself, so that many guesses are right.
func TestGuessesAreExact(t *testing.T) {
	o := smallModel(t)
	requests := []string{"What does a cow eat?", "What does a cat eat?", "Name three trees.", "What is a palm?", "What does a dog eat?"}
	o.Plain = true
	plain := New(o)
	defer plain.Close()
	o.Plain = false
	for _, q := range requests {
		o.Drafts = append(o.Drafts, Pair{q, generated(t, plain, talk(q, 24)).Text})
	}
	guessing := New(o)
	defer guessing.Close()
	generated(t, guessing, talk("Hello.", 1))
	<-guessing.model.guesses.ended
	for _, q := range requests {
		before, plainBefore := guessing.model.passes, plain.model.passes
		got := tokensOf(t, guessing, talk(q, 24))
		plain.model.recent = nil
		compare(t, plain, talk(q, 24), tokensOf(t, plain, talk(q, 24)), got)
		if took, plainly := guessing.model.passes-before, plain.model.passes-plainBefore; took*4 > plainly*3 {
			t.Errorf("%q: %d evaluations, without guesses %d", q, took, plainly)
		}
	}
}
