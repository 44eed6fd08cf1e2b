package remote

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"caro/core/fault"
)

const secretKey = "sk-Sesame/Open+Up-0123456789abcdef"

func withKey(t *testing.T) func(*Options) {
	t.Setenv("CARO_TEST_KEY", " "+secretKey+"\n")
	return func(o *Options) { o.Key = KeySource{Env: "CARO_TEST_KEY"} }
}

func TestKeyIsSent(t *testing.T) {
	// A key of another service in the environment isn't meant for this server.
	t.Setenv("OPENAI_API_KEY", "sk-not-yours")
	t.Setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
	t.Setenv("OPENAI_ORG_ID", "org")
	s := serve(t, good)
	listed := ""
	models := s.models
	s.models = func(w http.ResponseWriter, r *http.Request) {
		listed = r.Header.Get("Authorization")
		models(w, r)
	}
	if _, _, err := generate(t, dial(t, s), list); err != nil {
		t.Fatal(err)
	}
	if _, _, err := generate(t, dial(t, s, withKey(t)), list); err != nil {
		t.Fatal(err)
	}
	got := s.got()
	if a := got[0].header.Values("Authorization"); len(a) > 0 {
		t.Errorf("without a key: %q", a)
	}
	if a := got[1].header.Get("Authorization"); a != "Bearer "+secretKey || listed != a {
		t.Errorf("with a key: %q, and %q for the list", a, listed)
	}
	for name := range got[1].header {
		switch name {
		case "Accept", "Authorization", "Content-Length", "Content-Type", "User-Agent":
		default:
			t.Errorf("the header %s: %s is sent too", name, got[1].header.Get(name))
		}
	}
}

// Whatever a server does with the key, no error shows it.
func TestKeyIsHidden(t *testing.T) {
	escaped := url.QueryEscape(secretKey)
	forms := map[string]string{
		"as it is": secretKey, "in capitals": strings.ToUpper(secretKey), "the header": "Bearer " + secretKey,
		"escaped": escaped, "half of it": secretKey[:20], "the end of it": secretKey[12:], "twice": secretKey + secretKey,
		"at the cut": strings.Repeat("x", maxShown-10) + secretKey, "at the end of what is read": strings.Repeat("x ", maxRead/2-6) + secretKey,
		"in basic": "Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+secretKey)),
	}
	key := withKey(t)
	for form, echo := range forms {
		for place, answer := range map[string]http.HandlerFunc{
			"401":            status(401, fmt.Sprintf(`{"error":{"message":%s}}`, quoted("wrong key: "+echo))),
			"400":            status(400, "bad header "+echo),
			"500":            status(500, echo),
			"404":            status(404, echo),
			"429":            status(429, echo),
			"too long":       status(400, "context length "+echo),
			"in the stream":  sse(fmt.Sprintf("data: {\"error\":{\"message\":%s}}\n\n", quoted(echo))),
			"in the middle":  sse(delta("x"), fmt.Sprintf("data: {\"error\":%s}\n\n", quoted(echo))),
			"garbage":        text("your key is " + echo),
			"a page":         text("<p>" + echo),
			"as an event":    sse("data: \"" + echo + "\"\n\n"),
			"as a redirect":  status(302, echo, "Location", "https://"+strings.NewReplacer("/", "-", "+", "-", "%", "-", " ", "-").Replace(echo)[:min(len(echo), 60)]+".invalid/"+escaped),
			"a bad redirect": status(302, echo, "Location", "ht tp://"+echo),
		} {
			t.Run(form+" "+place, func(t *testing.T) {
				_, c, err := generate(t, dial(t, serve(t, answer), key, func(o *Options) { o.Retries = 1 }), list)
				f := faultOf(t, err)
				for _, text := range append(c.restarts, f.Message, f.Hint, fmt.Sprintf("%v %+v", err, f.Err)) {
					for i := 0; i+hiddenRun+2 <= len(secretKey); i++ {
						if strings.Contains(strings.ToLower(text), strings.ToLower(secretKey[i:i+hiddenRun+2])) {
							t.Fatalf("%q shows %q", text, secretKey[i:i+hiddenRun+2])
						}
					}
				}
			})
		}
	}
	t.Run("in the list of models", func(t *testing.T) {
		s := serve(t, good)
		s.models = text(fmt.Sprintf(`{"data":[{"id":%s},{"id":"b"}]}`, quoted(secretKey)))
		_, _, err := generate(t, dial(t, s, key), list)
		if f := faultOf(t, err); strings.Contains(f.Message+f.Hint, secretKey) || !strings.Contains(f.Hint, "[key]") {
			t.Errorf("got %s [%s]", f.Message, f.Hint)
		}
	})
}

// A refused key is named by its place, and read anew afterwards.
func TestRefusedKey(t *testing.T) {
	s := serve(t, status(401, `no`), good)
	b := dial(t, s, withKey(t))
	_, _, err := generate(t, b, list)
	if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, "refused the key from the environment variable CARO_TEST_KEY") {
		t.Errorf("got %+v", f)
	}
	t.Setenv("CARO_TEST_KEY", "another")
	if _, _, err := generate(t, b, list); err != nil {
		t.Fatal(err)
	}
	if a := s.got()[1].header.Get("Authorization"); a != "Bearer another" {
		t.Errorf("sent %q", a)
	}
}

func TestKeySource(t *testing.T) {
	keyring.MockInit() // the system's keychain is an edge of the machine
	if err := keyring.Set(keychainService, "gpu", "sk-kept"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CARO_TEST_EMPTY", " ")
	t.Setenv("CARO_TEST_BROKEN", "sk-sesame\nX-Evil: 1")
	for _, test := range []struct {
		source     KeySource
		want, says string
	}{
		{KeySource{}, "", ""},
		{KeySource{Keychain: "gpu"}, "sk-kept", ""},
		{KeySource{Keychain: "cpu"}, "", `no entry "cpu" of the service "caro"`},
		{KeySource{Env: "CARO_TEST_EMPTY"}, "", "environment variable CARO_TEST_EMPTY, which should hold the server's key, is empty"},
		{KeySource{Env: "CARO_TEST_NONE"}, "", "is empty"},
		{KeySource{Env: "CARO_TEST_BROKEN"}, "", "can be no key"},
	} {
		key, err := test.source.read(context.Background())
		if key != test.want || (err == nil) != (test.says == "") {
			t.Errorf("%v: %q, %v", test.source, key, err)
		}
		if err != nil {
			if f := faultOf(t, err); !strings.Contains(f.Message, test.says) || strings.Contains(f.Message, "sesame") {
				t.Errorf("%v: %v", test.source, err)
			}
		}
	}
	keyring.MockInitWithError(fmt.Errorf("no such bus"))
	_, err := KeySource{Keychain: "gpu"}.read(context.Background())
	if f := faultOf(t, err); !strings.Contains(f.Message, "no such bus") || !strings.Contains(f.Hint, "remote.key_env") {
		t.Errorf("got %+v", f)
	}
	if err := (KeySource{Env: "A", Keychain: "b"}).check(); err == nil {
		t.Error("two places are accepted")
	}
}

// A key travels to no other host, nor does the request.
func TestRedirects(t *testing.T) {
	var stolen []string
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stolen = append(stolen, r.Header.Get("Authorization")+r.URL.String())
		good(w, r)
	}))
	t.Cleanup(thief.Close)
	elsewhere := strings.TrimPrefix(thief.URL, "http://")
	for _, code := range []int{301, 302, 303, 307, 308} {
		s := serve(t, status(code, "", "Location", thief.URL+"/v1/chat/completions"))
		_, _, err := generate(t, dial(t, s, withKey(t)), list)
		if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, "redirects to http://"+elsewhere) {
			t.Errorf("%d: %+v", code, f)
		}
		s.models = status(code, "", "Location", thief.URL+"/v1/models")
		_, _, err = generate(t, dial(t, s, withKey(t)), list)
		faultOf(t, err)
	}
	if len(stolen) > 0 {
		t.Errorf("the other host got %q", stolen)
	}

	s := serve(t, status(307, "", "Location", "/v1/chat/completions"), good)
	if r, _, err := generate(t, dial(t, s, withKey(t)), list); err != nil || r.Text != "ls -l" {
		t.Errorf("within the host: %q, %v", r.Text, err)
	}
	s = serve(t, status(307, "", "Location", "/v1/chat/completions"))
	_, _, err := generate(t, dial(t, s), list)
	if f := faultOf(t, err); !strings.Contains(f.Message, "circle") {
		t.Errorf("in a circle: %+v", f)
	}
}

func TestShown(t *testing.T) {
	for _, test := range []struct{ text, key, want string }{
		{"plain", "", "plain"},
		{"a\x1b[31m\n\tb\u202ec\xff", "", "a [31m b c?"},
		{"the key sesame-street-12 is wrong", "sesame-street-12", "the key [key] is wrong"},
		{"SESAME-STREET-12!", "sesame-street-12", "[key]!"},
		{"sesame-st…", "sesame-street-12", "[key]…"},
		{"sesame", "sesame-street-12", "sesame"},
		{"ab", "a", "[key]b"},
		{"authorization: bearer x.y.z, ok", "", "authorization: bearer [key], ok"},
		{strings.Repeat("é", maxShown), "", strings.Repeat("é", maxShown/2) + "…"},
	} {
		if got := shown(test.text, test.key); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func FuzzShown(f *testing.F) {
	f.Add("wrong key sesame-street-12 here", "sesame-street-12")
	f.Add("\xff\xfe", "a")
	f.Fuzz(func(t *testing.T, text, key string) {
		got := shown(text, key)
		if len(got) > maxShown+len("…") || strings.ContainsAny(got, "\n\x1b\x00") {
			t.Errorf("%q", got)
		}
		if len(key) > len("[key]") && strings.Trim(key, "?key[] ") == key && oneLine(key) == key && strings.Contains(got, key) &&
			!strings.Contains(hidden+" bearer basic "+hidden, key) {
			t.Errorf("%q shows %q", got, key)
		}
	})
}
