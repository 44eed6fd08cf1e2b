package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/fault"
)

// weigh says how likely the model holds the answer that a request gives. It is evaluated
// together with the request, so it costs as many tokens of a prompt.
func (m *model) weigh(ctx context.Context, req backend.Request, began time.Time) (backend.Result, error) {
	p, err := m.input(req)
	if err != nil {
		return backend.Result{}, err
	}
	text := req.Given
	if req.Script != nil {
		text += req.Script.End
	}
	answer := llama.Tokenize(m.vocab, text, false, false)
	all := slices.Concat(p.tokens, answer)
	if most := min(m.info.Context, len(p.tokens)+m.most-1); len(all) > most || len(answer) == 0 {
		return backend.Result{}, fault.New(fault.Usage, fmt.Sprintf("the answer to weigh has %d tokens, at most %d can be weighed here", len(answer), most-len(p.tokens)), "")
	}
	result := backend.Result{Text: req.Given, Stop: backend.StopEnd, PromptTokens: len(p.tokens), CachedTokens: m.common(p.tokens)}
	restored, err := m.evaluate(ctx, p.tokens, p.shared)
	if err != nil {
		return backend.Result{}, err
	}
	result.CachedTokens = max(result.CachedTokens, restored)
	// The answer's first token is chosen after the prompt's last, which evaluate leaves; the
	// two may need a batch each.
	if len(all)-len(m.evaluated) > m.most {
		if err := m.decodeAll(ctx, p.tokens[len(m.evaluated):len(p.tokens)-1]); err != nil {
			return backend.Result{}, err
		}
	}
	pending := all[len(m.evaluated):]
	if err := m.decode(ctx, pending, len(answer)+1); err != nil {
		return backend.Result{}, err
	}
	for i, t := range answer {
		logits, err := llama.GetLogitsIth(m.ctx, int32(len(pending)-len(answer)-1+i), m.words)
		if err != nil || len(logits) == 0 {
			return backend.Result{}, failure("weigh an answer", fmt.Errorf("no logits: %w", err))
		}
		result.LogProb += logProb(logits, slices.Max(logits), t)
	}
	result.Passes, result.Total = 1, time.Since(began)
	result.FirstToken = result.Total
	return result, nil
}
