package backend

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"caro/core/fault"
)

// Backend writes the next message of a chat with a language model.
//
// Its methods are safe for concurrent use; requests on one model are answered one at
// a time.
type Backend interface {
	// Load makes the model ready and says what it runs on. It reports its progress as
	// EventLoading. A loaded backend answers at once. Errors are *fault.Error.
	Load(ctx context.Context, on func(Event)) (Info, error)

	// Generate writes the next message, each piece of it as an EventToken as soon as it
	// is certain, and returns the whole. It loads the model where that hasn't been done.
	// Cancelling ctx ends it within one token, with an error that is context.Canceled,
	// and leaves the backend ready for the next request.
	Generate(ctx context.Context, req Request, on func(Event)) (Result, error)

	// Prepare works ahead for a request that is likely to come, such as one that a person
	// is typing: it evaluates the chat and, once pause has passed without ctx ending,
	// writes the answer; a negative pause never does. Generate with the same request then
	// goes on from there, and one that begins alike from what they share. It gives way to
	// Generate at once, and returns when there is nothing left to do or ctx ends. A
	// backend where work ahead costs money or leaves the machine does nothing.
	Prepare(ctx context.Context, req Request, pause time.Duration) error

	// Close ends the backend and frees what it holds. It may be called twice.
	Close() error
}

// The roles of a message.
const (
	RoleSystem    = "system"
	RoleUser      = "user"
	RoleAssistant = "assistant"
)

// Message is one message of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Request asks for the next message.
type Request struct {
	// Messages is the chat so far. If the last one is the assistant's, the answer goes on
	// from its content, as if the model itself had begun so.
	Messages []Message `json:"messages"`
	// Fixed says that the first so many messages are the same in many requests and hold
	// nothing of a person's: a backend may keep their state, on disk too.
	Fixed int `json:"fixed,omitempty"`
	// MaxTokens ends the answer after so many tokens; 1 to MaxTokensLimit.
	MaxTokens int `json:"max_tokens"`
	// Stop ends the answer before the first of these texts; at most MaxStops.
	Stop []string `json:"stop,omitempty"`
	// Whole are texts that are all of an answer: one is over as soon as it is written, where
	// a backend can end it there and spare the look at what would follow; at most MaxStops.
	Whole []string `json:"whole,omitempty"`
	// Others asks for up to so many other answers too, each of which goes on otherwise from
	// where the model was least sure; at most MaxOthers. A backend that can't see how sure
	// the model is gives none.
	Others int `json:"others,omitempty"`
	// Given is an answer that isn't to be written but weighed: the result is that text, with
	// its LogProb, as if the model had written it and ended there. No event tells of it. A
	// backend that can't see how sure the model is leaves the LogProb 0.
	Given string `json:"given,omitempty"`
	// Script lets a backend that puts the chat into tokens itself write it as a script,
	// whose End then ends the answer. Others ask the messages as they are.
	Script *Script `json:"script,omitempty"`
}

// Stops are the texts that end an answer to the chat as it is or as a script.
func (r Request) Stops() []string {
	if r.Script == nil {
		return r.Stop
	}
	return append(slices.Clip(r.Stop), r.Script.End)
}

// Limits on a request; those on stop texts hold for whole answers too.
const (
	MaxTokensLimit  = 1024
	MaxStops        = 8
	MaxStopBytes    = 64
	MaxOthers       = 8
	MaxMessages     = 128
	MaxRequestBytes = 64 << 10 // of all contents together
)

// Check says what is wrong with the request, or nil.
func (r Request) Check() error {
	size := 0
	for _, m := range r.Messages {
		switch m.Role {
		case RoleSystem, RoleUser, RoleAssistant:
		default:
			return usage("a message has the unknown role %.20q", m.Role)
		}
		if !isText(m.Content) {
			return usage("a message is no text: it has bytes that aren't UTF-8, or NUL")
		}
		size += len(m.Content)
	}
	if !isText(r.Given) {
		return usage("the answer to weigh is no text: it has bytes that aren't UTF-8, or NUL")
	}
	size += len(r.Given)
	switch {
	case len(r.Messages) == 0:
		return usage("the request has no message")
	case len(r.Messages) > MaxMessages:
		return usage("the request has %d messages, at most %d are taken", len(r.Messages), MaxMessages)
	case size > MaxRequestBytes:
		return usage("the request has %d bytes, at most %d are taken", size, MaxRequestBytes)
	case r.Fixed < 0 || r.Fixed > len(r.Messages):
		return usage("fixed is %d with %d messages", r.Fixed, len(r.Messages))
	case r.Others < 0 || r.Others > MaxOthers:
		return usage("the request asks for %d other answers, at most %d are given", r.Others, MaxOthers)
	case r.MaxTokens < 1 || r.MaxTokens > MaxTokensLimit:
		return usage("max_tokens is %d, it must be 1 to %d", r.MaxTokens, MaxTokensLimit)
	}
	if err := cmp.Or(checkTexts("stop text", r.Stop), checkTexts("whole answer", r.Whole)); err != nil || r.Script == nil {
		return err
	}
	return r.Script.check()
}

func checkTexts(kind string, texts []string) error {
	if len(texts) > MaxStops {
		return usage("the request has %d %ss, at most %d are taken", len(texts), kind, MaxStops)
	}
	for _, s := range texts {
		if s == "" || len(s) > MaxStopBytes {
			return usage("a %s has %d bytes, it must have 1 to %d", kind, len(s), MaxStopBytes)
		}
	}
	return nil
}

// isText reports whether s can be put into tokens.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func usage(format string, args ...any) error {
	return fault.New(fault.Usage, fmt.Sprintf(format, args...), "")
}

// StopReason says why an answer ended.
type StopReason string

// The reasons.
const (
	StopEnd   StopReason = "end"   // the model ended its message
	StopText  StopReason = "stop"  // a stop text came
	StopLimit StopReason = "limit" // MaxTokens or the context was used up: it is cut off
)

// Result is a finished answer.
type Result struct {
	Text            string     `json:"text"`
	Stop            StopReason `json:"stop"`
	PromptTokens    int        `json:"prompt_tokens"`    // of the whole chat
	CachedTokens    int        `json:"cached_tokens"`    // of these, found evaluated already
	GeneratedTokens int        `json:"generated_tokens"` // written by the model, the end mark not counted
	// Passes is how many evaluations of the model it took, the prompt's included; 0 where
	// that isn't known.
	Passes int `json:"passes,omitempty"`
	// LogProb is the logarithm of the model's probability of the answer, its end included; 0
	// where that isn't known. Others are the other answers, the likeliest fork first.
	LogProb float64 `json:"log_prob,omitempty"`
	Others  []Other `json:"others,omitempty"`
	// FirstToken is the time from the request to the first token, Total to the last.
	FirstToken time.Duration `json:"first_token_ns"`
	Total      time.Duration `json:"total_ns"`
}

// Other is another answer to the same request.
type Other struct {
	Text    string     `json:"text"`
	Stop    StopReason `json:"stop"`
	LogProb float64    `json:"log_prob"`
	Tokens  int        `json:"tokens"`
}

// Info says what answers.
type Info struct {
	Backend string `json:"backend"` // "local", or the server's address
	Model   string `json:"model"`   // the model's own name
	Device  string `json:"device"`  // "CPU", "Metal (Apple M2)", "Vulkan0 (…)"
	// Layers on the GPU, and of how many.
	GPULayers int `json:"gpu_layers"`
	Layers    int `json:"layers"`
	Context   int `json:"context"` // tokens
	Threads   int `json:"threads"`
	// Load is how long loading took; 0 where the model was there already.
	Load time.Duration `json:"load_ns"`
	// Notes are things that the person should know, such as a GPU that failed to start.
	Notes []string `json:"notes,omitempty"`
}

// EventKind says what an event tells.
type EventKind string

// The kinds of event.
const (
	EventLoading EventKind = "loading" // Fraction of the model loaded
	EventToken   EventKind = "token"   // Text, a piece of the answer, whole UTF-8
	EventRestart EventKind = "restart" // Text says why; what was streamed so far is void
	// EventComparing comes from package core, not from a backend: what was streamed is in
	// doubt and compared with other answers.
	EventComparing EventKind = "comparing"
)

// Event tells of progress while a call runs. A receiver should return quickly.
type Event struct {
	Kind     EventKind `json:"event"`
	Fraction float64   `json:"fraction,omitempty"` // 0 to 1
	Text     string    `json:"text,omitempty"`
}
