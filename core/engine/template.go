package engine

import (
	"fmt"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/fault"
)

// piece is a part of a rendered chat. Only the template's own parts may hold special
// tokens: a message that says "<|im_end|>" is text and stays text.
type piece struct {
	text    string
	special bool
}

// mark stands for the i-th message's content while the template is applied.
func mark(i int) string { return fmt.Sprintf("@@caro:%d@@", i) }

// render applies the model's own chat template. An unfinished last message of the
// assistant comes after the mark that opens its turn.
func render(template string, chat []backend.Message) ([]piece, error) {
	begun := ""
	if last := chat[len(chat)-1]; last.Role == backend.RoleAssistant {
		begun, chat = last.Content, chat[:len(chat)-1]
	}
	if len(chat) == 0 {
		return nil, fault.New(fault.Usage, "the chat has no message to answer", "")
	}
	marked := make([]llama.ChatMessage, len(chat))
	for i, m := range chat {
		marked[i] = llama.NewChatMessage(m.Role, mark(i))
	}
	buf := make([]byte, 4096+64*len(chat))
	n := int(llama.ChatApplyTemplate(template, marked, true, buf))
	if n > len(buf) {
		buf = make([]byte, n)
		n = int(llama.ChatApplyTemplate(template, marked, true, buf))
	}
	if n <= 0 || n > len(buf) {
		return nil, fault.New(fault.Engine, "the model's chat template is none that the engine knows",
			"choose a model of the catalogue: `caro models list`")
	}
	pieces, err := split(string(buf[:n]), chat)
	if begun != "" {
		pieces = append(pieces, piece{text: begun})
	}
	return pieces, err
}

// split puts the contents in the places of their marks.
func split(rendered string, chat []backend.Message) ([]piece, error) {
	var pieces []piece
	rest := rendered
	for i, m := range chat {
		before, after, found := strings.Cut(rest, mark(i))
		if !found {
			return nil, fault.New(fault.Engine,
				fmt.Sprintf("the model's chat template drops the %s's message", m.Role),
				"choose a model of the catalogue: `caro models list`")
		}
		pieces = append(pieces, piece{text: before, special: true}, piece{text: m.Content})
		rest = after
	}
	return append(pieces, piece{text: rest, special: true}), nil
}

// tokenize turns a chat's pieces into the model's tokens, and says how many of them the
// first fixed pieces have.
func tokenize(vocab llama.Vocab, pieces []piece, fixed int) (tokens []llama.Token, shared int) {
	if bos := llama.VocabBOS(vocab); llama.VocabGetAddBOS(vocab) && bos != llama.TokenNull {
		tokens = append(tokens, bos)
	}
	for i, p := range pieces {
		if i == fixed && fixed > 0 {
			shared = len(tokens)
		}
		if p.text == "" {
			continue
		}
		more := llama.Tokenize(vocab, p.text, false, p.special)
		if len(tokens) == 1 && len(more) > 0 && more[0] == tokens[0] {
			more = more[1:] // the template writes the begin mark itself
		}
		tokens = append(tokens, more...)
	}
	return tokens, shared
}
