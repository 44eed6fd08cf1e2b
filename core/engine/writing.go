package engine

import (
	"bytes"
	"context"
	"fmt"
	"math"
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
	prompt   []llama.Token
	shared   int // the first so many tokens of the prompt are the same in many requests
	request  string
	answer   []llama.Token
	text     []byte // of the answer
	ending   ending
	ended    bool // the model ended the answer, or it is over by ending
	tail     int  // the last so many tokens of an ended answer are but its end
	learned  bool // it is in the table of guesses
	alone    bool // the next token is to be chosen by an evaluation of its own; see doubt
	draft    *draft.Drafter
	forks    []fork  // where it could have gone on otherwise, one for each choice
	logProb  float64 // of all choices; logProbs are theirs, as forks are
	logProbs []float64
	others   []other // that part from it; see model.others
}

// ending says by what an answer is over, besides the model's end mark.
type ending struct {
	text  string   // "" for none
	whole []string // texts that are all of an answer
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
		w = &writing{prompt: p.tokens, shared: p.shared, request: p.request, ending: p.ending}
		if m.guesses != nil {
			w.draft = m.guesses.table(p.begun).For(p.request)
			if last := m.lastWriting(); last != nil && typing(last.request, p.request) {
				w.draft.Expect(tokens32(last.body()))
			}
		}
	}
	m.writings.Lock()
	defer m.writings.Unlock()
	m.recent = slices.DeleteFunc(m.recent, func(o *writing) bool { return o == w })
	m.recent = slices.Insert(m.recent, 0, w)
	m.recent = m.recent[:min(len(m.recent), maxRecent)]
	return w
}

// written is what is known of a prompt's answer; it needs no lock of the engine.
func (m *model) written(tokens []llama.Token) []llama.Token {
	m.writings.Lock()
	defer m.writings.Unlock()
	if w := m.known(tokens); w != nil {
		return slices.Clone(w.answer)
	}
	return nil
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

// doubt is the lead under which a choice isn't trusted that was made with several tokens
// evaluated together. llama.cpp rounds the inputs of repacked weights in one way where
// four rows come together and in another for single ones, which moves a lead by 0.1 and
// more; so close choices are made once more as a plain loop makes them, one by one.
const doubt = 0.3

// together is how many tokens at once are evaluated otherwise than one.
const together = 4

// advance evaluates once and adds the answer's next token, or its end. With guesses it
// may add more, those that the model itself would have chosen, and with a choice in doubt
// none. At most so many tokens are checked for; with soon the first one isn't kept
// waiting for guesses. It returns how many tokens of the prompt were found in a file.
func (m *model) advance(ctx context.Context, w *writing, most int, soon bool) (restored int, err error) {
	all := slices.Concat(w.prompt, w.answer)
	if restored, err = m.evaluate(ctx, all, w.shared); err != nil {
		return 0, err
	}
	pending := all[len(m.evaluated):]
	var guesses []llama.Token
	if !w.alone {
		guesses = m.guess(w, len(pending), most-1, soon)
		if more := min(m.cost.cheaper(len(pending)+len(guesses)), len(m.evaluated)-1); more > 0 && m.guesses != nil {
			// Evaluating a few tokens once more makes a batch that takes less time.
			if err := m.forget(len(m.evaluated) - more); err != nil {
				return 0, err
			}
			pending = all[len(m.evaluated):]
		}
	}
	start := time.Now()
	if err := m.decode(ctx, append(slices.Clip(pending), guesses...), len(guesses)+1); err != nil {
		return 0, err
	}
	m.passes++
	if !m.pace.crowded() {
		m.cost.measured(len(pending)+len(guesses), time.Since(start))
	}
	keep, err := m.accept(w, len(pending), guesses)
	if err != nil {
		return 0, err
	}
	return restored, m.forget(keep)
}

// accept takes the model's choices after an evaluation of so many pending tokens and of
// guesses. It returns how many tokens of the attention cache hold for what was chosen.
func (m *model) accept(w *writing, pending int, guesses []llama.Token) (keep int, err error) {
	// A plain loop too evaluates a request's tokens together. Weights that were loaded
	// quickly are in no such order.
	trusted := w.alone || m.guesses == nil || m.quick || pending+len(guesses) < together
	beginning := len(w.answer) == 0
	w.alone = false
	keep = len(m.evaluated) - len(guesses)
	for i := range len(guesses) + 1 {
		c, err := m.choose(pending - 1 + i)
		if err != nil {
			return 0, err
		}
		next, lead := c.best, c.lead
		if lead < doubt && !trusted && (!beginning || i > 0) {
			w.alone = true
			return keep - 1, nil
		}
		w.forks = append(w.forks, fork{at: len(w.answer), token: c.second, lead: c.lead})
		w.logProb += c.logProb
		w.logProbs = append(w.logProbs, c.logProb)
		if llama.VocabIsEOG(m.vocab, next) {
			w.ended, w.draft = true, nil
			return keep, nil
		}
		if m.add(w, next); w.ended {
			return keep, nil
		}
		if i == len(guesses) || guesses[i] != next {
			return keep, nil
		}
		keep++
	}
	return keep, nil
}

// add adds a token to the answer, and ends one that is over with it as its ending says.
func (m *model) add(w *writing, t llama.Token) {
	m.writings.Lock()
	w.answer = append(w.answer, t)
	m.writings.Unlock()
	w.text = append(w.text, m.bytes(t)...)
	at := len(w.text)
	if !slices.Contains(w.ending.whole, string(w.text)) {
		if at = bytes.Index(w.text, []byte(w.ending.text)); w.ending.text == "" || at < 0 {
			return
		}
	}
	w.ended, w.draft = true, nil
	for start := len(w.text); w.tail < len(w.answer); w.tail++ {
		if start -= len(m.bytes(w.answer[len(w.answer)-1-w.tail])); start < at {
			break
		}
	}
}

// body is the answer without the tokens that only end it.
func (w *writing) body() []llama.Token { return w.answer[:len(w.answer)-w.tail] }

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

// choice is what the model would write next.
type choice struct {
	best, second llama.Token
	lead         float32 // of the best one's logit over the second's
	logProb      float64 // of the best one
}

// choose returns the likeliest token after the i-th of the last batch.
func (m *model) choose(i int) (choice, error) {
	logits, err := llama.GetLogitsIth(m.ctx, int32(i), m.words)
	if err != nil || len(logits) < 2 {
		return choice{}, failure("read the model's choice", fmt.Errorf("no logits: %w", err))
	}
	c := choice{second: -1}
	first, second := logits[0], float32(math.Inf(-1))
	for i, l := range logits[1:] {
		switch {
		case l > first:
			c.best, c.second, first, second = llama.Token(i+1), c.best, l, first
		case l > second:
			c.second, second = llama.Token(i+1), l
		}
	}
	c.lead = first - second
	c.logProb = logProb(logits, first, c.best)
	return c, nil
}

// logProb is the logarithm of a token's probability, by the logits of all and the highest of
// them.
func logProb(logits []float32, highest float32, t llama.Token) float64 {
	// What is so far behind adds less than 1 % for the whole vocabulary.
	const behind = 17
	sum := 0.0
	for _, l := range logits {
		if l > highest-behind {
			sum += math.Exp(float64(l - highest))
		}
	}
	return float64(logits[t]-highest) - math.Log(sum)
}

// learn keeps a finished answer, so that the next like it is guessed.
func (m *model) learn(p input, w *writing) {
	if m.guesses != nil && w.ended && !w.learned {
		w.learned = true
		m.guesses.table(p.begun).Learn(p.request, tokens32(w.body()))
	}
}

func tokens32(tokens []llama.Token) []draft.Token {
	out := make([]draft.Token, len(tokens))
	for i, t := range tokens {
		out[i] = draft.Token(t)
	}
	return out
}

// emitted is what a request has been given of its answer.
type emitted struct {
	stream  stream.Text
	on      func(backend.Event)
	began   time.Time
	first   time.Duration // from then to the first token; 0 before it
	of      *model        // that input and known are of; nil where there was none loaded
	input   input         // the request's
	known   []llama.Token // what was known of the answer at the beginning
	tokens  int           // that were given
	stopped bool          // by a stop text
}

// take returns the text of the answer's tokens that are new, up to limit of them all.
func (e *emitted) take(m *model, answer []llama.Token, limit int) string {
	text := ""
	for e.tokens < min(len(answer), limit) && !e.stopped {
		var more string
		more, e.stopped = e.stream.Feed(m.bytes(answer[e.tokens]))
		text += more
		e.tokens++
	}
	if e.first == 0 && e.tokens > 0 {
		e.first = time.Since(e.began)
	}
	return text
}

func (e *emitted) tell(text string) {
	if text != "" && e.on != nil {
		e.on(backend.Event{Kind: backend.EventToken, Text: text})
	}
}
