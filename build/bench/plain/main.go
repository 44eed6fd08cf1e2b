// Command plain is what build/bench compares Caro with: llama.cpp driven as its own
// examples do it, through the same libraries, model and parameters as core/engine, in a
// process of its own. It keeps the fixed beginning of the chats in the attention cache,
// evaluates the rest of a request in one batch, and then evaluates one token at a time,
// the likeliest each, until the model ends its message. It drafts nothing, forces nothing
// and stops nowhere early.
//
// JSON, one object a line. First it writes
//
//	{"ready": true, "load_ns"}
//
// and then for each
//
//	{"messages": [{"role", "content"}], "fixed", "max_tokens", "margins"}
//
// that it reads
//
//	{"text", "tokens", "ends", "margins", "prompt_tokens", "first_token_ns", "total_ns"}
//
// or {"error"}. ends are the bytes of text up to and with each token; margins, where they
// are asked for, are how far the likeliest token's logit was above the second's.
//
// It must not know Caro's core but for the check of the libraries.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"caro/core/backend"
)

// parameters are those that core/engine loads with.
type parameters struct {
	libraries string
	model     string
	threads   int
	context   int
	batch     int
	layers    int // on the GPU; 0 for the CPU alone
}

// request is a line of the input.
type request struct {
	Messages  []backend.Message `json:"messages"`
	Fixed     int               `json:"fixed"`
	MaxTokens int               `json:"max_tokens"`
	Margins   bool              `json:"margins"`
	Script    *backend.Script   `json:"script"`
}

// reply is a line of the output.
type reply struct {
	Ready        bool          `json:"ready,omitempty"`
	Load         time.Duration `json:"load_ns,omitempty"`
	Text         string        `json:"text"`
	Tokens       []int32       `json:"tokens"`
	Ends         []int         `json:"ends"`
	Margins      []float32     `json:"margins,omitempty"`
	PromptTokens int           `json:"prompt_tokens"`
	FirstToken   time.Duration `json:"first_token_ns"`
	Total        time.Duration `json:"total_ns"`
	Error        string        `json:"error,omitempty"`
}

// maxLine bounds a line of the input, in bytes.
const maxLine = 1 << 20

func main() {
	var p parameters
	flag.StringVar(&p.libraries, "libraries", "", "folder of the engine `libraries`")
	flag.StringVar(&p.model, "model", "", "GGUF `file` of the model")
	flag.IntVar(&p.threads, "threads", 2, "threads of the CPU")
	flag.IntVar(&p.context, "context", 4096, "tokens of the context")
	flag.IntVar(&p.batch, "batch", 512, "tokens that one evaluation takes at most")
	flag.IntVar(&p.layers, "gpu-layers", 0, "layers on the GPU; 0 never touches one")
	flag.Parse()
	if err := serve(p, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "plain:", err)
		os.Exit(1)
	}
}

// serve loads the model and answers until the input ends.
func serve(p parameters, in io.Reader, out io.Writer) error {
	start := time.Now()
	m, err := load(p)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	if err := enc.Encode(reply{Ready: true, Load: time.Since(start)}); err != nil {
		return fmt.Errorf("say that the model is there: %w", err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		r, err := m.answer(lines.Bytes())
		if err != nil {
			r = reply{Error: err.Error()}
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
	}
	return lines.Err()
}

// answer reads a request and generates.
func (m *model) answer(line []byte) (reply, error) {
	var req request
	if err := json.Unmarshal(line, &req); err != nil {
		return reply{}, fmt.Errorf("read the request: %w", err)
	}
	if len(req.Messages) == 0 || req.Fixed < 0 || req.Fixed >= len(req.Messages) || req.MaxTokens < 1 {
		return reply{}, errors.New("the request lacks a message, its fixed part is no beginning of it, or it asks for no token")
	}
	return m.generate(req)
}
