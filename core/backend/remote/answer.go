package remote

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/openai/openai-go/v3"

	"caro/core/backend"
	"caro/core/backend/stream"
)

// A server that minds no max_tokens is cut off at so many bytes: tokens have four on
// average, and the longest, blanks, seldom come many in a row.
const (
	maxTokenBytes = 64
	spareBytes    = 1 << 10
)

// reading makes a Result of what a server sends.
type reading struct {
	req   backend.Request
	start time.Time // of the whole request
	on    func(backend.Event)

	text     stream.Text
	repeated *repeated // nil where nothing can be repeated
	result   backend.Result
	counted  bool   // the server told its count of tokens
	pieces   int    // that came
	bytes    int    // in them
	finish   string // the server's reason; "" while it hasn't given one
	thinking bool   // reasoning came
	told     bool   // something was passed on
	cut      bool   // ended here, while the server may write on
}

func newReading(req backend.Request, w way, start time.Time, on func(backend.Event)) *reading {
	r := &reading{req: req, start: start, on: on, text: stream.Text{Stops: req.Stop}}
	if w.asks(req) {
		r.repeated = newRepeated(begun(req))
	}
	return r
}

// read reads a response. It returns as soon as the answer is certain to be complete; more
// may be left in body then.
func (r *reading) read(body io.Reader, last func()) error {
	lines := bufio.NewReader(body)
	first, err := firstByte(lines)
	switch {
	case err != nil:
		return broken(err)
	case first == '{':
		return r.whole(lines) // a server that doesn't stream, whatever it calls the content
	case first == '<' || first == '[':
		begins, _ := lines.Peek(min(lines.Buffered(), maxBegins))
		return &foreignError{begins: string(begins)}
	}
	return r.stream(&events{lines: lines}, last)
}

// broken is an error in reading a response that had begun: whatever the connection says,
// the answer broke off.
func broken(err error) error {
	var foreign *foreignError
	if errors.Is(err, errTooLarge) || errors.As(err, &foreign) {
		return err
	}
	return errBrokenOff
}

// stream reads an answer in pieces. last is called when only the count of tokens and the
// end are missing.
func (r *reading) stream(e *events, last func()) error {
	for {
		data, err := e.next()
		switch {
		case err == nil:
		case r.finish != "":
			return nil // the answer is whole, whatever became of the rest
		default:
			return broken(err)
		}
		if string(data) == string(doneMark) {
			if r.finish == "" && r.pieces == 0 && !r.thinking {
				return errBrokenOff
			}
			return nil // some servers give no reason
		}
		var chunk openai.ChatCompletionChunk
		switch err := json.Unmarshal(data, &chunk); {
		case err == nil && data[0] == '{':
		case r.finish != "":
			return nil
		case data[0] == '{':
			return errBrokenOff // cut, or damaged on the way
		default:
			return &foreignError{begins: string(data[:min(len(data), maxBegins)])}
		}
		if err := reported(data); err != nil {
			return err
		}
		done, err := r.chunk(chunk, last)
		if done || err != nil {
			return err
		}
	}
}

// chunk takes a piece of the stream; done says that nothing more is needed.
func (r *reading) chunk(c openai.ChatCompletionChunk, last func()) (done bool, err error) {
	counted := c.JSON.Usage.Valid() && r.count(c.Usage)
	for _, choice := range c.Choices {
		if choice.Index != 0 {
			continue
		}
		for _, name := range []string{"reasoning_content", "reasoning"} {
			if f, ok := choice.Delta.JSON.ExtraFields[name]; ok && len(f.Raw()) > len(`""`) && f.Raw() != "null" {
				r.thinking = true
			}
		}
		if r.piece(choice.Delta.Content) {
			return true, nil
		}
		if choice.FinishReason != "" && r.finish == "" {
			r.ends(choice.FinishReason, stoppedBy(choice.JSON.ExtraFields["stop_reason"].Raw(), choice.JSON.ExtraFields["matched_stop"].Raw()))
			if r.finish == finishFailed {
				return false, errBrokenOff
			}
			last()
		}
	}
	return r.finish != "" && counted, nil
}

// whole reads an answer in one piece.
func (r *reading) whole(body io.Reader) error {
	text, err := io.ReadAll(body)
	if err != nil {
		return broken(err)
	}
	if err := reported(text); err != nil {
		return err
	}
	var c openai.ChatCompletion
	if err := json.Unmarshal(text, &c); err != nil || len(c.Choices) == 0 {
		return &foreignError{begins: string(text[:min(len(text), maxBegins)])}
	}
	if c.JSON.Usage.Valid() {
		r.count(c.Usage)
	}
	choice := c.Choices[0]
	if !r.piece(choice.Message.Content) {
		r.ends(choice.FinishReason, stoppedBy(choice.JSON.ExtraFields["stop_reason"].Raw(), choice.JSON.ExtraFields["matched_stop"].Raw()))
		if r.finish == finishFailed {
			return errBrokenOff
		}
	}
	return nil
}

// piece takes text of the answer; it returns whether the answer ends here.
func (r *reading) piece(text string) (ended bool) {
	if text == "" {
		return false
	}
	r.pieces++
	r.bytes += len(text)
	if r.result.FirstToken == 0 {
		r.result.FirstToken = time.Since(r.start)
	}
	if r.repeated != nil {
		text = r.repeated.pass(text)
	}
	certain, stopped := r.text.Feed([]byte(text))
	r.tell(certain)
	switch {
	case stopped:
		r.finish, r.result.Stop = "stop", backend.StopText
	case r.bytes > r.req.MaxTokens*maxTokenBytes+spareBytes:
		r.finish, r.result.Stop = "length", backend.StopLimit
	default:
		return false
	}
	r.cut, r.result.Total = true, time.Since(r.start)
	return true
}

func (r *reading) tell(text string) {
	if text == "" {
		return
	}
	r.told = true
	if r.on != nil {
		r.on(backend.Event{Kind: backend.EventToken, Text: text})
	}
}

// finishFailed is the reason of a server that gave up; filtered of one that keeps the rest
// to itself.
const (
	finishFailed = "error"
	filtered     = "content_filter"
)

// ends notes the server's reason.
func (r *reading) ends(reason string, byStop bool) {
	r.result.Total = time.Since(r.start)
	switch reason {
	case "length", "max_tokens":
		r.finish, r.result.Stop = reason, backend.StopLimit
	case finishFailed, "abort", "cancelled":
		r.finish = finishFailed
	case "stop_sequence":
		r.finish, r.result.Stop = reason, backend.StopText
	default:
		r.finish, r.result.Stop = reason, backend.StopEnd
		if byStop {
			r.result.Stop = backend.StopText
		}
	}
}

// stoppedBy reads the fields in which vLLM and SGLang name the stop text: a text, where
// the token that ends the message is null or a number.
func stoppedBy(fields ...string) bool {
	for _, f := range fields {
		if len(f) > 2 && f[0] == '"' {
			return true
		}
	}
	return false
}

// count takes the server's count of tokens; some send one that is all zero first.
func (r *reading) count(u openai.CompletionUsage) bool {
	if u.CompletionTokens == 0 && u.PromptTokens == 0 {
		return false
	}
	r.counted = true
	r.result.PromptTokens = int(u.PromptTokens)
	r.result.CachedTokens = int(min(u.PromptTokensDetails.CachedTokens, u.PromptTokens))
	r.result.GeneratedTokens = int(u.CompletionTokens)
	return true
}

// finished is the result, once read succeeded.
func (r *reading) finished() backend.Result {
	if r.result.Stop != backend.StopText {
		rest := ""
		if r.repeated != nil {
			rest = r.repeated.rest()
		}
		certain, stopped := r.text.Feed([]byte(rest))
		r.tell(certain)
		if stopped {
			r.result.Stop = backend.StopText
		} else {
			r.tell(r.text.Flush())
		}
	}
	if r.result.Stop == "" {
		r.result.Stop = backend.StopEnd
	}
	if r.result.Total == 0 {
		r.result.Total = time.Since(r.start)
	}
	if r.result.FirstToken == 0 {
		r.result.FirstToken = r.result.Total
	}
	if !r.counted {
		r.result.GeneratedTokens = r.pieces
	}
	r.result.Text = r.text.String()
	return r.result
}
