package models

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// hub is the Hugging Face hub, a mirror of it, or the address of a file elsewhere, as a
// source.
type hub struct {
	model    Model
	opt      PullOptions
	endpoint *url.URL
	file     *url.URL // the address itself; nil for a file of a hub
	token    string
	refused  error // why the hub is not to be asked at all
	whole    bool  // ask for the whole file: a part was refused, or another one came
}

const (
	dialTimeout  = 3 * time.Second
	maxRedirects = 10
	hubChunk     = 256 << 10 // bytes that are read at once
)

// newHubs are the hub and then its mirrors. The token goes to the hub alone.
func newHubs(m Model, opt PullOptions, getenv func(string) string) []source {
	h := &hub{model: m, opt: opt}
	if m.URL != "" {
		if h.file, h.refused = url.Parse(m.URL); h.refused == nil {
			h.endpoint = &url.URL{Scheme: h.file.Scheme, Host: h.file.Host}
		}
		return []source{h}
	}
	if isTrue(getenv("HF_HUB_OFFLINE")) {
		h.refused = errors.New("skipped, because HF_HUB_OFFLINE is set")
		return []source{h}
	}
	if h.endpoint, h.refused = hubEndpoint("HF_ENDPOINT", getenv("HF_ENDPOINT")); h.refused == nil {
		h.token = hubToken(getenv)
	}
	list := []source{h}
	for _, address := range opt.Mirrors {
		mirror := &hub{model: m, opt: opt}
		mirror.endpoint, mirror.refused = hubEndpoint("the mirror", address)
		list = append(list, mirror)
	}
	return list
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
	if h.file != nil {
		return h.file
	}
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
	resp, err := h.follow(ctx, cancel, client, func(req *http.Request) { h.goOn(req, p) }, h.another)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	from, err := h.judge(resp, p.done)
	if err != nil {
		return err
	}
	p.from(h.name(), resp.Header.Get("ETag"))
	into := &joint{partial: p, skip: p.done - from}
	return h.stream(ctx, cancel, resp.Body, into)
}

// goOn asks for what isn't there yet.
func (h *hub) goOn(req *http.Request, p *partial) {
	if p.done == 0 || h.whole {
		return
	}
	// A tag of another place means nothing here. RFC 9110, 13.1.5: no weak ones.
	tag := p.journal.ETag
	if p.journal.Source != h.name() || !strings.HasPrefix(tag, `"`) {
		tag = ""
	}
	// Where the hash is known, what comes in the end is judged by it; else only the tag
	// tells whether a part belongs to what is here. Without, all of it is asked for, and
	// compared.
	if tag == "" && !h.model.known() {
		return
	}
	req.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.done))
	if tag != "" {
		req.Header.Set("If-Range", tag)
	}
}

// ask finds out which bytes the file has: from the hub's own headers, of which
// X-Linked-Etag is the SHA-256 of a large file, or but its size.
func (h *hub) ask(ctx context.Context) (Model, error) {
	m := h.model
	if h.refused != nil {
		return m, h.refused
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	client := h.client()
	defer client.CloseIdleConnections()
	resp, err := h.follow(ctx, cancel, client, func(*http.Request) {}, func(resp *http.Response) (bool, error) {
		return h.linked(resp, &m), nil
	})
	if err != nil {
		return m, err
	}
	_ = resp.Body.Close()
	switch {
	case m.known() || h.linked(resp, &m):
		return m, nil
	case resp.StatusCode != http.StatusOK:
		return m, h.refusal(resp)
	}
	switch kind := kindOf(resp); {
	case kind == aPage || kind == aMessage:
		return m, fmt.Errorf("it offers %s, not the file", kind)
	case resp.ContentLength <= 0:
		return m, errors.New("it doesn't say how large the file is")
	}
	m.Bytes = resp.ContentLength
	return m, nil
}

// linked reads into m what the hub's answer says of a large file.
func (h *hub) linked(resp *http.Response, m *Model) bool {
	sum := strings.Trim(resp.Header.Get("X-Linked-Etag"), `"`)
	size, err := strconv.ParseInt(resp.Header.Get("X-Linked-Size"), 10, 64)
	if h.file != nil || !formSHA256.MatchString(sum) || err != nil || size <= 0 {
		return false
	}
	m.Bytes, m.SHA256 = size, sum
	if commit := resp.Header.Get("X-Repo-Commit"); formCommit.MatchString(commit) {
		m.Hub = &HubFile{Repo: m.Hub.Repo, Revision: commit, File: m.Hub.File}
	}
	return true
}

// joint writes an answer's bytes into a partial that has the first skip of them already.
// Those are compared: the partial is kept until it is known that it doesn't fit.
type joint struct {
	*partial
	skip int64
	seen hash.Hash
}

func (j *joint) Write(b []byte) (int, error) {
	head := min(int64(len(b)), j.skip)
	if head > 0 {
		if j.seen == nil {
			j.seen = sha256.New()
		}
		_, _ = j.seen.Write(b[:head])
		if j.skip -= head; j.skip == 0 && digest(j.seen) != digest(j.sum) {
			if err := j.restart(); err != nil {
				return 0, err
			}
			return 0, temporary{error: errors.New("it has other bytes than were here already; beginning anew"), soon: true}
		}
	}
	n, err := j.partial.Write(b[head:])
	return int(head) + n, err
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

// follow asks for the file, and goes where redirects lead until look, which sees each of
// them, has enough. The token goes to the endpoint only.
func (h *hub) follow(ctx context.Context, cancel context.CancelCauseFunc, client *http.Client,
	prepare func(*http.Request), look func(*http.Response) (enough bool, err error)) (*http.Response, error) {
	at := h.address()
	for range maxRedirects {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("its address is wrong: %w", unwrapURL(err))
		}
		req.Header.Set("User-Agent", "caro")
		req.Header.Set("Accept-Encoding", "identity")
		prepare(req)
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
		if enough, err := look(resp); enough || err != nil {
			return resp, err
		}
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

// another says that the hub has another file than the one that is known by now.
func (h *hub) another(resp *http.Response) (bool, error) {
	linked := strings.Trim(resp.Header.Get("X-Linked-Etag"), `"`)
	if formSHA256.MatchString(linked) && h.model.known() && linked != h.model.SHA256 {
		return false, fmt.Errorf("it has another file under this name now: its SHA-256 is %s, not %s", linked, h.model.SHA256)
	}
	return false, nil
}

// trickle is how many bytes have to come, at least, within the time that counts as a stall.
const trickle = 4096

// looks is how often it is looked, within that time, whether they have. A process that was
// stopped meanwhile, by Ctrl-Z or a laptop's sleep, has missed all looks but one: what has
// come for it is read before it could seem to have stalled.
const looks = 8

// watch looks again and again until ctx ends.
func watch(ctx context.Context, every time.Duration, look func()) {
	tick := time.NewTicker(max(every, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			look()
		case <-ctx.Done():
			return
		}
	}
}

// stream copies the body into p, and gives up when nothing, or next to nothing, comes for
// too long.
func (h *hub) stream(ctx context.Context, cancel context.CancelCauseFunc, body io.Reader, p *joint) error {
	var reading atomic.Bool
	var looked atomic.Int64 // since enough had come the last time
	go watch(ctx, h.opt.Stall/looks, func() {
		if reading.Load() && looked.Add(1) > looks {
			cancel(errStall)
		}
	})
	buf, came := make([]byte, hubChunk), 0
	for {
		reading.Store(true)
		n, err := body.Read(buf)
		reading.Store(false) // a slow disk is no stall, nor is the limit
		if n > 0 {
			if p.limit != nil {
				if err := p.limit.WaitN(ctx, n); err != nil {
					return err
				}
			}
			if _, err := p.Write(buf[:n]); err != nil {
				return err
			}
			p.moved.set(p.done)
			if came += n; came >= trickle {
				came = 0
				looked.Store(0)
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return nil // p.finish counts
		case errors.Is(context.Cause(ctx), errStall):
			return temporary{error: fmt.Errorf("stalled after %s: less than %s came in %s", FormatBytes(p.done), FormatBytes(trickle), h.opt.Stall)}
		case errors.Is(err, io.ErrUnexpectedEOF):
			return temporary{error: fmt.Errorf("the connection was cut after %s of %s", FormatBytes(p.done), FormatBytes(p.model.Bytes))}
		default:
			return temporary{error: fmt.Errorf("the connection broke after %s: %w", FormatBytes(p.done), unwrapURL(err))}
		}
	}
}
