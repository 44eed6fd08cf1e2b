package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/fault"
)

// generate answers a chat by greedy choice: the same request gets the same answer.
func (m *model) generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	start := time.Now()
	pieces, err := render(m.template, req.Messages)
	if err != nil {
		return backend.Result{}, err
	}
	// The fixed messages have a piece of template and one of text each; the piece of
	// template that opens the next message is the same every time too.
	fixed := 0
	if n := 2*req.Fixed + 1; req.Fixed > 0 && n < len(pieces) {
		fixed = n
	}
	tokens, shared := tokenize(m.vocab, pieces, fixed)
	room := m.info.Context - len(tokens)
	if room < 1 {
		return backend.Result{}, fault.New(fault.Usage,
			fmt.Sprintf("the request is too long: %d tokens, the model takes %d", len(tokens), m.info.Context), "shorten it")
	}
	result := backend.Result{PromptTokens: len(tokens), Stop: backend.StopLimit}
	result.CachedTokens, err = m.evaluate(ctx, tokens, shared)
	if err != nil {
		return backend.Result{}, err
	}
	out := stream{stops: req.Stop}
	emit := func(text string) {
		if text != "" && on != nil {
			on(backend.Event{Kind: backend.EventToken, Text: text})
		}
	}
	for limit := min(req.MaxTokens, room); result.GeneratedTokens < limit; {
		if err := ctx.Err(); err != nil {
			return backend.Result{}, err
		}
		next, err := m.choose()
		if err != nil {
			return backend.Result{}, err
		}
		if result.FirstToken == 0 {
			result.FirstToken = time.Since(start)
		}
		if llama.VocabIsEOG(m.vocab, next) {
			result.Stop = backend.StopEnd
			break
		}
		result.GeneratedTokens++
		text, stopped := out.feed(m.bytes(next))
		emit(text)
		if stopped {
			result.Stop = backend.StopText
			break
		}
		if result.GeneratedTokens < limit {
			if err := m.decode(ctx, []llama.Token{next}); err != nil {
				return backend.Result{}, err
			}
		}
	}
	emit(out.flush())
	result.Text = out.text.String()
	result.Total = time.Since(start)
	return result, nil
}

// evaluate brings the attention cache to the state after tokens, and returns how many
// of them it held already, or a file did: the first shared ones are kept in one.
func (m *model) evaluate(ctx context.Context, tokens []llama.Token, shared int) (cached int, err error) {
	// The last token is always evaluated: its logits choose the first of the answer.
	for cached < len(m.evaluated) && cached < len(tokens)-1 && m.evaluated[cached] == tokens[cached] {
		cached++
	}
	if removed, err := llama.MemorySeqRm(m.memory, sequence, llama.Pos(cached), -1); err != nil || !removed {
		// A recurrent model can't go back to a prefix: begin anew.
		if err := llama.MemoryClear(m.memory, false); err != nil {
			return 0, failure("clear the attention cache", err)
		}
		cached = 0
	}
	m.evaluated = m.evaluated[:cached]
	if cached == 0 && shared >= prefixMin && shared < len(tokens) {
		if m.prefixes.restore(m.ctx, tokens[:shared]) {
			m.evaluated = append(m.evaluated, tokens[:shared]...)
			cached = shared
		} else {
			_, _ = llama.MemorySeqRm(m.memory, sequence, 0, -1) // what a failed attempt left
			if err := m.decodeAll(ctx, tokens[:shared]); err != nil {
				return 0, err
			}
			m.prefixes.save(m.ctx, tokens[:shared])
		}
	}
	return cached, m.decodeAll(ctx, tokens[len(m.evaluated):])
}

// decodeAll evaluates any number of tokens.
func (m *model) decodeAll(ctx context.Context, tokens []llama.Token) error {
	for len(tokens) > 0 {
		n := min(len(tokens), batchTokens)
		if err := m.decode(ctx, tokens[:n]); err != nil {
			return err
		}
		tokens = tokens[n:]
	}
	return nil
}

// decode evaluates tokens after those in the cache, and keeps the logits of the last.
func (m *model) decode(ctx context.Context, tokens []llama.Token) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.batch.NTokens = 0
	for i, t := range tokens {
		at := llama.Pos(len(m.evaluated) + i)
		if err := m.batch.Add(t, at, []llama.SeqId{sequence}, i == len(tokens)-1); err != nil {
			return fault.Wrap(fault.Engine, fmt.Errorf("fill a batch of %d tokens: %w", len(tokens), err), "")
		}
	}
	status, err := m.compute(ctx, len(tokens) >= abortableTokens)
	switch {
	case err != nil:
		return failure("evaluate the request", err)
	case status == 0:
		m.evaluated = append(m.evaluated, tokens...)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return failure("evaluate the request", fmt.Errorf("llama_decode returned %d", status))
	}
}

// compute evaluates the batch; one that may be given up ends soon after ctx does.
func (m *model) compute(ctx context.Context, mayBeGivenUp bool) (status int32, err error) {
	if !mayBeGivenUp {
		return llama.Decode(m.ctx, m.batch)
	}
	abort.wanted.Store(false)
	stop := context.AfterFunc(ctx, func() { abort.wanted.Store(true) })
	defer stop()
	abortable(m.ctx, true)
	defer abortable(m.ctx, false)
	return llama.Decode(m.ctx, m.batch)
}

// choose returns the likeliest next token.
func (m *model) choose() (llama.Token, error) {
	logits, err := llama.GetLogitsIth(m.ctx, -1, m.words)
	if err != nil || len(logits) == 0 {
		return 0, failure("read the model's choice", fmt.Errorf("no logits: %w", err))
	}
	best := 0
	for i, l := range logits {
		if l > logits[best] {
			best = i
		}
	}
	return llama.Token(best), nil
}

// bytes is a token's text; part of a character is possible.
func (m *model) bytes(t llama.Token) []byte {
	buf := make([]byte, 64)
	n := llama.TokenToPiece(m.vocab, t, buf, 0, false)
	if n < 0 {
		buf = make([]byte, -n)
		n = llama.TokenToPiece(m.vocab, t, buf, 0, false)
	}
	return buf[:max(n, 0)]
}
