package remote

import (
	"context"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"caro/core/backend"
)

// maxServerStops is how many stop texts every server takes; the others are found here.
const maxServerStops = 4

// habits is what the server was found to refuse; the next requests go without.
type habits struct {
	noUsage   bool // asking for the count of tokens in a stream
	completed bool // "max_tokens": newer models of OpenAI want "max_completion_tokens"
	onlyAsked bool // an answer that goes on, but by asking
}

// learn notes what a refusal complains of, and reports whether the request is worth being
// sent again because of it.
func (b *Backend) learn(req backend.Request, refused *refusal) bool {
	if refused.status != 400 && refused.status != 422 && refused.status != 500 {
		return false
	}
	text := strings.ToLower(string(refused.body))
	says := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.habits
	switch {
	case says("max_completion_tokens"):
		b.habits.completed = true
	case says("stream_options", "include_usage"):
		b.habits.noUsage = true
	case begun(req) != "" && b.server != nil && b.server.goOn != goOnAsked &&
		says("continue_final_message", "add_generation_prompt", "prefill", "last message", "final message"):
		b.habits.onlyAsked = true
	}
	return b.habits != before
}

// authorization is the header with the key; none where there is no key.
func (b *Backend) authorization(ctx context.Context) ([]option.RequestOption, error) {
	key, err := b.key(ctx)
	if err != nil || key == "" {
		return nil, err
	}
	return []option.RequestOption{option.WithHeader("Authorization", "Bearer "+key)}, nil
}

// way is how a request is put to the server.
type way struct {
	goOn   goOn
	stream bool
	habits
}

// way decides how a request is put.
func (b *Backend) way(s *server, stream bool) way {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := way{goOn: s.goOn, stream: stream, habits: b.habits}
	if w.onlyAsked {
		w.goOn = goOnAsked
	}
	return w
}

// asks reports whether the server is asked to go on from words.
func (w way) asks(req backend.Request) bool { return begun(req) != "" && w.goOn == goOnAsked }

// body is the request in the protocol's words. The choice is greedy by temperature 0; a
// seed would decide nothing then, and some servers refuse it.
func (w way) body(model string, req backend.Request) openai.ChatCompletionNewParams {
	p := openai.ChatCompletionNewParams{
		Model:       model,
		Messages:    make([]openai.ChatCompletionMessageParamUnion, 0, len(req.Messages)+1),
		Temperature: openai.Float(0),
	}
	for _, m := range req.Messages {
		switch m.Role {
		case backend.RoleSystem:
			p.Messages = append(p.Messages, openai.SystemMessage(m.Content))
		case backend.RoleAssistant:
			p.Messages = append(p.Messages, openai.AssistantMessage(m.Content))
		default:
			p.Messages = append(p.Messages, openai.UserMessage(m.Content))
		}
	}
	if w.completed {
		p.MaxCompletionTokens = openai.Int(int64(req.MaxTokens))
	} else {
		p.MaxTokens = openai.Int(int64(req.MaxTokens))
	}
	extra := map[string]any{}
	if w.stream {
		extra["stream"] = true // the library has it as another method, which reads the stream
		if !w.noUsage {
			p.StreamOptions = openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)}
		}
	}
	switch words := begun(req); {
	case w.asks(req):
		p.Messages = append(p.Messages, openai.UserMessage(ask(words)))
		// No stop texts: one may stand in what the model repeats first.
	default:
		if n := min(len(req.Stop), maxServerStops); n > 0 {
			p.Stop = openai.ChatCompletionNewParamsStopUnion{OfStringArray: req.Stop[:n]}
		}
		if words != "" && w.goOn == goOnFlagged {
			extra["continue_final_message"], extra["add_generation_prompt"] = true, false
		}
	}
	if len(extra) > 0 {
		p.SetExtraFields(extra)
	}
	return p
}
