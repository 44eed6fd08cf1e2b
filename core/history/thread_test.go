package history

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/redact"
)

func TestThreadKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", threadName)
	if _, err := Thread(path, time.Now()); !errors.Is(err, ErrNoThread) {
		t.Fatal(err)
	}
	var turns []Turn
	for _, command := range []string{"ls", "ls -l", "ls -lt", "ls -ltr"} {
		if err := KeepThread(path, turns, Entry{Query: "do\n" + command, Command: command}); err != nil {
			t.Fatal(err)
		}
		var err error
		if turns, err = Thread(path, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if len(turns) != MaxTurns || turns[0] != (Turn{Request: "do ls -l", Command: "ls -l"}) || turns[2].Command != "ls -ltr" {
		t.Errorf("%+v", turns)
	}
	for name, mode := range map[string]os.FileMode{path: private, filepath.Dir(path): privateFolder} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%v", left)
	}
	if _, err := Thread(path, time.Now().Add(MaxThreadAge+time.Minute)); !errors.Is(err, ErrOldThread) {
		t.Error(err)
	}
}

func TestThreadWithoutSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), threadName)
	secret := Entry{Query: "open shop with password hunter2", Command: "mysql -u root -phunter2 shop"}
	if err := KeepThread(path, []Turn{{Request: "a", Command: "ls"}}, secret); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "hunter2") || !strings.Contains(string(data), redact.Mark) {
		t.Errorf("%s, %v", data, err)
	}
	if _, err := Thread(path, time.Now()); !errors.Is(err, ErrRedacted) {
		t.Error(err)
	}
	before := []Turn{{Request: "a", Command: "ls"}, {Request: "b", Command: "x " + redact.Mark, Redacted: true}}
	if err := KeepThread(path, before, Entry{Query: "c", Command: "pwd"}); err != nil {
		t.Fatal(err)
	}
	if turns, err := Thread(path, time.Now()); err != nil || len(turns) != 1 || turns[0].Command != "pwd" {
		t.Errorf("%+v, %v", turns, err)
	}
}

func TestThreadRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), threadName)
	if err := KeepThread(path, nil, Entry{Query: "a", Command: "ls \x1b[2J"}); err == nil {
		t.Error("a command with an escape sequence was kept")
	}
	for _, text := range []string{"", "no JSON", `{"turns":[]}`, `{"at":"2024-01-01T00:00:00Z","turns":"x"}`} {
		if err := os.WriteFile(path, []byte(text), private); err != nil {
			t.Fatal(err)
		}
		if _, err := Thread(path, time.Now()); !errors.Is(err, ErrNoThread) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", maxThreadFile+1)), private); err != nil {
		t.Fatal(err)
	}
	if _, err := Thread(path, time.Now()); err == nil || errors.Is(err, ErrNoThread) {
		t.Error(err)
	}
}

func TestThreadPlace(t *testing.T) {
	for _, test := range []struct{ goos, home, state, want string }{
		{"linux", "/h", "", "/h/.local/state/caro/last.json"},
		{"linux", "/h", "/s", "/s/caro/last.json"},
		{"linux", "/h", "s", "/h/.local/state/caro/last.json"},
		{"darwin", "/h", "/s", "/h/Library/Application Support/caro/last.json"},
		{"linux", "", "", ""},
	} {
		got, err := threadPlaceOn(test.goos, func(name string) string {
			return map[string]string{"HOME": test.home, "XDG_STATE_HOME": test.state}[name]
		})
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}
}
