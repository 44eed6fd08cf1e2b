package models

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"caro/resources"
)

func TestCatalogueOfTheProgram(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if d := c.Default(); d.ID != "qwen2.5-coder-1.5b" || d.Bytes != 1117320768 || len(d.Packages) != 22 || d.Hub == nil {
		t.Errorf("default %+v", d)
	}
	for id, role := range map[string]Role{"qwen2.5-coder-1.5b": ForUser, "qwen2.5-coder-0.5b": ForUser, "smollm2-135m": ForTest} {
		if m, err := c.Find(id); err != nil || m.Role != role {
			t.Errorf("%s: %v, %v", id, m.Role, err)
		}
	}
}

func TestFind(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, want, err string }{
		{name: "qwen2.5-coder-1.5b", want: "qwen2.5-coder-1.5b"},
		{name: " Qwen2.5-Coder-0.5B ", want: "qwen2.5-coder-0.5b"},
		{name: "qwen2.5-coder-0", want: "qwen2.5-coder-0.5b"},
		{name: "smol", want: "smollm2-135m"},
		{name: "SmolLM2-135M-Instruct.Q4_1.gguf", want: "smollm2-135m"},
		{name: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", want: "qwen2.5-coder-1.5b"},
		{name: "qwen", err: "not unambiguous: it can be qwen2.5-coder-1.5b or qwen2.5-coder-0.5b"},
		{name: "qwen2.5-codr-1.5b", err: "did you mean qwen2.5-coder-1.5b?"},
		{name: "smollm-135", err: "did you mean smollm2-135m?"},
		{name: "", err: "no model is named"},
		{name: "a\x1b[31m\u202eb", err: "model a [31m b is unknown"},
		{name: strings.Repeat("x", 100000), err: "is unknown"},
	}
	for _, tc := range cases {
		m, err := c.Find(tc.name)
		if tc.err == "" {
			if err != nil || m.ID != tc.want {
				t.Errorf("%q: %q, %v", tc.name, m.ID, err)
			}
			continue
		}
		var unknown *UnknownModelError
		if !errors.As(err, &unknown) || !strings.Contains(err.Error(), tc.err) || len(err.Error()) > 400 {
			t.Errorf("%.40q: %v, want %q", tc.name, err, tc.err)
		} else if !strings.Contains(unknown.Hint(), "qwen2.5-coder-1.5b") || strings.Contains(unknown.Hint(), "smollm2") {
			t.Errorf("hint %q", unknown.Hint())
		}
	}
}

// Each change of one field of the real catalogue must be refused.
func TestSchema(t *testing.T) {
	cases := []struct {
		field string
		value any
	}{
		{"id", "-r"}, {"id", "Upper"}, {"id", ""}, {"name", ""}, {"purpose", ""}, {"role", "admin"}, {"licence", ""}, {"licence", "a b"},
		{"file", "../x.gguf"}, {"file", "x.bin"}, {"file", ".hidden.gguf"}, {"file", "SMOLLM2-135m-Instruct.Q4_1.gguf"},
		{"bytes", 0}, {"bytes", 12}, {"bytes", -1}, {"bytes", "12"},
		{"sha256", "cc32"}, {"sha256", strings.Repeat("G", 64)}, {"memory_bytes", 1}, {"default", false}, {"colour", "red"},
		{"hub", map[string]any{"repo": "no-owner", "revision": "main", "file": "a.gguf"}},
		{"hub", map[string]any{"repo": "a/../b", "revision": "main", "file": "a.gguf"}},
		{"hub", map[string]any{"repo": "a/b", "revision": "", "file": "a.gguf"}},
		{"hub", map[string]any{"repo": "a/b", "revision": "main", "file": "../../a.gguf"}},
		{"packages", []any{map[string]any{"name": "--index-url", "version": "1", "member": "m", "bytes": 1117320768}}},
		{"packages", []any{map[string]any{"name": "a", "version": "1 ; x", "member": "m", "bytes": 1117320768}}},
		{"packages", []any{map[string]any{"name": "a", "version": "1", "member": "../m", "bytes": 1117320768}}},
		{"packages", []any{map[string]any{"name": "a", "version": "1", "member": "m", "bytes": 1117320767}}},
		{"packages", []any{map[string]any{"name": "a", "version": "1", "member": "m", "bytes": 0}}},
	}
	for _, tc := range cases {
		var file map[string]any
		if err := json.Unmarshal(resources.Models, &file); err != nil {
			t.Fatal(err)
		}
		file["models"].([]any)[0].(map[string]any)[tc.field] = tc.value
		data, err := json.Marshal(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseCatalogue(data); err == nil {
			t.Errorf("%s = %v passed", tc.field, tc.value)
		}
	}
	for _, data := range []string{"", "[]", "{}", `{"schema":2,"models":[]}`, string(resources.Models) + "x"} {
		if _, err := parseCatalogue([]byte(data)); err == nil {
			t.Errorf("%.30q passed", data)
		}
	}
}

func FuzzCatalogue(f *testing.F) {
	f.Add(resources.Models)
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := parseCatalogue(data); err == nil && c.Default().ID == "" {
			t.Error("a catalogue without a default passed")
		}
	})
}

func TestCacheDir(t *testing.T) {
	cases := []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/home/ann"}, "/home/ann/.cache/caro"},
		{"linux", map[string]string{"HOME": "/home/ann", "XDG_CACHE_HOME": "/var/tmp/c"}, "/var/tmp/c/caro"},
		{"linux", map[string]string{"HOME": "/home/ann", "XDG_CACHE_HOME": "rel"}, "/home/ann/.cache/caro"},
		{"linux", map[string]string{"XDG_CACHE_HOME": "/x"}, "/x/caro"},
		{"linux", map[string]string{"HOME": "/home/ann", "CARO_CACHE_DIR": "/c"}, "/c"},
		{"darwin", map[string]string{"HOME": "/Users/ann"}, "/Users/ann/Library/Caches/caro"},
		{"darwin", map[string]string{"HOME": "/Users/ann", "XDG_CACHE_HOME": "/x"}, "/Users/ann/Library/Caches/caro"},
		{"darwin", map[string]string{"CARO_CACHE_DIR": "/c"}, "/c"},
		{"linux", nil, ""},
		{"darwin", map[string]string{"HOME": "here"}, ""},
	}
	for _, tc := range cases {
		got, err := cacheDir(tc.goos, func(name string) string { return tc.env[name] })
		if got != tc.want || (err == nil) != (tc.want != "") {
			t.Errorf("%s %v: %q, %v", tc.goos, tc.env, got, err)
		}
	}
	t.Setenv("CARO_CACHE_DIR", "rel")
	if s, err := DefaultStore(); err != nil || !strings.HasSuffix(s.Dir, "/rel/models") || s.Dir[0] != '/' {
		t.Errorf("%q, %v", s.Dir, err)
	}
}
