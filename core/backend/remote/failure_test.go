package remote

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/fault"
)

// What is said of a server that fails for good, and how often it was asked.
func TestFailures(t *testing.T) {
	huge := strings.Repeat("x", maxLine+10_000)
	for _, test := range []struct {
		name    string
		answers []http.HandlerFunc
		code    fault.Code
		says    string // in the message
		hint    string // in the hint
		asked   int
	}{
		{"no key is set", []http.HandlerFunc{status(401, `{"detail":"Invalid API key"}`)}, fault.Usage, "asks for a key, and none is set (401: Invalid API key)", "remote.key_env", 1},
		{"forbidden", []http.HandlerFunc{status(403, ``)}, fault.Usage, "(403)", "remote.key_env", 1},
		{"a wrong path", []http.HandlerFunc{status(404, `404 page not found`)}, fault.Usage, "doesn't know the path or the model (404: 404 page not found)", "/v1", 1},
		{"a wrong model", []http.HandlerFunc{status(404, `{"error":{"message":"The model does not exist","type":"NotFoundError"}}`)}, fault.Usage, "The model does not exist", "/v1", 1},
		{"a page with status 404", []http.HandlerFunc{status(404, "<html>\n<h1>no</h1>")}, fault.Usage, "the model (404)", "/v1", 1},
		{"too many requests", []http.HandlerFunc{status(429, `{"error":"slow down"}`)}, fault.Engine, "too many requests (429: slow down) (tried 3 times)", "later", 3},
		{"no quota", []http.HandlerFunc{status(429, `{"error":{"message":"pay","code":"insufficient_quota"}}`)}, fault.Engine, "pay", "", 1},
		{"a long wait is asked for", []http.HandlerFunc{status(429, ``, "Retry-After", "3600")}, fault.Engine, "too many", "wait 1h0m0s", 1},
		{"always 500", []http.HandlerFunc{status(500, `{"error":{"message":"boom"}}`)}, fault.Engine, "failed (500: boom) (tried 3 times)", "log", 3},
		{"not implemented", []http.HandlerFunc{status(501, ``)}, fault.Engine, "failed (501)", "", 1},
		{"a bad request", []http.HandlerFunc{status(400, `{"object":"error","message":"bad thing"}`)}, fault.Engine, "refused the request (400: bad thing)", "", 1},
		{"a list of complaints", []http.HandlerFunc{status(422, `{"detail":[{"msg":"no"}]}`)}, fault.Engine, `[{"msg":"no"}]`, "", 1},
		{"too long, as vLLM says it", []http.HandlerFunc{status(400, `{"error":{"message":"This model's maximum context length is 4096 tokens. However, you requested 9000","code":400}}`)}, fault.Usage, "too long for the model", "shorten", 1},
		{"too long, as llama-server says it", []http.HandlerFunc{status(400, `{"error":{"code":400,"message":"request (9000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error"}}`)}, fault.Usage, "too long", "shorten", 1},
		{"too long, said in the stream", []http.HandlerFunc{sse("event: error\ndata: {\"error\":{\"message\":\"Trying to keep the first 9000 tokens when context length is 4096\"}}\n\n")}, fault.Usage, "too long", "shorten", 1},
		{"too large for the proxy", []http.HandlerFunc{status(413, `<html>`)}, fault.Usage, "too long", "shorten", 1},
		{"a web page", []http.HandlerFunc{text("\n<!doctype html><p>hello")}, fault.Engine, "sent a web page", "/v1", 1},
		{"some text", []http.HandlerFunc{text("hello there")}, fault.Engine, "sent what isn't an answer: hello there", "/v1", 1},
		{"another JSON", []http.HandlerFunc{text(`{"hello":"there"}`)}, fault.Engine, "what isn't an answer", "/v1", 1},
		{"JSON that is cut", []http.HandlerFunc{text(`{"choices":[`)}, fault.Engine, "what isn't an answer", "/v1", 1},
		{"events of something else", []http.HandlerFunc{sse("data: 17\n\n")}, fault.Engine, "what isn't an answer: 17", "/v1", 1},
		{"a huge line", []http.HandlerFunc{sse("data: " + huge)}, fault.Engine, "far more than an answer", "", 1},
		{"a huge comment", []http.HandlerFunc{sse(": " + huge)}, fault.Engine, "far more than an answer", "", 1},
		{"an error in the stream", []http.HandlerFunc{sse(`data: {"error":{"message":"out of memory","code":400}}` + "\n\n")}, fault.Engine, "failed in its answer: out of memory", "log", 1},
		{"an error of old vLLM in the stream", []http.HandlerFunc{sse(`data: {"object":"error","message":"nope","code":400}` + "\n\n")}, fault.Engine, "nope", "log", 1},
		{"an error in the stream that may pass", []http.HandlerFunc{sse(`data: {"error":"busy"}` + "\n\n")}, fault.Engine, "busy (tried 3 times)", "log", 3},
		{"cut before the first token", []http.HandlerFunc{cut()}, fault.Engine, "broke off its answer (tried 3 times)", "context", 3},
		{"nothing but an end", []http.HandlerFunc{sse(done)}, fault.Engine, "broke off its answer", "context", 3},
		{"given up by the server", []http.HandlerFunc{sse(finish("abort"))}, fault.Engine, "broke off", "", 3},
		{"cut after a token, each time", []http.HandlerFunc{cut(delta("ls"))}, fault.Engine, "broke off its answer", "", 2},
		{"a filter", []http.HandlerFunc{sse(finish("content_filter"), done)}, fault.Engine, "content filter", "", 1},
		{"only thoughts", []http.HandlerFunc{sse(chunk(`{"index":0,"delta":{"reasoning_content":"Hm."}}`), finish("length"), done)}, fault.Engine, "only thought", "thinking off", 1},
		{"a redirect that says nothing", []http.HandlerFunc{status(304, "")}, fault.Usage, "(304)", "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.answers...)
			_, _, err := generate(t, dial(t, s), list)
			f := faultOf(t, err)
			if f.Code != test.code || !strings.Contains(f.Message, test.says) || !strings.Contains(f.Hint, test.hint) {
				t.Errorf("got %s: %s [%s]", f.Code, f.Message, f.Hint)
			}
			if !strings.Contains(f.Message, strings.TrimPrefix(s.URL, "http://")) {
				t.Errorf("%q doesn't name the server", f.Message)
			}
			if n := len(s.got()); n != test.asked {
				t.Errorf("asked %d times, want %d", n, test.asked)
			}
		})
	}
}

// What passes is tried again, and the answer is whole.
func TestRecoveries(t *testing.T) {
	for _, test := range []struct {
		name     string
		first    http.HandlerFunc
		restarts int
	}{
		{"500", status(500, "boom"), 0},
		{"503 with a wait", status(503, "loading", "Retry-After", "0.05"), 0},
		{"429 with a wait", status(429, "", "Retry-After", "0.05"), 0},
		{"cut before the first token", cut(), 0},
		{"cut before the first token, in a stream", cut(chunk(`{"index":0,"delta":{"role":"assistant"}}`)), 0},
		{"closed without an answer", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0},
		{"cut in the middle", cut(delta("rm"), delta(" -rf")), 1},
		{"the stream ends early", sse(delta("rm")), 1},
		{"half a piece", cut(delta("rm"), `data: {"choices":[{"index":0,"delta":{"cont`), 1},
		{"an error in the middle", sse(delta("rm"), `data: {"error":{"message":"died","code":500}}`+"\n\n"), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.first, good)
			r, c, err := generate(t, dial(t, s), list)
			if err != nil || r.Text != "ls -l" {
				t.Fatalf("got %q, %v", r.Text, err)
			}
			if len(c.restarts) != test.restarts || len(s.got()) != 2 {
				t.Errorf("restarts %q, asked %d times", c.restarts, len(s.got()))
			}
			for _, why := range c.restarts {
				if !strings.Contains(why, "127.0.0.1") {
					t.Errorf("restart because %q", why)
				}
			}
		})
	}
}

func TestNoRetries(t *testing.T) {
	for _, first := range []http.HandlerFunc{status(500, ""), cut(), cut(delta("rm"))} {
		s := serve(t, first, good)
		_, c, err := generate(t, dial(t, s, func(o *Options) { o.Retries = 0 }), list)
		if faultOf(t, err); len(s.got()) != 1 || len(c.restarts) > 0 {
			t.Errorf("asked %d times, restarts %q", len(s.got()), c.restarts)
		}
	}
}

// A server that breaks off a stream before its first token is asked for the answer in one
// piece: some only then say what is wrong.
func TestAsksWithoutStream(t *testing.T) {
	s := serve(t, cut(), text(`{"choices":[{"index":0,"message":{"content":"ls"},"finish_reason":"stop"}]}`))
	if r, _, err := generate(t, dial(t, s), list); err != nil || r.Text != "ls" {
		t.Fatalf("got %q, %v", r.Text, err)
	}
	got := s.got()
	if got[0].body["stream"] != true || got[1].body["stream"] != nil || got[1].body["stream_options"] != nil {
		t.Errorf("asked %s, then %s", got[0].raw, got[1].raw)
	}
}

func TestRetryAfterIsKept(t *testing.T) {
	s := serve(t, status(429, "", "Retry-After", "1"), good)
	start := time.Now()
	if _, _, err := generate(t, dial(t, s), list); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d < time.Second || d > 3*time.Second {
		t.Errorf("waited %v", d)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "2": 2 * time.Second, "0.5": time.Second / 2, "-3": 0, "soon": 0, "NaN": 0, "Inf": 0, "1e300": 0,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Minute).Format(http.TimeFormat): 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestSlow(t *testing.T) {
	slow := func(o *Options) { o.Timeout = 200 * time.Millisecond }
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		says   string
	}{
		{"nothing at all", hang(), "sent nothing for 200ms"},
		{"a beginning without a token", hang(chunk(`{"index":0,"delta":{"role":"assistant"}}`)), "sent nothing for 200ms"},
		{"silence in the middle", hang(delta("ls")), "fell silent in the middle of its answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := serve(t, test.answer)
			_, _, err := generate(t, dial(t, s, slow), list)
			if f := faultOf(t, err); f.Code != fault.Engine || !strings.Contains(f.Message, test.says) || f.Hint == "" {
				t.Errorf("got %+v", f)
			}
			if n := len(s.got()); n != 1 {
				t.Errorf("asked %d times", n)
			}
		})
	}
	t.Run("slow but not silent", func(t *testing.T) {
		b := dial(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
			for range 3 {
				sse(": still at it\n\n")(w, r)
				time.Sleep(500 * time.Millisecond)
			}
			good(w, r)
		}), func(o *Options) { o.Timeout = time.Second })
		if _, _, err := generate(t, b, list); err != nil {
			t.Error(err)
		}
	})
	t.Run("the list of models", func(t *testing.T) {
		s := serve(t, good)
		s.models = hang()
		_, _, err := generate(t, dial(t, s, slow), list)
		if f := faultOf(t, err); !strings.Contains(f.Message, "sent nothing") {
			t.Errorf("got %v", f)
		}
	})
}

// Nothing listens, or something that isn't it.
func TestUnreachable(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	plain := serve(t, good)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { // speaks something else
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(c, "SSH-2.0-OpenSSH_9.9\r\n")
			c.Close()
		}
	}()
	for _, test := range []struct {
		name, url, says, hint string
	}{
		{"nothing listens", closed.URL, "refuses the connection", "start the server"},
		{"an unknown certificate", secure.URL, "signed by nobody this machine trusts", "SSL_CERT_FILE"},
		{"no TLS", strings.Replace(plain.URL, "http:", "https:", 1), "speaks no TLS", "http://"},
		{"TLS", strings.Replace(secure.URL, "https:", "http:", 1), "HTTP request to an HTTPS server", ""},
		{"no HTTP", "http://" + listener.Addr().String(), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := dial(t, &scripted{Server: &httptest.Server{URL: test.url}}, func(o *Options) { o.Retries = 1 })
			_, _, err := generate(t, b, list)
			if f := faultOf(t, err); !strings.Contains(f.Message, test.says) || !strings.Contains(f.Hint, test.hint) {
				t.Errorf("got %s: %s [%s]", f.Code, f.Message, f.Hint)
			}
		})
	}
}

// What the system says of connections that can't be made here at will.
func TestUnreachableWords(t *testing.T) {
	b, err := New(Options{BaseURL: "https://gpu.example.com/v1"})
	if err != nil {
		t.Fatal(err)
	}
	verify := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	for _, test := range []struct {
		err   error
		says  string
		again bool
	}{
		{&net.DNSError{Name: "gpu.example.com", IsNotFound: true}, "the name of gpu.example.com is not known", false},
		{&net.DNSError{Name: "gpu.example.com", IsTimeout: true}, "doesn't answer", true},
		{&net.DNSError{Name: "gpu.example.com", Err: "server misbehaving"}, "server misbehaving", true},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "nothing listens there", true},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, "no route to host", true},
		{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, "doesn't answer", true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "closed the connection", true},
		{&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}, "the proxy to gpu.example.com", true},
		{verify(x509.UnknownAuthorityError{}), "signed by nobody", false},
		{verify(x509.HostnameError{Certificate: &x509.Certificate{}, Host: "gpu.example.com"}), "for another name", false},
		{verify(x509.CertificateInvalidError{Reason: x509.Expired}), "has expired", false},
		{verify(errors.New("odd")), "can't be verified: odd", false},
		{tls.AlertError(40), "refuses the TLS connection", false},
		{errors.New("odd"), "ask gpu.example.com: odd", false},
	} {
		f := b.explain(&url.Error{Op: "Post", URL: "https://gpu.example.com/v1", Err: test.err})
		if !strings.Contains(f.fault.Message, test.says) || f.again != test.again || f.fault.Code != fault.Engine {
			t.Errorf("%v: %s (again: %v)", test.err, f.fault.Message, f.again)
		}
	}
}

func TestTrustedCertificate(t *testing.T) {
	secure := httptest.NewTLSServer(serve(t, good).Config.Handler)
	t.Cleanup(secure.Close)
	b := dial(t, &scripted{Server: secure}, func(o *Options) { o.HTTPClient = secure.Client() })
	if r, _, err := generate(t, b, list); err != nil || r.Text != "ls -l" {
		t.Errorf("got %q, %v", r.Text, err)
	}
}

// The server is given up on while it is waited for.
func TestPauseMindsTheContext(t *testing.T) {
	b := dial(t, serve(t, status(500, "")), func(o *Options) { o.Retries = MaxRetries })
	b.firstPause = time.Hour
	start := time.Now()
	go func() {
		time.Sleep(100 * time.Millisecond)
		_ = b.Close()
	}()
	_, _, err := generate(t, b, list)
	if faultOf(t, err); time.Since(start) > 5*time.Second {
		t.Errorf("took %v", time.Since(start))
	}
}

func TestPause(t *testing.T) {
	for n := range 100 {
		if d := pause(firstPause, n%12); d < firstPause/2 || d > maxPause {
			t.Errorf("pause %d: %v", n, d)
		}
	}
}

func TestWrongRequests(t *testing.T) {
	s := serve(t, good)
	b := dial(t, s)
	for _, req := range []backend.Request{
		{}, {MaxTokens: 1, Messages: []backend.Message{{Role: "assistant", Content: "x"}}},
	} {
		_, _, err := generate(t, b, req)
		if f := faultOf(t, err); f.Code != fault.Usage {
			t.Errorf("got %+v", f)
		}
	}
	if len(s.got()) > 0 {
		t.Error("it was sent")
	}
}
