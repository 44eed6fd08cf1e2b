package engine

import (
	"context"
	"strings"
	"time"
	"unicode"

	"caro/core/backend"
	"caro/core/backend/stream"
)

// Prepare works ahead; see backend.Backend. What is stable of the last message, all but
// its last word, is evaluated at once; after the pause the answer is written.
//
// It takes the model for one evaluation at a time and gives way to Generate and Load in
// between; what it has done by then is there for them.
func (e *Engine) Prepare(ctx context.Context, req backend.Request, pause time.Duration) error {
	if err := req.Check(); err != nil {
		return err
	}
	begin := time.Now()
	if err := e.ahead(ctx, func(m *model) (bool, error) { return false, m.prepare(ctx, req) }); err != nil || pause < 0 {
		return err
	}
	select {
	case <-time.After(pause - time.Since(begin)):
	case <-ctx.Done():
		return ctx.Err()
	}
	return e.ahead(ctx, func(m *model) (bool, error) { return m.answerAhead(ctx, req) })
}

// ahead takes steps while nobody else waits for the model, until one says that it was the
// last.
func (e *Engine) ahead(ctx context.Context, step func(*model) (more bool, err error)) error {
	for more := true; more; {
		if err := e.lock(ctx); err != nil {
			return err
		}
		var err error
		if e.model == nil {
			// Whatever becomes of this text, a request is near: the load is worth finishing.
			_, err = e.load(context.WithoutCancel(ctx), nil)
		}
		for first := true; err == nil && more && (first || e.waiting.Load() == 0); first = false {
			if err = ctx.Err(); err == nil {
				more, err = step(e.model)
			}
		}
		e.unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare evaluates what won't change of a chat whose last message is being typed.
func (m *model) prepare(ctx context.Context, req backend.Request) error {
	p, err := m.input(req)
	if err != nil {
		return err
	}
	if m.known(p.tokens) != nil {
		return nil
	}
	if _, err := m.evaluate(ctx, p.tokens, p.shared); err != nil {
		return err
	}
	if stable := m.stable(req, p); stable > len(m.evaluated) {
		return m.decodeAll(ctx, p.tokens[len(m.evaluated):stable])
	}
	return nil
}

// stable is how many of the prompt's tokens stay whatever is typed next: those before the
// last word, whose tokens change as it grows.
func (m *model) stable(req backend.Request, p input) int {
	last := req.Messages[len(req.Messages)-1]
	cut := strings.LastIndexFunc(last.Content, unicode.IsSpace)
	if cut < 1 || last.Role != backend.RoleUser {
		return 0
	}
	last.Content = last.Content[:cut]
	req.Messages = append(req.Messages[:len(req.Messages)-1:len(req.Messages)-1], last)
	before, err := m.input(req)
	if err != nil {
		return 0
	}
	return prefix(before.tokens, p.tokens)
}

// answerAhead evaluates once for the answer; it returns whether there is more to do.
func (m *model) answerAhead(ctx context.Context, req backend.Request) (more bool, err error) {
	p, err := m.input(req)
	if err != nil {
		return false, err
	}
	w := m.begin(p)
	limit := min(req.MaxTokens, m.info.Context-len(p.tokens))
	done := func() bool {
		out := emitted{stream: stream.Text{Stops: req.Stops()}}
		out.take(m, w.answer, limit)
		return out.stopped || w.ended || len(w.answer) >= limit
	}
	if !done() {
		_, err = m.advance(ctx, w, limit-len(w.answer), false)
	}
	return !done(), err
}
