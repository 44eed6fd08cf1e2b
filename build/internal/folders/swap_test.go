package folders

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func folder(t *testing.T, dir, content string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "what"), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSwap(t *testing.T) {
	top := t.TempDir()
	dir, old := filepath.Join(top, "dir"), filepath.Join(top, "old")
	for _, want := range []string{"first", "second"} {
		if err := Swap(folder(t, filepath.Join(top, "fresh"), want), dir, old); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "what")); err != nil || string(got) != want {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if err := Swap(filepath.Join(top, "nothing"), dir, old); err == nil {
		t.Error("a folder that isn't there was put in place")
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "what")); string(got) != "second" {
		t.Errorf("a swap that failed left %q", got)
	}
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	release, err := Lock(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Lock(soon, dir); err == nil {
		t.Error("two have the lock")
	}
	release()
	again, err := Lock(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	again()
}
