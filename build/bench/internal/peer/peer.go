package peer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"caro/core/backend"
)

// Request is what a peer is asked.
type Request struct {
	Messages  []backend.Message `json:"messages"`
	Fixed     int               `json:"fixed"`
	MaxTokens int               `json:"max_tokens"`
	// Mode is for node-llama-cpp: ModeSystem or ModeChat.
	Mode string `json:"mode,omitempty"`
	// Margins asks the plain loop how far each token was ahead of the second best.
	Margins bool `json:"margins,omitempty"`
	// Script is for the plain loop, which writes the chat as Caro does.
	Script *backend.Script `json:"script,omitempty"`
}

// What node-llama-cpp keeps from one request to the next.
const (
	ModeSystem = "system" // the system message; the examples aren't sent
	ModeChat   = "chat"   // the whole fixed part of Caro's chat
)

// Reply is what a peer answers. What a peer doesn't know is zero.
type Reply struct {
	Text         string        `json:"text"`
	PromptTokens int           `json:"prompt_tokens"`
	Evaluated    int           `json:"evaluated"` // tokens of the prompt that weren't kept
	First        time.Duration `json:"first_token_ns"`
	Total        time.Duration `json:"total_ns"`
	// Count is the number of tokens that were written, the end mark not counted.
	Count int `json:"-"`
	// Ends are the bytes of Text up to and with each token; Margins the logits by which
	// each was ahead, with that of the end mark after the last.
	Ends    []int     `json:"ends"`
	Margins []float64 `json:"margins"`

	Tokens json.RawMessage `json:"tokens"` // their numbers, or how many
	Ready  bool            `json:"ready"`
	Load   time.Duration   `json:"load_ns"`
	// Wrapper is node-llama-cpp's name of the chat's form.
	Wrapper string `json:"wrapper"`
	Error   string `json:"error"`
}

// Peer is a running child process. It answers one request at a time.
type Peer struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  *bufio.Scanner
	said   *lastWords
	closed sync.Once
	// Hello is what it said when its model was loaded.
	Hello Reply
}

// maxLine bounds a line of an answer, in bytes.
const maxLine = 4 << 20

// Start runs a command and waits until its model is loaded; hello, where it isn't nil,
// is sent to it first. The child ends with Close, and with ctx.
func Start(ctx context.Context, cmd *exec.Cmd, hello any) (*Peer, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p := &Peer{cmd: cmd, in: in, said: &lastWords{}, lines: bufio.NewScanner(out)}
	p.lines.Buffer(make([]byte, 64<<10), maxLine)
	cmd.Stderr = p.said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	if hello != nil {
		err = p.send(hello)
	}
	if err == nil {
		p.Hello, err = p.receive(ctx)
	}
	if err == nil && !p.Hello.Ready {
		err = errors.New("it didn't say that it is ready")
	}
	if err != nil {
		_ = p.Close()
		return nil, fmt.Errorf("start %s: %w%s", cmd.Path, err, p.said)
	}
	return p, nil
}

// Ask has the peer answer.
func (p *Peer) Ask(ctx context.Context, r Request) (Reply, error) {
	if err := p.send(r); err != nil {
		return Reply{}, fmt.Errorf("ask %s: %w%s", p.cmd.Path, err, p.said)
	}
	reply, err := p.receive(ctx)
	if err != nil {
		return Reply{}, fmt.Errorf("ask %s: %w%s", p.cmd.Path, err, p.said)
	}
	return reply, nil
}

// PID is the child's process number.
func (p *Peer) PID() int { return p.cmd.Process.Pid }

// Close ends the child.
func (p *Peer) Close() error {
	p.closed.Do(func() {
		_ = p.in.Close()
		// Nothing of it is worth waiting for.
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return nil
}

func (p *Peer) send(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = p.in.Write(append(data, '\n'))
	return err
}

// receive reads a line; when ctx ends the child is ended, so that the line comes to an
// end too.
func (p *Peer) receive(ctx context.Context) (Reply, error) {
	stop := context.AfterFunc(ctx, func() { _ = p.cmd.Process.Kill() })
	defer stop()
	if !p.lines.Scan() {
		if ctx.Err() != nil {
			return Reply{}, ctx.Err()
		}
		return Reply{}, errors.Join(errors.New("it ended"), p.lines.Err())
	}
	var r Reply
	if err := json.Unmarshal(p.lines.Bytes(), &r); err != nil {
		return Reply{}, fmt.Errorf("read its answer %.80q: %w", p.lines.Text(), err)
	}
	if r.Error != "" {
		return Reply{}, errors.New(r.Error)
	}
	return r, r.count()
}

// count understands tokens: a list of them, or their number.
func (r *Reply) count() error {
	if len(r.Tokens) == 0 || bytes.Equal(r.Tokens, []byte("null")) {
		return nil
	}
	if r.Tokens[0] != '[' {
		return json.Unmarshal(r.Tokens, &r.Count)
	}
	var list []int
	err := json.Unmarshal(r.Tokens, &list)
	r.Count = len(list)
	return err
}

// lastWords keeps the end of what a child wrote to standard error.
type lastWords struct {
	mu   sync.Mutex
	text []byte
}

const lastBytes = 2000

func (l *lastWords) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if n := len(l.text) - lastBytes; n > 0 {
		l.text = l.text[n:]
	}
	return len(p), nil
}

func (l *lastWords) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if text := bytes.TrimSpace(l.text); len(text) > 0 {
		return "; it said: " + string(text)
	}
	return ""
}
