package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/backend/stream"
)

// Where a model goes wrong, the right word was mostly its second choice. So other answers
// are the first one up to where it was least sure, with the second choice there, and from
// then on greedy. What they share with the first is in the attention cache, and most of
// what comes after the fork is guessed from it.

// fork is a place where an answer could have gone on otherwise.
type fork struct {
	at    int         // tokens of the answer before it
	token llama.Token // the second choice there
	lead  float32     // of the first choice over it, as logits
}

// other is an answer that parts from another one at a fork.
type other struct {
	at      int
	answer  []llama.Token // without what only ends it
	stop    backend.StopReason
	logProb float64
}

// maxLead is the lead of the first choice from which the second isn't tried: it has less
// than a fiftieth of the first one's chance.
const maxLead = 4

// addOthers puts the other answers to a request into its result.
func (m *model) addOthers(ctx context.Context, w *writing, req backend.Request, result *backend.Result) error {
	if w.ended {
		result.LogProb = w.logProb
	}
	if !w.ended || req.Others == 0 {
		return nil
	}
	forks := slices.Clone(w.forks)
	slices.SortStableFunc(forks, func(a, b fork) int { return cmp.Compare(a.lead, b.lead) })
	for _, f := range forks[:min(req.Others, len(forks))] {
		if f.lead > maxLead || f.token < 0 {
			break
		}
		i := slices.IndexFunc(w.others, func(o other) bool { return o.at == f.at })
		if i < 0 {
			o, err := m.otherwise(ctx, w, f, req.MaxTokens)
			if err != nil {
				return err
			}
			i, w.others = len(w.others), append(w.others, o)
		}
		o := w.others[i]
		result.Others = append(result.Others, backend.Other{
			Text: m.textOf(o.answer, req.Stops()), Stop: o.stop, LogProb: o.logProb, Tokens: len(o.answer),
		})
	}
	return nil
}

// otherwise writes the answer that parts from w at f.
func (m *model) otherwise(ctx context.Context, w *writing, f fork, most int) (other, error) {
	o := &writing{prompt: w.prompt, shared: w.shared, request: w.request, ending: w.ending}
	if m.guesses != nil {
		o.draft = m.guesses.answers.For(w.request)
		o.draft.Expect(tokens32(w.body()))
	}
	for i, c := range w.forks {
		if c.at >= f.at {
			break
		}
		o.logProb += w.logProbs[i]
	}
	// The second choice's own share: the first one's, less the lead.
	o.logProb += w.logProbs[slices.IndexFunc(w.forks, func(c fork) bool { return c.at == f.at })] - float64(f.lead)
	if llama.VocabIsEOG(m.vocab, f.token) {
		return other{f.at, slices.Clone(w.answer[:f.at]), backend.StopEnd, o.logProb}, nil
	}
	for _, t := range append(slices.Clone(w.answer[:f.at]), f.token) {
		if m.add(o, t); o.ended {
			break
		}
	}
	limit := min(most, m.info.Context-len(w.prompt))
	for !o.ended && len(o.answer) < limit {
		if err := ctx.Err(); err != nil {
			return other{}, err
		}
		if _, err := m.advance(ctx, o, limit-len(o.answer), false); err != nil {
			return other{}, err
		}
	}
	stop := backend.StopEnd
	if !o.ended {
		stop = backend.StopLimit
	}
	return other{f.at, o.body(), stop, o.logProb}, nil
}

// textOf is an answer's text up to the first stop.
func (m *model) textOf(answer []llama.Token, stops []string) string {
	text := stream.Text{Stops: stops}
	for _, t := range answer {
		if _, stopped := text.Feed(m.bytes(t)); stopped {
			return text.String()
		}
	}
	text.Flush()
	return text.String()
}
