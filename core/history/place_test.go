package history

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPlace(t *testing.T) {
	for _, test := range []struct {
		goos, home, data, want string
	}{
		{"linux", "/home/ada", "", "/home/ada/.local/share/caro/history.db"},
		{"linux", "/home/ada", "/data", "/data/caro/history.db"},
		{"linux", "/home/ada", "data", "/home/ada/.local/share/caro/history.db"},
		{"linux", "", "/data", "/data/caro/history.db"},
		{"linux", "", "", ""},
		{"linux", "ada", "", ""},
		{"darwin", "/Users/ada", "/data", "/Users/ada/Library/Application Support/caro/history.db"},
		{"darwin", "", "", ""},
	} {
		got, err := placeOn(test.goos, func(name string) string {
			return map[string]string{"HOME": test.home, "XDG_DATA_HOME": test.data}[name]
		})
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%+v: %s, %v", test, got, err)
		}
	}
	for _, goos := range []string{"linux", "darwin"} {
		got, err := placeOn(goos, func(name string) string {
			return map[string]string{"HOME": "/home/ada", "XDG_DATA_HOME": "/data", "CARO_HISTORY": "/tmp/one.db"}[name]
		})
		if got != "/tmp/one.db" || err != nil {
			t.Errorf("named on %s: %s, %v", goos, got, err)
		}
	}
}

// Odd names of folders are names, not addresses of SQLite's.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"a b", "a?mode=memory", "a#b", "a%20b", "ç", "file:x", "a&b=c", "'", `"`, "-", "\xff"} {
		dir := filepath.Join(t.TempDir(), name)
		s := Store{Path: filepath.Join(dir, "history.db")}
		add(t, s, "q", "ls")
		if !exists(s.Path) {
			t.Errorf("%q: no file there", name)
		}
		if list, err := s.Recent(t.Context(), 1); err != nil || len(list) != 1 {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A link, as in a folder of dotfiles, stays one.
func TestLink(t *testing.T) {
	dir := t.TempDir()
	elsewhere := filepath.Join(dir, "elsewhere")
	if err := os.Mkdir(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(dir, "caro")); err != nil {
		t.Fatal(err)
	}
	s := Store{Path: filepath.Join(dir, "caro", "history.db")}
	add(t, s, "q", "ls")
	if err := os.Rename(filepath.Join(elsewhere, "history.db"), filepath.Join(dir, "mine.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "mine.db"), filepath.Join(elsewhere, "history.db")); err != nil {
		t.Fatal(err)
	}
	add(t, s, "q", "pwd")
	list, err := Store{Path: filepath.Join(dir, "mine.db")}.Recent(t.Context(), 9)
	if got := commands(t, list, err); got != "pwd|ls" {
		t.Error(got)
	}
}
