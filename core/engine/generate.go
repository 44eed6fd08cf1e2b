package engine

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/fault"
)

// input is a chat in the model's tokens.
type input struct {
	tokens  []llama.Token
	shared  int    // the first so many are the same in many requests
	request string // the last message of a person, which drafts are looked up by
	begun   bool   // the answer goes on from words that are given
	ending  ending
}

// input renders a chat.
func (m *model) input(req backend.Request) (input, error) {
	pieces, fixed, err := m.pieces(req)
	if err != nil {
		return input{}, err
	}
	p := input{begun: req.Messages[len(req.Messages)-1].Role == backend.RoleAssistant, ending: ending{whole: req.Whole}}
	if req.Script != nil {
		p.ending.text = req.Script.End
	}
	p.tokens, p.shared = tokenize(m.vocab, pieces, fixed)
	for _, message := range req.Messages {
		if message.Role == backend.RoleUser {
			p.request = message.Content
		}
	}
	if len(p.tokens) >= m.info.Context {
		return input{}, fault.New(fault.Usage,
			fmt.Sprintf("the request is too long: %d tokens, the model takes %d", len(p.tokens), m.info.Context), "shorten it")
	}
	return p, nil
}

// pieces are the parts of a chat, the first fixed of which are the same in many requests.
func (m *model) pieces(req backend.Request) (pieces []piece, fixed int, err error) {
	if req.Script == nil {
		pieces, err = render(m.template, req.Messages)
		// The fixed messages have a piece of template and one of text each; the piece of
		// template that opens the next message is the same every time too.
		if n := 2*req.Fixed + 1; req.Fixed > 0 && n < len(pieces) {
			fixed = n
		}
		return pieces, fixed, err
	}
	opening, shared, rest := req.Script.Write(req.Messages, req.Fixed)
	pieces, err = render(m.template, opening)
	if shared != "" {
		pieces = append(pieces, piece{text: shared})
		fixed = len(pieces)
	}
	return append(pieces, piece{text: rest}), fixed, err
}

// generate answers a chat by greedy choice: the same request gets the same answer. What
// out has been given already isn't given again.
func (m *model) generate(ctx context.Context, req backend.Request, out *emitted) (backend.Result, error) {
	p := out.input
	if out.of != m { // it was loaded since
		var err error
		if p, err = m.input(req); err != nil {
			return backend.Result{}, err
		}
	}
	w, before := m.begin(p), m.passes
	if len(w.answer) < len(out.known) { // the model was loaded anew since
		for _, t := range out.known[len(w.answer):] {
			m.add(w, t)
		}
	}
	result := backend.Result{PromptTokens: len(p.tokens), Stop: backend.StopLimit}
	result.CachedTokens = m.common(p.tokens)
	limit := min(req.MaxTokens, m.info.Context-len(p.tokens))
	for {
		if err := ctx.Err(); err != nil {
			return backend.Result{}, err
		}
		out.tell(out.take(m, w.answer, limit))
		if out.stopped {
			result.Stop = backend.StopText
			if p.ending.text != "" && w.ended && out.tokens == len(w.answer) {
				result.Stop = backend.StopEnd
			}
			break
		}
		if out.tokens == limit {
			break
		}
		if w.ended {
			result.Stop = backend.StopEnd
			break
		}
		restored, err := m.advance(ctx, w, limit-out.tokens, true)
		if err != nil {
			return backend.Result{}, err
		}
		result.CachedTokens = max(result.CachedTokens, restored)
	}
	out.tell(out.stream.Flush())
	m.learn(p, w)
	if err := m.addOthers(ctx, w, req, &result); err != nil {
		return backend.Result{}, err
	}
	result.GeneratedTokens, result.Passes = min(out.tokens, len(w.body())), m.passes-before
	result.Text = out.stream.String()
	result.Total = time.Since(out.began)
	result.FirstToken = cmp.Or(out.first, result.Total)
	return result, nil
}

// common is how many of the first tokens are in the attention cache.
func (m *model) common(tokens []llama.Token) int {
	return prefix(m.evaluated, tokens)
}

// prefix is how many tokens two texts begin with alike.
func prefix(a, b []llama.Token) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// evaluate brings the attention cache to a state before the last of tokens, from where
// at most a batch is left to evaluate. It returns how many tokens were found in a file:
// the first shared ones are kept in one.
func (m *model) evaluate(ctx context.Context, tokens []llama.Token, shared int) (restored int, err error) {
	// The last token is always evaluated: its logits choose the next.
	if err := m.forget(min(m.common(tokens), len(tokens)-1)); err != nil {
		return 0, err
	}
	if shared-len(m.evaluated) >= prefixMin && shared < len(tokens) {
		if restored, err = m.restore(tokens[:shared]); err != nil {
			return 0, err
		}
		if restored == 0 {
			if err := m.decodeAll(ctx, tokens[len(m.evaluated):shared]); err != nil {
				return 0, err
			}
			m.prefixes.save(m.ctx, tokens[:shared])
		}
	}
	if rest := len(tokens) - len(m.evaluated); rest > m.most-maxDraft {
		return restored, m.decodeAll(ctx, tokens[len(m.evaluated):len(tokens)-1])
	}
	return restored, nil
}

// restore brings the attention cache to the state after tokens where that is kept, and
// returns their number; where it isn't, the cache is as it was.
func (m *model) restore(tokens []llama.Token) (int, error) {
	state := m.prefixes.read(tokens)
	if state == nil {
		return 0, nil
	}
	if err := m.forget(0); err != nil {
		return 0, err
	}
	if llama.StateSeqSetData(m.ctx, state, sequence) != uint64(len(state)) {
		_, _ = llama.MemorySeqRm(m.memory, sequence, 0, -1) // what the attempt left
		return 0, nil
	}
	m.evaluated = append(m.evaluated, tokens...)
	return len(tokens), nil
}

// decodeAll evaluates any number of tokens.
func (m *model) decodeAll(ctx context.Context, tokens []llama.Token) error {
	for len(tokens) > 0 {
		n := min(len(tokens), m.most)
		if err := m.decode(ctx, tokens[:n], 1); err != nil {
			return err
		}
		tokens = tokens[n:]
	}
	return nil
}

// decode evaluates tokens after those in the cache, and keeps the logits of the last
// so many.
func (m *model) decode(ctx context.Context, tokens []llama.Token, logits int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if was, now := m.pace.now, m.pace.threads(); now != was {
		llama.SetNThreads(m.ctx, int32(now), int32(now))
	}
	m.batch.NTokens = 0
	for i, t := range tokens {
		at := llama.Pos(len(m.evaluated) + i)
		if err := m.batch.Add(t, at, []llama.SeqId{sequence}, i >= len(tokens)-logits); err != nil {
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
