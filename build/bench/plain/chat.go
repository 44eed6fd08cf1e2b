package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
)

// mark stands for the i-th message's text while the template is applied.
func mark(i int) string { return fmt.Sprintf("\x02%d\x03", i) }

// prompt gives a chat's tokens by the model's own template, and how many of them the
// first fixed messages have, with what opens the message after them. As in core/engine,
// a message's text is turned into tokens by itself and never into special ones. The
// tokens must be core/engine's: build/bench compares their number.
func (m *model) prompt(req request) (tokens []llama.Token, shared int, err error) {
	messages, fixed, begun := req.Messages, req.Fixed, [2]string{}
	if req.Script != nil {
		messages, begun[0], begun[1] = req.Script.Write(messages, fixed)
	}
	rendered, err := m.render(messages)
	if err != nil {
		return nil, 0, err
	}
	if bos := llama.VocabBOS(m.vocab); llama.VocabGetAddBOS(m.vocab) && bos != llama.TokenNull {
		tokens = append(tokens, bos)
	}
	add := func(text string, special bool) {
		if text == "" {
			return
		}
		more := llama.Tokenize(m.vocab, text, false, special)
		if len(tokens) == 1 && len(more) > 0 && more[0] == tokens[0] {
			more = more[1:] // the template writes the begin mark itself
		}
		tokens = append(tokens, more...)
	}
	for i, msg := range messages {
		before, after, found := strings.Cut(rendered, mark(i))
		if !found {
			return nil, 0, fmt.Errorf("the model's chat template drops the %s's message", msg.Role)
		}
		add(before, true)
		if i == fixed && req.Script == nil {
			shared = len(tokens)
		}
		add(msg.Content, false)
		rendered = after
	}
	add(rendered, true)
	if req.Script != nil {
		add(begun[0], false)
		shared = len(tokens)
		add(begun[1], false)
	}
	return tokens, shared, nil
}

// render applies the template to the messages' marks.
func (m *model) render(messages []backend.Message) (string, error) {
	marked := make([]llama.ChatMessage, len(messages))
	for i, msg := range messages {
		marked[i] = llama.NewChatMessage(msg.Role, mark(i))
	}
	buf := make([]byte, 4096+64*len(messages))
	n := int(llama.ChatApplyTemplate(m.template, marked, true, buf))
	if n <= 0 || n > len(buf) {
		return "", errors.New("the model's chat template is none that llama.cpp knows")
	}
	return string(buf[:n]), nil
}

// bytes is a token's text; part of a character is possible.
func (m *model) bytes(t llama.Token) []byte {
	buf := make([]byte, 256) // longer than any token of the models in the catalogue
	return buf[:max(0, llama.TokenToPiece(m.vocab, t, buf, 0, false))]
}
