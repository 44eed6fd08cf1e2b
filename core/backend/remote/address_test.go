package remote

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"caro/core/fault"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct {
		url        string
		allow      bool
		base, host string
		plain      bool
	}{
		{"https://gpu.example.com/v1", false, "https://gpu.example.com/v1", "gpu.example.com", false},
		{" https://gpu.example.com:8443/v1/ ", false, "https://gpu.example.com:8443/v1", "gpu.example.com:8443", false},
		{"http://localhost:11434/v1", false, "http://localhost:11434/v1", "localhost:11434", false},
		{"http://LocalHost.:1/v1", false, "http://LocalHost.:1/v1", "LocalHost.:1", false},
		{"http://gpu.localhost/v1", false, "http://gpu.localhost/v1", "gpu.localhost", false},
		{"http://127.0.0.2:8000", false, "http://127.0.0.2:8000", "127.0.0.2:8000", false},
		{"http://[::1]:8000/v1", false, "http://[::1]:8000/v1", "[::1]:8000", false},
		{"http://[::ffff:127.0.0.1]/v1", false, "http://[::ffff:127.0.0.1]/v1", "[::ffff:127.0.0.1]", false},
		{"http://10.0.0.7:8000/v1", true, "http://10.0.0.7:8000/v1", "10.0.0.7:8000", true},
		{"https://example.com/a/b%20c/v1", false, "https://example.com/a/b%20c/v1", "example.com", false},
	} {
		a, err := parseAddress(test.url, test.allow)
		if err != nil || a.base != test.base || a.host != test.host || a.plain != test.plain {
			t.Errorf("%q: %+v, %v", test.url, a, err)
		}
	}
	for text, says := range map[string]string{
		"":                                         "no server's address",
		"gpu.example.com/v1":                       "neither http nor https",
		"localhost:11434":                          "no URL",
		"ftp://example.com":                        "neither http",
		"https://":                                 "no host",
		"https:///v1":                              "no host",
		"https://user:sesame@example.com/v1":       "user or a password",
		"https://sesame@example.com/v1":            "user or a password",
		"https://example.com/v1?api_key=sesame":    "query",
		"https://example.com/v1?":                  "query",
		"https://example.com/v1#sesame":            "fragment",
		"https://example.com/v1#":                  "fragment",
		"https://example.com/v1/chat/completions/": "one request",
		"https://exa mple.com/sesame":              "no URL",
		"http://gpu.example.com/v1":                "plain http",
		"http://192.168.1.5:8000/v1":               "plain http",
		"http://127.0.0.1.example.com/v1":          "plain http",
		"http://localhost.example.com/v1":          "plain http",
		"http://0.0.0.0:8000/v1":                   "plain http",
		"https://example.com/" + strings.Repeat("sesame", maxBaseURL): "no URL",
	} {
		_, err := parseAddress(text, false)
		if err == nil {
			t.Errorf("%q is accepted", text)
			continue
		}
		if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, says) || strings.Contains(f.Message+f.Hint, "sesame") || f.Hint == "" {
			t.Errorf("%.60q: %+v", text, f)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("https://user:pass@example.com/v1?x#y", true)
	f.Fuzz(func(t *testing.T, text string, allow bool) {
		a, err := parseAddress(text, allow)
		if err != nil {
			return
		}
		u, err := url.Parse(a.base)
		if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Host == "" {
			t.Errorf("%q gave %q", text, a.base)
		}
		if !allow && u.Scheme == "http" && !isLoopback(u.Hostname()) {
			t.Errorf("%q is plain http", a.base)
		}
	})
}

func TestNew(t *testing.T) {
	base := "http://localhost:1/v1"
	for _, o := range []Options{
		{}, {BaseURL: base, Timeout: -1}, {BaseURL: base, Timeout: MaxTimeout + 1}, {BaseURL: base, Retries: -1},
		{BaseURL: base, Retries: MaxRetries + 1}, {BaseURL: base, Key: KeySource{Env: "A", Keychain: "B"}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		} else if f := faultOf(t, err); f.Code != fault.Usage {
			t.Errorf("%+v: %+v", o, f)
		}
	}
	given := &http.Client{Timeout: time.Second}
	b, err := New(Options{BaseURL: base, HTTPClient: given})
	if err != nil || b.options.Timeout != DefaultTimeout || given.CheckRedirect != nil || given.Timeout != time.Second {
		t.Errorf("%+v, %v", given, err)
	}
}
