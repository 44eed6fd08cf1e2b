package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/backend/stream"
	"caro/core/engine/draft"
)

// writing is an answer under way. It can be left after any pass and gone on with later,
// by another request for the same prompt.
type writing struct {
	prompt  []llama.Token
	shared  int // the first so many tokens of the prompt are the same in many requests
	request string
	answer  []llama.Token
	ended   bool // the model ended the answer
	learned bool // it is in the table of guesses
	draft   *draft.Drafter
}

// maxRecent is how many answers are kept, with the newest first: a person goes back and
// forth over a text, and asks again. One has about 2 KB.
const maxRecent = 64

// known returns the writing of a prompt if it is kept.
func (m *model) known(tokens []llama.Token) *writing {
	for _, w := range m.recent {
		if slices.Equal(w.prompt, tokens) {
			return w
		}
	}
	return nil
}

// begin returns the writing of a prompt, a kept one or a new one.
func (m *model) begin(p input) *writing {
	w := m.known(p.tokens)
	if w == nil {
		w = &writing{prompt: p.tokens, shared: p.shared, request: p.request}
		if m.guesses != nil {
			w.draft = m.guesses.table(p.begun).For(p.request)
			if last := m.lastWriting(); last != nil && typing(last.request, p.request) {
				w.draft.Expect(tokens32(last.answer))
			}
		}
	}
	m.recent = slices.DeleteFunc(m.recent, func(o *writing) bool { return o == w })
	m.recent = slices.Insert(m.recent, 0, w)
	m.recent = m.recent[:min(len(m.recent), maxRecent)]
	return w
}

func (m *model) lastWriting() *writing {
	if len(m.recent) == 0 {
		return nil
	}
	return m.recent[0]
}

// typing reports whether one text is the other with more typed: their answers are likely
// to be much alike.
func typing(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// advance evaluates once and adds at least one token to the answer, or its end. With
// drafts it may add more: those guesses that are what the model itself would have chosen.
// At most so many tokens are checked for; with soon the first one isn't kept waiting for
// guesses. It returns how many tokens of the prompt were found in a file.
func (m *model) advance(ctx context.Context, w *writing, most int, soon bool) (restored int, err error) {
	all := slices.Concat(w.prompt, w.answer)
	if restored, err = m.evaluate(ctx, all, w.shared); err != nil {
		return 0, err
	}
	pending := all[len(m.evaluated):]
	guesses := m.guess(w, len(pending), most-1, soon)
	if more := min(m.cost.cheaper(len(pending)+len(guesses)), len(m.evaluated)-1); more > 0 && m.guesses != nil {
		// Evaluating a few tokens once more makes a batch that takes less time.
		if err := m.forget(len(m.evaluated) - more); err != nil {
			return 0, err
		}
		pending = all[len(m.evaluated):]
	}
	start := time.Now()
	if err := m.decode(ctx, append(slices.Clip(pending), guesses...), len(guesses)+1); err != nil {
		return 0, err
	}
	m.passes++
	if !m.pace.crowded() {
		m.cost.measured(len(pending)+len(guesses), time.Since(start))
	}
	accepted := 0
	for i := range len(guesses) + 1 {
		next, err := m.choose(len(pending) - 1 + i)
		if err != nil {
			return 0, err
		}
		if llama.VocabIsEOG(m.vocab, next) {
			w.ended, w.draft = true, nil
			break
		}
		w.answer = append(w.answer, next)
		if i == len(guesses) || guesses[i] != next {
			break
		}
		accepted++
	}
	return restored, m.forget(len(m.evaluated) - len(guesses) + accepted)
}

// guess drafts tokens to check along with n that have to be evaluated.
func (m *model) guess(w *writing, n, most int, soon bool) []llama.Token {
	most = min(most, maxDraft, m.info.Context-len(w.prompt)-len(w.answer)-1)
	if w.draft == nil || most < 1 {
		return nil
	}
	limit := maxDraft
	if soon && len(w.answer) == 0 {
		limit = m.cost.free(n)
	}
	guesses := w.draft.Guesses(tokens32(w.answer), min(most, limit))
	guesses = guesses[:m.cost.worth(n, guesses)]
	out := make([]llama.Token, len(guesses))
	for i, g := range guesses {
		out[i] = llama.Token(g.Token)
	}
	return out
}

// forget takes all but the first n tokens out of the attention cache.
func (m *model) forget(n int) error {
	if n == len(m.evaluated) {
		return nil
	}
	removed, err := llama.MemorySeqRm(m.memory, sequence, llama.Pos(n), -1)
	if err == nil && removed {
		m.evaluated = m.evaluated[:n]
		return nil
	}
	// A recurrent model can't go back to a prefix: begin anew.
	if err := llama.MemoryClear(m.memory, false); err != nil {
		return failure("clear the attention cache", err)
	}
	m.evaluated = m.evaluated[:0]
	return nil
}

// choose returns the likeliest token after the i-th of the last batch.
func (m *model) choose(i int) (llama.Token, error) {
	logits, err := llama.GetLogitsIth(m.ctx, int32(i), m.words)
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

// learn keeps a finished answer, so that the next like it is guessed.
func (m *model) learn(p input, w *writing) {
	if m.guesses != nil && w.ended && !w.learned {
		w.learned = true
		m.guesses.table(p.begun).Learn(p.request, tokens32(w.answer))
	}
}

func tokens32(tokens []llama.Token) []draft.Token {
	out := make([]draft.Token, len(tokens))
	for i, t := range tokens {
		out[i] = draft.Token(t)
	}
	return out
}

// emitted is what a request has been given of a writing.
type emitted struct {
	stream stream.Text
	on     func(backend.Event)
	tokens int
}

// give passes on the writing's tokens that are new, up to limit of them; it returns
// whether a stop text came.
func (e *emitted) give(m *model, w *writing, limit int) (stopped bool) {
	for e.tokens < min(len(w.answer), limit) {
		text, stopped := e.stream.Feed(m.bytes(w.answer[e.tokens]))
		e.tokens++
		e.tell(text)
		if stopped {
			return true
		}
	}
	return false
}

func (e *emitted) tell(text string) {
	if text != "" && e.on != nil {
		e.on(backend.Event{Kind: backend.EventToken, Text: text})
	}
}
