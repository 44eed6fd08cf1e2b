package service

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"caro/core/fault"
)

// pingLimit is how long a worker may take to introduce itself.
const pingLimit = 2 * time.Second

// conn is a connection to the worker: one request after the other.
type conn struct {
	net.Conn
	socket string
	peer   peer
	r      *bufio.Reader
	heard  atomic.Int64 // when something came last, see running
}

// dial connects to the worker and checks that it is this user's. It is notThere where
// no worker listens.
func dial(ctx context.Context, socket string) (*conn, error) {
	if err := checkFolder(socket); err != nil {
		return nil, err
	}
	var d net.Dialer
	raw, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, fmt.Errorf("reach the engine: %w", err)
	}
	p, err := peerOf(raw)
	if err == nil && p.uid != os.Getuid() {
		err = fault.New(fault.Engine, fmt.Sprintf("the socket %s belongs to user %d", socket, p.uid), "set CARO_SOCKET to a path of your own")
	}
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	c := &conn{Conn: raw, socket: socket, peer: p}
	c.r = bufio.NewReader(c)
	return c, nil
}

// notThere reports whether an error of dial means that no worker listens.
func notThere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED)
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.heard.Store(int64(running()))
	return n, err
}

// silent is the time since anything came.
func (c *conn) silent() time.Duration { return running() - time.Duration(c.heard.Load()) }

// send sends a request and reads the head of what answers it.
func (c *conn) send(method, path string, body any) (*http.Response, error) {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return nil, fault.Wrap(fault.Usage, fmt.Errorf("write the request: %w", err), "")
		}
	}
	//nolint:noctx // the connection itself is closed when the context ends
	req, err := http.NewRequest(method, "http://caro-engine"+path, bytes.NewReader(data))
	if err != nil {
		return nil, fault.Wrap(fault.Failed, err, "")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(protocolHeader, version())
	c.heard.Store(int64(running()))
	if err := req.Write(c.Conn); err != nil {
		return nil, fmt.Errorf("send the request: %w", err)
	}
	resp, err := http.ReadResponse(c.r, req)
	if err != nil {
		return nil, fmt.Errorf("read the engine's answer: %w", err)
	}
	return resp, nil
}

// ask sends a request that is answered at once, with one JSON value.
func (c *conn) ask(ctx context.Context, method, path string, v any) error {
	limit := time.Now().Add(pingLimit)
	if at, ok := ctx.Deadline(); ok && at.Before(limit) {
		limit = at
	}
	_ = c.SetDeadline(limit)
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	resp, err := c.send(method, path, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxReplyBytes))
	if err != nil {
		return fmt.Errorf("read the engine's answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return &nonsenseError{fmt.Errorf("the engine refused the request: %s: %.200q", resp.Status, data)}
	}
	if err := json.Unmarshal(data, v); err != nil {
		return &nonsenseError{fmt.Errorf("the engine's answer can't be read: %w", err)}
	}
	return c.SetDeadline(time.Time{})
}

func (c *conn) hello(ctx context.Context) (Hello, error) {
	var h Hello
	err := c.ask(ctx, http.MethodGet, pathHello, &h)
	return h, err
}

// timedOut reports whether a worker that is there didn't answer.
func timedOut(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, syscall.EAGAIN)
}

// untilGone waits for the other end to end, or close the connection.
func (c *conn) untilGone(ctx context.Context, limit time.Duration) bool {
	_ = c.SetDeadline(time.Now().Add(limit))
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	_, err := io.Copy(io.Discard, c.r)
	return ctx.Err() == nil && !timedOut(err)
}
