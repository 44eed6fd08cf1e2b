package sandbox

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSpecsThatCannotRun(t *testing.T) {
	for name, spec := range map[string]Spec{
		"NUL in the command":   {Command: "ls\x00-l"},
		"too long":             {Command: strings.Repeat("x", maxCommand+1)},
		"shell with a path":    {Command: "ls", Shell: "/tmp/sh"},
		"shell with an option": {Command: "ls", Shell: "-i"},
		"home is the root":     {Command: "ls", Home: "/"},
		"home hides a system":  {Command: "ls", Home: "/usr"},
		"home climbs":          {Command: "ls", Home: "/home/../etc"},
		"home with a line":     {Command: "ls", Home: "/home/a\nroot:x:0:0"},
		"name with =":          {Command: "ls", Env: map[string]string{"A=B": "c"}},
		"value with NUL":       {Command: "ls", Env: map[string]string{"A": "b\x00"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := spec.complete(); err == nil {
				t.Error("accepted")
			}
			if result, err := Run(t.Context(), spec); err == nil {
				t.Error("run", errors.Join(result.Remove()))
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	t.Setenv("HF_TOKEN", "the caller's secret")
	spec, err := Spec{Home: "/Users/ada", Shell: "zsh", Env: map[string]string{"TZ": "Asia/Tokyo", "EDITOR": "vi"}}.complete()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"EDITOR=vi", "HOME=/Users/ada", "LANG=C.UTF-8", "LOGNAME=ada", "PATH=/usr/bin:/bin",
		"SHELL=/bin/zsh", "TERM=dumb", "TZ=Asia/Tokyo", "USER=ada",
	}
	if got := spec.environment(); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestLimitsAreCompleted(t *testing.T) {
	got := Limits{Time: time.Second, Memory: -1}.complete()
	want := DefaultLimits()
	want.Time = time.Second
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestCopyOf(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	stamp := time.Date(2021, 5, 4, 3, 2, 1, 0, time.UTC)
	file := filepath.Join(from, "inner", "run me.sh")
	for _, err := range []error{
		os.Mkdir(filepath.Dir(file), 0o755),
		os.WriteFile(file, []byte("echo hi\n"), 0o600),
		os.Chmod(file, 0o750),
		os.Chtimes(file, stamp, stamp),
		os.Symlink("../nowhere", filepath.Join(from, "inner", "link")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := CopyOf(from)(to); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(to, "inner", "run me.sh"))
	if err != nil || info.Mode() != 0o750 || !info.ModTime().Equal(stamp) || info.Size() != 8 {
		t.Errorf("file: %v, %v", info, err)
	}
	if target, err := os.Readlink(filepath.Join(to, "inner", "link")); target != "../nowhere" {
		t.Errorf("link to %q, %v", target, err)
	}
	if err := CopyOf(filepath.Join(from, "none"))(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that isn't there: %v", err)
	}
}
