package remote

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

// Bounds on a connection.
const (
	connectTimeout = 10 * time.Second
	maxHeader      = 64 << 10 // bytes of a response's header
	maxBody        = 8 << 20  // bytes of a response
	maxRefusal     = 64 << 10 // bytes read of a response that is an error
	maxRedirects   = 3
	// maxAnswer is how long one answer may take in all: a server that sends a byte now
	// and then is never silent.
	maxAnswer = 15 * time.Minute
)

// newHTTPClient makes the client: the system's proxies, and no redirect to another host,
// for the request and the key would travel there.
func newHTTPClient(given *http.Client) *http.Client {
	client := http.Client{Transport: &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: connectTimeout}).DialContext,
		TLSHandshakeTimeout:    connectTimeout,
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // packed, tokens would come late
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    2,
	}}
	if given != nil {
		client = *given
	}
	client.Timeout = 0 // would end a stream that is not silent
	client.CheckRedirect = checkRedirect
	return &client
}

// redirectError is a redirect that isn't followed.
type redirectError struct {
	to    string // scheme and host
	loops bool
}

func (e *redirectError) Error() string { return "redirected to " + e.to }

// checkRedirect follows a redirect within the same origin that repeats the request as it
// was; a server that leaves out or adds a slash does that.
func checkRedirect(req *http.Request, via []*http.Request) error {
	switch {
	case origin(req.URL) != origin(via[0].URL) || req.Method != via[0].Method:
		return &redirectError{to: req.URL.Scheme + "://" + req.URL.Host}
	case len(via) > maxRedirects:
		return &redirectError{to: req.URL.Scheme + "://" + req.URL.Host, loops: true}
	}
	return nil
}

// newClient makes the library's client. It isn't openai.NewClient, which takes an address
// and a key from OPENAI_BASE_URL and OPENAI_API_KEY: that key isn't meant for this server.
func newClient(a address, client *http.Client) openai.Client {
	options := []option.RequestOption{
		option.WithBaseURL(a.base + "/"),
		option.WithHTTPClient(client),
		option.WithMaxRetries(0), // the library sleeps without minding the context
		option.WithHeader("User-Agent", "caro"),
	}
	for _, name := range []string{ // what they tell of this machine is nobody's business
		"X-Stainless-Lang", "X-Stainless-Package-Version", "X-Stainless-OS", "X-Stainless-Arch",
		"X-Stainless-Runtime", "X-Stainless-Runtime-Version", "X-Stainless-Retry-Count", "X-Stainless-Timeout",
	} {
		options = append(options, option.WithHeaderDel(name))
	}
	return openai.Client{Options: options}
}

// refusal is a response that isn't a success.
type refusal struct {
	status int
	header http.Header
	body   []byte // at most maxRefusal
}

func (e *refusal) Error() string { return http.StatusText(e.status) }

// Ways in which a response fails without the server saying so.
var (
	errSilent    = errors.New("the server was silent for too long")
	errEndless   = errors.New("the answer took too long")
	errTooLarge  = errors.New("the answer is too large")
	errBrokenOff = errors.New("the answer broke off")
)

// maxBegins is how much is kept of what isn't what it should be, in bytes.
const maxBegins = 200

// foreignError is a response that is no answer of such a server.
type foreignError struct {
	begins string
}

func (e *foreignError) Error() string { return "the response is none of an OpenAI-compatible server" }

// exchange is one request and its response, watched.
type exchange struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	silent time.Duration
	// release lets the exchange go on when the request's own context ends.
	release func() bool

	mu    sync.Mutex
	timer *time.Timer // ends ctx when the server is silent
	total *time.Timer
}

// newExchange watches a request: its context ends, with errSilent or errEndless as the
// cause, when the server doesn't keep the times.
func newExchange(ctx context.Context, silent time.Duration) (context.Context, *exchange) {
	// The end of an answer is read when the one who asked is served already.
	own, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	x := &exchange{ctx: own, cancel: cancel, silent: silent}
	x.release = context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	x.timer = time.AfterFunc(silent, func() { x.cancel(errSilent) })
	x.total = time.AfterFunc(maxAnswer, func() { x.cancel(errEndless) })
	return own, x
}

// close ends the exchange and what is left of its connection.
func (x *exchange) close() {
	x.release()
	x.timer.Stop()
	x.total.Stop()
	x.cancel(nil)
}

// within shortens the time that the server may still be silent.
func (x *exchange) within(d time.Duration) {
	x.mu.Lock()
	x.silent = d
	x.mu.Unlock()
	x.alive()
}

// alive is called when something came.
func (x *exchange) alive() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.timer.Reset(x.silent)
}

// option gives the exchange its say in a request of the library, which itself reads
// errors without a limit and as JSON only.
func (x *exchange) option() option.RequestOption {
	return option.WithMiddleware(func(req *http.Request, next option.MiddlewareNext) (*http.Response, error) {
		resp, err := next(req)
		if err != nil {
			return nil, err
		}
		x.alive()
		resp.Body = &watchedBody{body: resp.Body, x: x, left: maxBody}
		if resp.StatusCode >= 200 && resp.StatusCode < 300 {
			return resp, nil
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // what came is enough
		return nil, &refusal{status: resp.StatusCode, header: resp.Header, body: text}
	})
}

// cause is why the exchange failed with err.
func (x *exchange) cause(err error) error {
	if cause := context.Cause(x.ctx); cause != nil {
		return cause
	}
	return err
}

// watchedBody is a response's body that keeps the exchange alive and has an end.
type watchedBody struct {
	body io.ReadCloser
	x    *exchange
	left int
}

func (w *watchedBody) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, errTooLarge
	}
	n, err := w.body.Read(p[:min(len(p), w.left)])
	w.left -= n
	if n > 0 {
		w.x.alive()
	}
	return n, err
}

func (w *watchedBody) Close() error { return w.body.Close() }
