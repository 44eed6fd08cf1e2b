package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"caro/core/gate"
	"caro/core/redact"
)

// fresh is a store in a folder that isn't there yet.
func fresh(t testing.TB) Store {
	t.Helper()
	return Store{Path: filepath.Join(t.TempDir(), "data", "caro", "history.db"), Notice: func(text string) { t.Error(text) }}
}

func add(t testing.TB, s Store, query, command string) int64 {
	t.Helper()
	id, err := s.Add(t.Context(), Entry{Query: query, Command: command, Level: gate.LevelSafe, Platform: "linux", Model: "m"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// commands are those of a list.
func commands(t testing.TB, list []Entry, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Command)
	}
	return strings.Join(out, "|")
}

func TestAddAndRead(t *testing.T) {
	s := fresh(t)
	want := []Entry{
		{At: time.UnixMilli(1764000000123), Query: "list the files", Command: "ls", Level: gate.LevelSafe, Platform: "linux", Model: "qwen2.5-coder-1.5b"},
		{At: time.UnixMilli(1764000001000), Query: "löschen 削除 🗑", Command: "for f in *; do\n    rm \"$f\"\ndone", Level: gate.LevelHigh, Platform: "macos", Model: "/a b/ç.gguf", Copied: true},
		{At: time.UnixMilli(1764000002000), Query: "log in", Command: "mysql -p" + redact.Mark, Level: gate.LevelUnknown, Platform: "linux", Model: "x", Redacted: true},
	}
	for i, e := range want {
		if i == 2 {
			e.Command, e.Redacted = "mysql -phunter2", false
		}
		id, err := s.Add(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		want[i].ID = id
	}
	if want[0].ID >= want[1].ID || want[1].ID >= want[2].ID {
		t.Errorf("ids: %d, %d, %d", want[0].ID, want[1].ID, want[2].ID)
	}
	slices.Reverse(want)
	got, err := s.Recent(t.Context(), 10)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v:\n got %+v\nwant %+v", err, got, want)
	}
	if got, err := s.Recent(t.Context(), 2); err != nil || !slices.Equal(got, want[:2]) {
		t.Errorf("%v: %+v", err, got)
	}
	for _, n := range []int{0, -1} {
		if got, err := s.Recent(t.Context(), n); err != nil || len(got) != 0 {
			t.Errorf("%v: %+v", err, got)
		}
	}
}

func TestModes(t *testing.T) {
	s := fresh(t)
	add(t, s, "q", "ls")
	if err := os.Chmod(s.Path, 0o644); err != nil { // as a restored one may have
		t.Fatal(err)
	}
	add(t, s, "q", "ls")
	for path, want := range map[string]os.FileMode{s.Path: 0o600, filepath.Dir(s.Path): 0o700, lockPath(s.Path): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(s.Path))
	if err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// A person who has no history gets none by looking.
func TestReadingMakesNothing(t *testing.T) {
	s := fresh(t)
	for name, f := range map[string]func() error{
		"recent":   func() error { _, err := s.Recent(t.Context(), 5); return err },
		"commands": func() error { _, err := s.RecentCommands(t.Context(), 5); return err },
		"search":   func() error { _, err := s.Search(t.Context(), "x", 5); return err },
		"copied":   func() error { return s.Copied(t.Context(), 1) },
		"delete":   func() error { return s.Delete(t.Context(), 1) },
		"clear":    func() error { return s.Clear(t.Context()) },
	} {
		if err := f(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if exists(filepath.Dir(s.Path)) {
		t.Error("a folder was made")
	}
}

func TestCopiedAndDelete(t *testing.T) {
	s := fresh(t)
	first, second := add(t, s, "one", "ls unmistakable-1"), add(t, s, "two", "ls unmistakable-2")
	for _, err := range []error{s.Copied(t.Context(), second), s.Delete(t.Context(), first), s.Delete(t.Context(), first), s.Copied(t.Context(), first)} {
		if err != nil {
			t.Error(err)
		}
	}
	got, err := s.Recent(t.Context(), 9)
	if err != nil || len(got) != 1 || got[0].ID != second || !got[0].Copied {
		t.Errorf("%v: %+v", err, got)
	}
	if text, err := os.ReadFile(s.Path); err != nil || strings.Contains(string(text), "unmistakable-1") || !strings.Contains(string(text), "unmistakable-2") {
		t.Errorf("%v; what was deleted is still in the file, or what wasn't is gone", err)
	}
	if got := searched(t, s, "unmistakable-1"); got != "" {
		t.Error(got)
	}
	whole(t, s)
}

func searched(t testing.TB, s Store, text string) string {
	t.Helper()
	list, err := s.Search(t.Context(), text, 1000)
	return commands(t, list, err)
}

func TestClear(t *testing.T) {
	s := fresh(t)
	s.Notice = nil
	add(t, s, "q", "ls unmistakable")
	if err := os.Truncate(s.Path, 5000); err != nil {
		t.Fatal(err)
	}
	last := add(t, s, "q", "ls unmistakable")
	if len(asides(s.Path)) != 1 {
		t.Fatal("nothing was set aside")
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Dir(s.Path))
	if err != nil || len(entries) != 1 || entries[0].Name() != ".history.db.lock" {
		t.Errorf("%v, %v", entries, err)
	}
	if got, err := s.Recent(t.Context(), 9); err != nil || len(got) != 0 {
		t.Errorf("%v: %+v", err, got)
	}
	if id := add(t, s, "q", "ls"); id <= last {
		t.Errorf("id %d is used again, after %d", id, last)
	}
}

func TestMax(t *testing.T) {
	s := fresh(t)
	s.Max = 3
	for i := range 5 {
		add(t, s, "q", fmt.Sprint("echo number", i))
	}
	list, err := s.Recent(t.Context(), 9)
	if got := commands(t, list, err); got != "echo number4|echo number3|echo number2" {
		t.Error(got)
	}
	if got := searched(t, s, "number1"); got != "" {
		t.Error(got)
	}
	s.Max = 1
	add(t, s, "q", "pwd")
	list, err = s.Recent(t.Context(), 9)
	if got := commands(t, list, err); got != "pwd" {
		t.Error(got)
	}
	whole(t, s)
}

func TestRecentCommands(t *testing.T) {
	s := fresh(t)
	for _, command := range []string{"a", "b", "a", "mysql -phunter2", "c", "b"} {
		add(t, s, "q", command)
	}
	list, err := s.RecentCommands(t.Context(), 9)
	if got := commands(t, list, err); got != "b|c|a" {
		t.Error(got)
	}
	list, err = s.RecentCommands(t.Context(), 2)
	if got := commands(t, list, err); got != "b|c" {
		t.Error(got)
	}
}

func TestVerdict(t *testing.T) {
	for _, test := range []struct {
		e    Entry
		s    gate.Safety
		want gate.Verdict
	}{
		{Entry{Command: "ls", Level: gate.LevelSafe}, gate.SafetyModerate, gate.Pass},
		{Entry{Command: "ls", Level: gate.LevelHigh}, gate.SafetyModerate, gate.Ask},
		{Entry{Command: "ls", Level: gate.LevelHigh}, gate.SafetyStrict, gate.Block},
		{Entry{Command: "ls", Level: gate.LevelSafe, Redacted: true}, gate.SafetyPermissive, gate.Block},
		{Entry{Command: "a\nb", Level: gate.LevelSafe}, gate.SafetyModerate, gate.Ask},
		{Entry{Command: "a\x1b", Level: gate.LevelSafe}, gate.SafetyModerate, gate.Block},
	} {
		if got := test.e.Verdict(test.s); got != test.want {
			t.Errorf("%+v, %s: %s, want %s", test.e, test.s, got, test.want)
		}
	}
}

// whole checks the file as SQLite and its index do.
func whole(t testing.TB, s Store) {
	t.Helper()
	db, err := sql.Open("sqlite", source(s.Path, true))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	verdict := ""
	if err := db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity_check: %s, %v", verdict, err)
	}
	if _, err := db.ExecContext(t.Context(), `INSERT INTO found (found, rank) VALUES ('integrity-check', 1)`); err != nil {
		t.Fatalf("the index: %v", err)
	}
}

// Goroutines of one process, as an app has them, take turns too.
func TestConcurrently(t *testing.T) {
	s := fresh(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				if _, err := s.Add(t.Context(), Entry{Query: "q", Command: fmt.Sprint("echo ", i, j)}); err != nil {
					t.Error(err)
				}
				if _, err := s.Search(t.Context(), "echo", 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if list, err := s.Recent(t.Context(), 999); err != nil || len(list) != 80 {
		t.Errorf("%d, %v", len(list), err)
	}
	whole(t, s)
}

// A cancelled context ends the waiting for another process at once.
func TestCancelled(t *testing.T) {
	s := fresh(t)
	add(t, s, "q", "ls")
	release, err := lock(t.Context(), lockPath(s.Path))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := s.Add(ctx, Entry{Query: "q", Command: "ls"}); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "it takes too long") {
		t.Error(err)
	}
	if took := time.Since(start); took > patience/2 {
		t.Error(took)
	}
	release()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Add(stopped, Entry{Query: "q", Command: "ls"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := s.Recent(stopped, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got, err := s.Recent(t.Context(), 9); err != nil || len(got) != 1 {
		t.Error(err, got)
	}
}

// A file that another program has locked, as sqlite3 may, ends in words, not in silence.
func TestStranger(t *testing.T) {
	s := fresh(t)
	add(t, s, "q", "ls")
	db, err := sql.Open("sqlite", source(s.Path, true))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := s.Add(ctx, Entry{Query: "q", Command: "ls"}); err == nil {
		t.Error("no error")
	}
	if took := time.Since(start); took > patience/2 {
		t.Error(took)
	}
	time.AfterFunc(50*time.Millisecond, func() { _ = tx.Rollback() })
	add(t, s, "q", "pwd") // waits for it
}
