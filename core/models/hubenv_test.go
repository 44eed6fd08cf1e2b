package models

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The token goes to the hub and nowhere else, not even to another port of the
// same machine.
func TestTokenStaysWithTheHub(t *testing.T) {
	alone(t)
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	other := newRogue(t, serve(b))
	r := newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != "/again" { // first to itself, then away
			http.Redirect(w, req, "/again", http.StatusTemporaryRedirect)
			return
		}
		http.Redirect(w, req, other.URL+"/f?sig=1", http.StatusFound)
	})
	r.use(t)
	t.Setenv("HF_TOKEN", " hf_secret\n")
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(r.tokens) != "[Bearer hf_secret Bearer hf_secret]" {
		t.Errorf("the hub got %q", r.tokens)
	}
	if fmt.Sprint(other.tokens) != "[]" || len(other.tokens) != 1 {
		t.Errorf("another host got %q", other.tokens)
	}
}

func TestHubToken(t *testing.T) {
	home, file := t.TempDir(), filepath.Join(t.TempDir(), "elsewhere")
	for path, text := range map[string]string{filepath.Join(home, "token"): "stored\n", file: "by path",
		filepath.Join(home, ".cache", "huggingface", "token"): "default", filepath.Join(home, "huggingface", "token"): "xdg"} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		env  string
		want string
	}{
		{"", ""},
		{"HF_TOKEN=a HF_HOME=" + home, "a"},
		{"HUGGING_FACE_HUB_TOKEN=old", "old"},
		{"HF_HOME=" + home, "stored"},
		{"HF_TOKEN_PATH=" + file + " HF_HOME=" + home, "by path"},
		{"HOME=" + home, "default"},
		{"XDG_CACHE_HOME=" + home + " HOME=/none", "xdg"},
		{"HF_HUB_DISABLE_IMPLICIT_TOKEN=yes HF_HOME=" + home, ""},
		{"HF_HUB_DISABLE_IMPLICIT_TOKEN=1 HF_TOKEN=a", "a"},
		{"HF_TOKEN=a\u00e4b", ""},
		{"HF_HOME=/none", ""},
	} {
		env := make(map[string]string)
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		want := c.want
		if want == "by path" {
			want = "" // a token has no space
		}
		if got := hubToken(func(name string) string { return env[name] }); got != want {
			t.Errorf("%s: %q, want %q", c.env, got, want)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://hub.example", "https://HUB.example:443/x", true},
		{"https://hub.example", "https://cdn.hub.example", false},
		{"https://hub.example", "http://hub.example", false},
		{"https://hub.example:8443", "https://hub.example", false},
		{"http://127.0.0.1:1", "http://127.0.0.1:2", false},
	} {
		a, _ := url.Parse(c.a)
		b, _ := url.Parse(c.b)
		if sameOrigin(a, b) != c.want {
			t.Errorf("%s and %s", c.a, c.b)
		}
	}
}
