package models

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// hub is the Hugging Face hub, or a mirror of it, as a source.
type hub struct {
	model    Model
	opt      PullOptions
	endpoint *url.URL
	token    string
	refused  error // why the hub is not to be asked at all
}

const (
	dialTimeout  = 3 * time.Second
	maxRedirects = 10
	hubChunk     = 256 << 10 // bytes that are read at once
)

func newHub(m Model, opt PullOptions, getenv func(string) string) *hub {
	h := &hub{model: m, opt: opt}
	if isTrue(getenv("HF_HUB_OFFLINE")) {
		h.refused = errors.New("skipped, because HF_HUB_OFFLINE is set")
		return h
	}
	if h.endpoint, h.refused = hubEndpoint(getenv); h.refused == nil {
		h.token = hubToken(getenv)
	}
	return h
}

func (h *hub) name() string {
	if h.endpoint == nil {
		return "Hugging Face hub"
	}
	return h.endpoint.Host
}

func (h *hub) extra() int64 { return 0 }

// address is where the file lies: endpoint/repo/resolve/revision/file.
func (h *hub) address() *url.URL {
	at := h.model.Hub
	elements := append(strings.Split(at.Repo, "/"), "resolve", at.Revision)
	elements = append(elements, strings.Split(at.File, "/")...)
	for i := range elements {
		elements[i] = url.PathEscape(elements[i])
	}
	return h.endpoint.JoinPath(elements...)
}

func (h *hub) fetch(ctx context.Context, p *partial) error {
	if h.refused != nil {
		return h.refused
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	client := h.client()
	defer client.CloseIdleConnections()
	resp, err := h.follow(ctx, cancel, client)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := h.judge(resp); err != nil {
		return err
	}
	return h.stream(ctx, cancel, resp.Body, p)
}

// client makes no use of HTTP/2, whose windows slow down one large stream, nor
// of redirects, which follow handles.
func (h *hub) client() *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:              http.ProxyFromEnvironment,
			DialContext:        dialer.DialContext,
			DisableCompression: true,
			ReadBufferSize:     hubChunk,

			MaxResponseHeaderBytes: 256 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// errNoAnswer and errStall are why a request was cancelled from within.
var (
	errNoAnswer = errors.New("out of reach: no answer in time")
	errStall    = errors.New("stalled")
)

// follow asks for the file, and goes where redirects lead. The token goes to
// the endpoint only.
func (h *hub) follow(ctx context.Context, cancel context.CancelCauseFunc, client *http.Client) (*http.Response, error) {
	at := h.address()
	for range maxRedirects {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("its address is wrong: %w", unwrapURL(err))
		}
		req.Header.Set("User-Agent", "caro")
		req.Header.Set("Accept-Encoding", "identity")
		if h.token != "" && sameOrigin(at, h.endpoint) {
			req.Header.Set("Authorization", "Bearer "+h.token)
		}
		timer := time.AfterFunc(h.opt.HubAnswer, func() { cancel(errNoAnswer) })
		resp, err := client.Do(req)
		timer.Stop()
		if err != nil {
			return nil, h.unreachable(ctx, err)
		}
		if !isRedirect(resp.StatusCode) {
			return resp, nil
		}
		_ = resp.Body.Close()
		next, err := resp.Location()
		if err != nil {
			return nil, fmt.Errorf("it redirects (%d) without saying where to", resp.StatusCode)
		}
		if next.Scheme != "https" && (next.Scheme != "http" || !loopback(next) || !loopback(h.endpoint)) {
			return nil, fmt.Errorf("it redirects to an unsafe address (%s at %s)", clean(next.Scheme, 20), clean(next.Host, 100))
		}
		at = next
	}
	return nil, fmt.Errorf("it redirects more than %d times", maxRedirects)
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// sameOrigin compares scheme, host and port, so that a token sent to a is in
// the same hands as one sent to b.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" || u.Scheme != "https" {
		return p
	}
	return "443"
}

// stream copies the body into p, and gives up when nothing comes for too long.
func (h *hub) stream(ctx context.Context, cancel context.CancelCauseFunc, body io.Reader, p *partial) error {
	watch := time.AfterFunc(h.opt.Stall, func() { cancel(errStall) })
	defer watch.Stop()
	buf := make([]byte, hubChunk)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			watch.Stop() // a slow disk is no stall
			if _, err := p.Write(buf[:n]); err != nil {
				return err
			}
			p.moved.set(p.done)
			watch.Reset(h.opt.Stall)
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return nil // p.finish counts
		case errors.Is(context.Cause(ctx), errStall):
			return fmt.Errorf("stalled after %s: nothing came for %s", FormatBytes(p.done), h.opt.Stall)
		case errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("the connection was cut after %s of %s", FormatBytes(p.done), FormatBytes(p.model.Bytes))
		default:
			return fmt.Errorf("the connection broke after %s: %w", FormatBytes(p.done), unwrapURL(err))
		}
	}
}
