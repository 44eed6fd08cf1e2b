package npmpack

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// fakeNPM puts a shell script in npm's place.
func fakeNPM(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFetchRefusesSpecs(t *testing.T) {
	fakeNPM(t, "exit 9")
	for _, spec := range [][2]string{
		{"", "1.0.0"}, {"..", "1.0.0"}, {"/etc", "1.0.0"}, {"http://example.org/x.tgz#", "1.0.0"},
		{"-g", "1.0.0"}, {"x", "latest"}, {"x", ""}, {"x", "^1.0.0"}, {"x y", "1.0.0"}, {"git+ssh:x", "1.0.0"},
	} {
		_, err := Fetch(t.Context(), spec[0], spec[1], t.TempDir())
		if err == nil || !strings.Contains(err.Error(), "is no package and version") {
			t.Errorf("%v: %v", spec, err)
		}
	}
}

func TestFetchWithoutNPM(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Fetch(t.Context(), "x", "1.0.0", t.TempDir())
	var missing *MissingError
	if !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}

func TestFetchFails(t *testing.T) {
	tests := []struct {
		name, script string
		says         []string
		hides        []string
	}{
		{"npm's error", `cat >&2 <<'X'
npm warn Unknown user config "x"
npm error code ECONNREFUSED
npm error errno ECONNREFUSED
npm error FetchError: request failed, reason: connect ECONNREFUSED
npm error     at ClientRequest.<anonymous> (index.js:130:14) {
npm error   code: 'ECONNREFUSED',
npm error }
npm error network
npm error A complete log of this run can be found in: /gone
X
exit 1`, []string{"npm could not get x@1.0.0: exit status 1", "code ECONNREFUSED", "FetchError: request failed"},
			[]string{"warn", "index.js", "complete log", "npm error", "network"}},
		{"an older npm's", `echo "npm ERR! 404 not found" >&2; exit 1`, []string{"npm: 404 not found"}, nil},
		{"much", `i=0; while [ $i -lt 5000 ]; do echo "npm error line $i" >&2; i=$((i+1)); done; exit 1`,
			[]string{"line 4999", "line 4992"}, []string{"line 4991"}},
		{"control characters", `printf 'npm error \033[2J\n' >&2; exit 1`, []string{"?[2J"}, []string{"\x1b"}},
		{"nothing", `exit 0`, []string{"it wrote 0 tarballs"}, nil},
		{"two tarballs", `touch a.tgz b.tgz`, []string{"it wrote 2 tarballs"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fakeNPM(t, test.script)
			_, err := Fetch(t.Context(), "x", "1.0.0", t.TempDir())
			var failed *FailedError
			if !errors.As(err, &failed) {
				t.Fatalf("%v", err)
			}
			for _, want := range test.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in: %v", want, err)
				}
			}
			for _, not := range test.hides {
				if strings.Contains(err.Error(), not) {
					t.Errorf("%q is in: %v", not, err)
				}
			}
		})
	}
}

// TestFetchStops has an npm that hangs, with a child that hangs too.
func TestFetchStops(t *testing.T) {
	fakeNPM(t, `sleep 60 & sleep 60`)
	start := time.Now()
	limited, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := Fetch(limited, "x", "1.0.0", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "it took too long") {
		t.Errorf("time-out: %v", err)
	}
	interrupted, interrupt := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, interrupt)
	if _, err := Fetch(interrupted, "x", "1.0.0", t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupt: %v", err)
	}
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("it took %v: the children were waited for", took)
	}
}

func TestEnvironment(t *testing.T) {
	tests := []struct {
		env, want string
		has       bool
	}{
		{"HOME=/h", "HOME=/t", false}, {"HOME=", "HOME=/t", true}, {"A=b", "HOME=/t", true},
		{"A=b", "npm_config_cache=/t/cache", true}, {"NPM_CONFIG_CACHE=/c", "npm_config_cache=/t/cache", false},
		{"A=b", "npm_config_ignore_scripts=true", true}, {"A=b", "A=b", true},
	}
	for _, test := range tests {
		got := strings.Join(environment([]string{test.env}, "/t"), "\n") + "\n"
		if strings.Contains(got, test.want+"\n") != test.has {
			t.Errorf("%s gives %q", test.env, got)
		}
	}
}

// TestFetchByNPM has the real client get a package from a registry in this test,
// with no home to write to.
func TestFetchByNPM(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		testneed.Missing(t, "npm", "install npm")
	}
	packed := zip(t, tar.Header{Name: "package/package.json", Size: 10}, tar.Header{Name: "package/lib.so", Size: 1000})
	stated := filepath.Join(t.TempDir(), "stated.tgz")
	if err := os.WriteFile(stated, packed, 0o644); err != nil {
		t.Fatal(err)
	}
	integrity, err := Integrity(stated)
	if err != nil {
		t.Fatal(err)
	}
	var registry *httptest.Server
	registry = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, ".tgz"):
			w.Write(packed)
		case strings.Contains(r.URL.Path, "thing"):
			json.NewEncoder(w).Encode(map[string]any{"name": "@test/thing", "versions": map[string]any{
				"1.0.0": map[string]any{"name": "@test/thing", "version": "1.0.0", "dist": map[string]any{
					"integrity": integrity, "tarball": registry.URL + "/thing.tgz"}}}})
		default:
			http.NotFound(w, r)
		}
	}))
	defer registry.Close()
	t.Setenv("npm_config_registry", registry.URL)
	t.Setenv("npm_config_cache", "")
	t.Setenv("HOME", "")
	dir := t.TempDir()
	tarball, err := Fetch(t.Context(), "@test/thing", "1.0.0", dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Integrity(tarball); got != integrity || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, integrity)
	}
	_, err = Fetch(t.Context(), "@test/other", "1.0.0", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "E404") {
		t.Errorf("a package that isn't there: %v", err)
	}
}

func FuzzTelling(f *testing.F) {
	f.Add("npm error code E404\n", 3)
	f.Add(strings.Repeat("npm ERR! x\r\n", 3000), 100)
	f.Fuzz(func(t *testing.T, text string, step int) {
		said := &tail{}
		step = max(1, step)
		for len(text) > 0 {
			n := min(step, len(text))
			fmt.Fprint(said, text[:n])
			text = text[n:]
		}
		got := said.telling()
		if strings.Count(got, "\n") >= tellingMost || len(got) > tellingMost*1000 || said.kept.Len() > 3*tailBytes {
			t.Errorf("%d bytes are kept, %d told", said.kept.Len(), len(got))
		}
		if strings.ContainsAny(strings.ReplaceAll(got, "\n", ""), "\x1b\x07\r\x00") {
			t.Errorf("control characters in %q", got)
		}
	})
}
