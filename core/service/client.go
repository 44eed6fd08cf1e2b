package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// Client is the front's side of a worker: a backend.Backend over a socket.
type Client struct {
	http   *http.Client
	socket string
	pid    int // of the worker; 0 where this process didn't start it
	// died says why the worker ended, or gives nil if it lives.
	died func() error
	// close ends the worker.
	close func() error
}

var _ backend.Backend = (*Client)(nil)

func newClient(socket string) *Client {
	transport := &http.Transport{
		// A unix socket: no proxy, no name look-up, nothing of the network.
		Proxy: nil,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
		DisableCompression: true,
	}
	return &Client{
		http:   &http.Client{Transport: transport},
		socket: socket,
		died:   func() error { return nil },
		close:  func() error { transport.CloseIdleConnections(); return nil },
	}
}

// Load has the worker load its model.
func (c *Client) Load(ctx context.Context, on func(backend.Event)) (backend.Info, error) {
	last, err := c.post(ctx, pathLoad, struct{}{}, on)
	if err != nil {
		return backend.Info{}, err
	}
	if last.Info == nil {
		return backend.Info{}, fault.New(fault.Engine, "the engine didn't say what it runs on", "")
	}
	return *last.Info, nil
}

// Generate has the worker answer a chat.
func (c *Client) Generate(ctx context.Context, req backend.Request, on func(backend.Event)) (backend.Result, error) {
	if err := req.Check(); err != nil {
		return backend.Result{}, err
	}
	last, err := c.post(ctx, pathGenerate, req, on)
	if err != nil {
		return backend.Result{}, err
	}
	if last.Result == nil {
		return backend.Result{}, fault.New(fault.Engine, "the engine ended without an answer", "")
	}
	return *last.Result, nil
}

// Prepare has the worker work ahead.
func (c *Client) Prepare(ctx context.Context, req backend.Request, _ time.Duration) error {
	req.MaxTokens = 1
	_, err := c.Generate(ctx, req, nil)
	return err
}

// Close ends the worker and waits until it has gone.
func (c *Client) Close() error { return c.close() }

// post sends a request and reads the stream that answers it.
func (c *Client) post(ctx context.Context, path string, body any, on func(backend.Event)) (line, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return line{}, fault.Wrap(fault.Usage, fmt.Errorf("write the request: %w", err), "")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://caro-engine"+path, bytes.NewReader(data))
	if err != nil {
		return line{}, fault.Wrap(fault.Failed, err, "")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(protocolHeader, strconv.Itoa(Protocol))
	resp, err := c.http.Do(req)
	if err != nil {
		return line{}, c.failure(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return line{}, fault.New(fault.Engine, fmt.Sprintf("the engine refused the request: %s: %s", resp.Status, bytes.TrimSpace(text)), "")
	}
	last, err := readStream(resp.Body, on)
	if err != nil {
		return line{}, c.failure(ctx, err)
	}
	return last, nil
}

// failure words an error: the person's interruption, the worker's own word, or what its
// end tells, in this order.
func (c *Client) failure(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var said *fault.Error
	if errors.As(err, &said) {
		return said
	}
	if died := c.died(); died != nil {
		return died
	}
	return fault.Wrap(fault.Engine, fmt.Errorf("speak to the engine: %w", err), "")
}
