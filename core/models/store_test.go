package models

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestReadyHashesOnce(t *testing.T) {
	b := content(300_000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	if got, _ := s.State(m); got != Absent {
		t.Errorf("state %s", got)
	}
	writeModel(t, s, m, b) // as another tool would
	if got, _ := s.State(m); got != Unchecked {
		t.Errorf("state %s", got)
	}
	hashed := func() bool {
		var d diary
		path, err := s.Ready(t.Context(), m, d.tell)
		if err != nil || path != filepath.Join(s.Dir, m.File) {
			t.Errorf("%q, %v", path, err)
		}
		if n := d.count(Verifying); n > 0 && (n < 2 || d.last().Percent != 100 || d.last().Done != m.Bytes) {
			t.Errorf("%d events, the last %+v", n, d.last())
		}
		return d.count(Verifying) > 0
	}
	if !hashed() {
		t.Error("the first time it wasn't hashed")
	}
	if hashed() {
		t.Error("the second time it was hashed again")
	}
	if got, _ := s.State(m); got != Intact {
		t.Errorf("state %s", got)
	}

	later := time.Now().Add(time.Second)
	if err := os.Chtimes(s.Path(m), later, later); err != nil {
		t.Fatal(err)
	}
	if !hashed() || hashed() {
		t.Error("another time of change must have it hashed once more")
	}

	fresh := s.Path(m) + ".copy" // the same bytes and times, another inode
	if err := os.WriteFile(fresh, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(fresh, later, later); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(fresh, s.Path(m)); err != nil {
		t.Fatal(err)
	}
	if !hashed() || hashed() {
		t.Error("another inode must have it hashed once more")
	}
}

func TestReadyThroughALink(t *testing.T) {
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	blob := filepath.Join(t.TempDir(), "blob")
	if err := os.WriteFile(blob, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(blob, s.Path(m)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ready(t.Context(), m, nil); err != nil {
		t.Error(err)
	}
	if got, _ := s.State(m); got != Intact {
		t.Errorf("state %s", got)
	}
}

func TestReadyFaults(t *testing.T) {
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	_, err := s.Ready(t.Context(), m, nil)
	if !errors.Is(err, ErrMissing) || hintOf(err) != "fetch it (1.0 kB) with: caro models pull tiny-test" {
		t.Errorf("missing: %v (%s)", err, hintOf(err))
	}
	wrong := content(1000)
	wrong[500] ^= 1
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"short": {b[:900], "is truncated: it has 900 bytes of 1000"},
		"long":  {append(b[:1000:1000], 1), "is too long: it has 1001 bytes, not 1000"},
		"wrong": {wrong, "its SHA-256 is " + sum(wrong) + ", not " + m.SHA256},
	} {
		writeModel(t, s, m, c.data)
		for range 2 { // fresh and remembered
			_, err := s.Ready(t.Context(), m, nil)
			var damaged *DamagedError
			if !errors.As(err, &damaged) || !strings.Contains(err.Error(), c.want) || damaged.Hint() == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, _ := s.State(m); got != Damaged {
			t.Errorf("%s: state %s", name, got)
		}
	}
	var d diary
	if _, _ = s.Ready(t.Context(), m, d.tell); d.count(Verifying) != 0 {
		t.Error("a file known to be wrong was hashed again")
	}
	if err := os.Remove(s.Path(m)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(s.Path(m), 0o755); err != nil {
		t.Fatal(err)
	}
	var fault *StoreError
	if _, err := s.Ready(t.Context(), m, nil); !errors.As(err, &fault) || !strings.Contains(err.Error(), "not a plain file") {
		t.Errorf("folder: %v", err)
	}
}

func TestReadyIsCancelled(t *testing.T) {
	b := content(4 << 20)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.Ready(ctx, m, func(Event) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if got, _ := s.State(m); got != Unchecked {
		t.Errorf("state %s", got)
	}
}

func TestVerdictFilesThatDontCount(t *testing.T) {
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b)
	file := filepath.Join(s.Dir, verdictFile)
	if _, err := s.Ready(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	for name, spoil := range map[string]func() error{
		"empty":   func() error { return os.WriteFile(file, nil, 0o600) },
		"torn":    func() error { return os.WriteFile(file, good[:len(good)/2], 0o600) },
		"foreign": func() error { return os.WriteFile(file, []byte(`["not", "ours"]`), 0o600) },
		"schema": func() error {
			return os.WriteFile(file, []byte(strings.Replace(string(good), `: 1,`, `: 2,`, 1)), 0o600)
		},
		"large":    func() error { return os.WriteFile(file, append(good, make([]byte, maxVerdicts)...), 0o600) },
		"writable": func() error { return os.Chmod(file, 0o666) },
		"removed":  func() error { return os.Remove(file) },
		"folder":   func() error { return os.Mkdir(file, 0o700) },
	} {
		if name == "folder" {
			_ = os.Remove(file)
		}
		if err := spoil(); err != nil {
			t.Fatal(name, err)
		}
		var d diary
		if _, err := s.Ready(t.Context(), m, d.tell); err != nil || d.count(Verifying) == 0 {
			t.Errorf("%s: %v, hashed %v", name, err, d.count(Verifying) > 0)
		}
		if name == "folder" {
			_ = os.Remove(file)
			continue
		}
		var again diary
		if _, _ = s.Ready(t.Context(), m, again.tell); again.count(Verifying) != 0 {
			t.Errorf("%s: not rebuilt", name)
		}
	}
}

func FuzzVerdicts(f *testing.F) {
	f.Add([]byte(`{"schema":1,"files":{"m":{"bytes":1,"mtime_ns":2,"inode":3,"sha256":"ab"}}}`))
	f.Add([]byte(`{"schema":1,"files":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := Store{Dir: t.TempDir()}
		if err := os.WriteFile(filepath.Join(s.Dir, verdictFile), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m := hubModel([]byte("x"))
		writeModel(t, s, m, []byte("x"))
		if _, err := s.Ready(t.Context(), m, nil); err != nil {
			t.Error(err)
		}
	})
}

// Many at once, each with a model of its own: no verdict may be lost, and
// those of files that are gone are dropped.
func TestVerdictsOfManyAtOnce(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	const many = 12
	list := make([]Model, many)
	var wait sync.WaitGroup
	for i := range list {
		b := content(1000 + i)
		list[i] = hubModel(b)
		list[i].File = strings.Repeat("m", i+1) + ".gguf"
		writeModel(t, s, list[i], b)
		wait.Go(func() {
			if _, err := s.Ready(t.Context(), list[i], nil); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, m := range list {
		if got, err := s.State(m); got != Intact {
			t.Errorf("%s: %s, %v", m.File, got, err)
		}
	}
	if err := os.Remove(s.Path(list[0])); err != nil {
		t.Fatal(err)
	}
	writeModel(t, s, list[1], content(1001))
	now := time.Now().Add(time.Minute)
	_ = os.Chtimes(s.Path(list[1]), now, now)
	if _, err := s.Ready(t.Context(), list[1], nil); err != nil {
		t.Fatal(err)
	}
	if v := s.readVerdicts(); len(v.Files) != many-1 {
		t.Errorf("%d verdicts", len(v.Files))
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere: run as another user")
	}
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b)
	if err := os.Chmod(s.Dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(s.Dir, 0o755) })
	for range 2 { // hashed each time, no error
		var d diary
		if _, err := s.Ready(t.Context(), m, d.tell); err != nil || d.count(Verifying) == 0 {
			t.Errorf("%v", err)
		}
	}
	alone(t)
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Errorf("pull of what is there: %v", err)
	}
	m.File = "other.gguf"
	err := Pull(t.Context(), s, m, quick, nil)
	var fault *StoreError
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "permission denied") || !strings.Contains(fault.Hint(), "CARO_CACHE_DIR") {
		t.Errorf("%v (%s)", err, hintOf(err))
	}
	inside := Store{Dir: filepath.Join(s.Dir, "models")}
	if err := Pull(t.Context(), inside, m, quick, nil); !errors.As(err, &fault) {
		t.Errorf("%v", err)
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read anything: run as another user")
	}
	b := content(1000)
	s, m := Store{Dir: t.TempDir()}, hubModel(b)
	writeModel(t, s, m, b)
	if err := os.Chmod(s.Path(m), 0); err != nil {
		t.Fatal(err)
	}
	var fault *StoreError
	if _, err := s.Ready(t.Context(), m, nil); !errors.As(err, &fault) || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("%v", err)
	}
}

func TestLocal(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := tinyGGUF("Tiny\x1b[2J")
	if f, err := Local(write("good.gguf", good)); err != nil || f.Name != "Tiny [2J" || f.Bytes != int64(len(good)) || f.Header.Architecture != "llama" {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := Local(write("nameless.gguf", tinyGGUF(""))); err != nil || f.Name != "nameless.gguf" {
		t.Errorf("%+v, %v", f, err)
	}
	for _, c := range []struct{ path, want, hint string }{
		{write("text.gguf", "I am a text\n"), "it looks like a text file", "GGUF format"},
		{write("empty.gguf", ""), "an empty file", "GGUF format"},
		{write("cut.gguf", good[:len(good)-1]), "truncated", "again"},
		{write("head.gguf", good[:30]), "ends within its header", "again"},
		{write("old.gguf", "lmgg"+good[4:]), "before GGUF", "newer conversion"},
		{write("none.gguf", "GGUF\x03\x00\x00\x00"+strings.Repeat("\x00", 16)), "vocabulary only", "path"},
		{filepath.Join(dir, "missing.gguf"), "no such file", "path"},
		{dir, "a folder", "GGUF format"},
	} {
		_, err := Local(c.path)
		var local *LocalError
		if !errors.As(err, &local) || !strings.Contains(err.Error(), c.want) || !strings.Contains(local.Hint(), c.hint) {
			t.Errorf("%s: %v (%s)", c.path, err, hintOf(err))
		}
	}
}

// tinyGGUF is a file of one architecture, one name and one tensor of 4 bytes.
func tinyGGUF(name string) string {
	word := func(n int) string { return string([]byte{byte(n), byte(n >> 8), 0, 0}) }
	long := func(n int) string { return word(n) + word(0) }
	text := func(s string) string { return long(len(s)) + s }
	b := "GGUF" + word(3) + long(1) + long(2) +
		text("general.architecture") + word(8) + text("llama") + text("general.name") + word(8) + text(name) +
		text("t") + word(1) + long(1) + word(0) + long(0)
	return b + strings.Repeat("\x00", (32-len(b)%32)%32+4)
}
