package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"caro/core/gate"
	"caro/core/platform"
)

// env makes a getenv of pairs.
func env(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

// fileOf writes a file of settings for a test.
func fileOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLayers(t *testing.T) {
	path := fileOf(t, "model = \"of-file\"\ndevice = \"cpu\"\n[worker]\nidle = \"3m\"\n")
	c, err := Load(env("CARO_CONFIG", path, "CARO_DEVICE", "gpu", "CARO_SAFETY", "strict"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Set("safety", "permissive", "flag --safety"); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][2]string{
		"model":       {"of-file", "file"},
		"worker.idle": {"3m", "file"},
		"device":      {"gpu", "env CARO_DEVICE"},
		"safety":      {"permissive", "flag --safety"},
		"explain":     {"true", "default"},
		"nonsense":    {"", ""},
	} {
		if c.Value(key) != want[0] || c.Source(key) != want[1] {
			t.Errorf("%s is %q from %q, want %q", key, c.Value(key), c.Source(key), want)
		}
	}
	if c.Model != "of-file" || c.Device != "gpu" || c.Safety != "permissive" || c.Worker.Idle != 3*time.Minute {
		t.Errorf("fields differ from values: %+v", c)
	}
	if got, found := c.Path(); got != path || !found {
		t.Errorf("path %s, %v", got, found)
	}
}

// A copy of the settings is one of its own.
func TestCopyIsFree(t *testing.T) {
	a := Default()
	b := a
	if err := b.Set("copy", "true", "flag --copy"); err != nil {
		t.Fatal(err)
	}
	if a.Copy || a.Source("copy") != SourceDefault {
		t.Error("the first one has changed too")
	}
}

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	zero := Config{}
	c := Default()
	for i := range settings {
		s := &settings[i]
		if s.key == "" || seen[s.key] {
			t.Fatalf("setting %d: %q", i, s.key)
		}
		seen[s.key] = true
		if v, err := s.parseInFile(s.text(&c)); err != nil {
			t.Errorf("%s: its default is refused: %v", s.key, err)
		} else {
			s.store(&zero, v)
		}
	}
	zero.sources = c.sources
	if !reflect.DeepEqual(zero, c) {
		t.Errorf("not all fields have a setting: %+v", zero)
	}
	for _, s := range settings[indexOf("device")].words {
		if !platform.KnownDevice(s) {
			t.Errorf("device %s is unknown to platform", s)
		}
	}
	for _, s := range settings[indexOf("safety")].words {
		if _, err := gate.ParseSafety(s); err != nil {
			t.Error(err)
		}
	}
}

func TestValues(t *testing.T) {
	for _, test := range []struct {
		key       string
		good, bad []string
	}{
		{"device", []string{"auto", "cpu", "gpu"}, []string{"", "GPU", "cuda", " cpu"}},
		{"safety", []string{"strict", "permissive"}, []string{"", "reckless"}},
		{"copy", []string{"true", "false"}, []string{"", "1", "yes", "True"}},
		{"model", []string{"", "qwen2.5-coder-0.5b", "./x.gguf", "/a b/ç.gguf"}, []string{"a\nb", "\x1b[31m", "a\x00b", "\xff", strings.Repeat("m", 4097)}},
		{"worker.idle", []string{"1s", "24h", "1h30m", "1ns"}, []string{"", "7", "0", "0s", "-1s", "24h1s", "never", "1d"}},
		{"worker.socket", []string{"", "/run/caro.sock", "/" + strings.Repeat("s", 102)}, []string{"caro.sock", "./c", "/" + strings.Repeat("s", 103)}},
		{"prepare.pause", []string{"0", "0s", "5s", "100ms"}, []string{"", "-1ms", "5001ms", "100"}},
		{"prepare.battery_min", []string{"0", "30", "100"}, []string{"", "-1", "101", "30%", "3.5", "0x10"}},
		{"check.deny", []string{"", "curl", "git push, npx"}, []string{"a/b", "a;b", "$x", strings.Repeat("a,", 300)}},
		{"history.keep", []string{"true", "false"}, []string{"", "never"}},
		{"history.max", []string{"1", "100000"}, []string{"0", "-1", "100001", "all"}},
		{"download.limit", []string{"0", "2000000"}, []string{"-1", "2 MB", "1e6"}},
		{"download.stall", []string{"1s", "10m"}, []string{"0s", "999ms", "11m"}},
		{"download.mirrors", []string{"", "https://a.example", "https://a.example/hf https://b.example", "http://localhost:8080"}, []string{
			"a.example", "http://a.example", "https://u:p@a.example", "https://a.example, https://b.example", strings.Repeat("https://a.example ", 21),
		}},
		{"remote.retries", []string{"0", "10"}, []string{"-1", "11", "99999999999999999999"}},
		{"remote.timeout", []string{"1ms", "10m"}, []string{"0s", "11m", "60"}},
		{"remote.key_env", []string{"", "OPENAI_API_KEY", "_k1"}, []string{"1K", "A-B", "A=B", "$KEY", strings.Repeat("A", 129), "gsk_1234", "hf_abc"}},
		{"remote.key_keychain", []string{"", "caro vLLM", "gpu.example.com"}, []string{"a\tb", "\u202e", "sk-abc", "9f86d081884c7d659a2feaa0c55ad015", strings.Repeat("é ", 65)}},
		{"remote.base_url", []string{
			"", "https://example.com", "https://example.com:8443/v1/", "http://localhost:11434/v1", "http://127.0.0.1:1/", "http://[::1]:8000/v1",
			"http://127.0.0.9:8000", "http://gpu.localhost/", "http://[::ffff:127.0.0.1]/", "HTTPS://example.com",
		}, []string{
			"example.com", "ftp://example.com", "https://", "https:example.com", "https://u:p@example.com", "https://u@example.com", "https://example.com/?key=x",
			"https://example.com/#x", "http://example.com/v1", "http://gpu:8000", "http://nas.local/", "http://8.8.8.8", "http://0.0.0.0:8000", "http://127.1/",
			"http://localhost.example.com", "http://[2001:db8::1]/", "HTTP://example.com", "https://a b/", "http://%6c", "unix:///run/x", ":", "http://:80",
		}},
	} {
		for _, v := range test.good {
			c := Default()
			if err := c.Set(test.key, v, "flag --x"); err != nil {
				t.Errorf("%s %q: %v", test.key, v, err)
			} else if got := c.Value(test.key); got != v && !sameDuration(got, v) {
				t.Errorf("%s %q came out as %q", test.key, v, got)
			}
		}
		for _, v := range test.bad {
			c := Default()
			var refused *SettingError
			if err := c.Set(test.key, v, "flag --x"); !errors.As(err, &refused) {
				t.Errorf("%s %q is taken: %v", test.key, v, err)
			}
			if !reflect.DeepEqual(c, Default()) {
				t.Errorf("%s %q is refused and set", test.key, v)
			}
		}
	}
}

func sameDuration(a, b string) bool {
	x, errA := time.ParseDuration(a)
	y, errB := time.ParseDuration(b)
	return errA == nil && errB == nil && x == y
}

func TestPlainHTTP(t *testing.T) {
	c := Default()
	if err := c.Set("remote.allow_plain_http", "true", ""); err != nil {
		t.Fatal(err)
	}
	if err := c.Set("remote.base_url", "http://gpu.example.com/v1", ""); err != nil {
		t.Fatal(err)
	}
	if err := c.Set("remote.allow_plain_http", "false", ""); err == nil {
		t.Error("permission is taken back under an address that needs it")
	}
	if c.Remote.On() {
		t.Error("on without the switch")
	}
	if err := c.Set("remote.enabled", "true", ""); err != nil || !c.Remote.On() {
		t.Error(err, c.Remote.On())
	}
	if (Remote{Enabled: true}).On() {
		t.Error("on without an address")
	}
}

// The words name what the person wrote, and repeat no secret.
func TestSetWords(t *testing.T) {
	for _, test := range []struct{ key, value, source, want string }{
		{"device", "gpux", "env CARO_DEVICE", `CARO_DEVICE is "gpux", it must be auto, cpu or gpu`},
		{"safety", "x", "flag --safety", `--safety is "x", it must be strict, moderate or permissive`},
		{"copy", "yes", "", `copy is "yes", it must be true or false`},
		{"worker.idel", "1m", "", `unknown setting worker.idel; did you mean worker.idle?`},
		{"idle", "1m", "", `unknown setting idle; did you mean worker.idle?`},
		{"remote.key_env", "sk-abc", "", `remote.key_env is a text that may be secret (not shown here), it must be the name of an environment variable such as "OPENAI_API_KEY", not the key itself`},
	} {
		c := Default()
		if err := c.Set(test.key, test.value, test.source); err == nil || err.Error() != test.want {
			t.Errorf("%s %s:\n got %v\nwant %s", test.key, test.value, err, test.want)
		}
	}
}

func TestNoSecretRepeated(t *testing.T) {
	secrets := []string{
		"sk-proj-AbCdEf0123456789", "gsk_0aB1cD2eF3gH4iJ5kL6mN7oP8", "hf_aaaaaaaaaa", "xai-abcdef", "eyJhbGciOi", "Bearer abcdef",
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "https://user:swordfish1@example.com/v1", "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA==",
	}
	for _, secret := range secrets {
		for _, key := range Keys() {
			c := Default()
			if err := c.Set(key, secret, "flag --x"); err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", key, err)
			}
			text := "x = 1\n"
			if table, name, ok := strings.Cut(key, "."); ok {
				text += "[" + table + "]\n" + name
			} else {
				text += key
			}
			text += " = " + quoted(secret) + "\nmodell = " + quoted(secret) + "\n" + quoted(secret) + " = 1\n[" + quoted(secret) + "]\na=\n"
			if err := decode([]byte(text)).err("c"); err == nil || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %v", key, err)
			}
		}
	}
}

func TestHome(t *testing.T) {
	path := fileOf(t, "model = \"~/m/x.gguf\"\n[worker]\nsocket=\"~/s\"")
	c, err := Load(env("CARO_CONFIG", path, "HOME", "/home/ada"))
	if err != nil || c.Model != "/home/ada/m/x.gguf" || c.Worker.Socket != "/home/ada/s" {
		t.Errorf("%v: %+v", err, c)
	}
	if _, err = Load(env("CARO_CONFIG", path)); err == nil || !strings.Contains(err.Error(), `config.toml:1:1: model begins with ~/, and HOME`) {
		t.Error(err)
	}
	if _, err = Load(env("CARO_CONFIG", path, "HOME", "/"+strings.Repeat("h", 102))); err == nil || !strings.Contains(err.Error(), "config.toml:3:1: worker.socket is ") {
		t.Error(err)
	}
}
