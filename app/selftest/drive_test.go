package selftest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"caro/core/config"
)

// TestRun: how steps end, what they need, and what is said of them.
func TestRun(t *testing.T) {
	told := []string{"before"}
	d := &drive{World: World{Said: func() []string { return told }}}
	does := func(note string, err error) func(*drive, context.Context) (string, error) {
		return func(*drive, context.Context) (string, error) { return note, err }
	}
	list := []step{
		{"good", time.Second, nil, does("fine", nil)},
		{"bad", time.Second, []string{"good"}, func(*drive, context.Context) (string, error) {
			told = append(told, "Caro can't:\nno")
			return "unseen", errors.New("broken")
		}},
		{"without it", time.Second, []string{"good", "bad"}, does("", nil)},
		{"not here", time.Second, nil, does("", skip("no such thing"))},
		{"denied", time.Second, nil, does("", fmt.Errorf("press: %w", ErrDenied))},
		{"late", 100 * time.Millisecond, nil, func(_ *drive, ctx context.Context) (string, error) {
			return "", until(ctx, "the end", func() (string, bool) { return "it goes on", false })
		}},
		{"hangs", 100 * time.Millisecond, nil, func(*drive, context.Context) (string, error) { select {} }},
		{"behind it", time.Second, nil, does("", nil)},
	}
	var got []string
	run(t.Context(), d, list, func(r Result) { got = append(got, fmt.Sprintf("%s: %s: %s", r.Name, r.Outcome, r.Note)) })
	want := []string{
		"good: passed: fine", "bad: failed: broken; the app said: Caro can't: no", `without it: skipped: not tried without "bad"`,
		"not here: skipped: no such thing", "denied: skipped: press: keys can't be pressed for you here",
		"late: failed: waited in vain for the end: it goes on", "hangs: failed: it hangs", `behind it: skipped: not tried: "hangs" hangs`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	got = nil
	ctx, cancel := context.WithCancel(t.Context())
	run(ctx, d, []step{
		{"good", time.Second, nil, does("", nil)},
		{"interrupted", time.Second, nil, func(_ *drive, ctx context.Context) (string, error) { cancel(); <-ctx.Done(); return "", ctx.Err() }},
		{"never", time.Second, nil, does("", nil)},
	}, func(r Result) { got = append(got, r.Name) })
	if !slices.Equal(got, []string{"good"}) {
		t.Errorf("interrupted, it tells of %q", got)
	}
}

// TestNeeds: each step needs steps before it only, and all have names of their own.
func TestNeeds(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range steps {
		for _, need := range s.needs {
			if !seen[need] {
				t.Errorf("%s needs %q, which isn't before it", s.name, need)
			}
		}
		if seen[s.name] || s.limit <= 0 || s.run == nil {
			t.Errorf("step %+v", s)
		}
		seen[s.name] = true
	}
	if names := Names(); len(names) != len(steps)+1 || names[len(steps)-1] != stepQuit {
		t.Errorf("the names are %q", names)
	}
}

// TestCrash: of an app that crashes the results so far are kept, the next step failed with what
// it said, and nothing of the test is left.
func TestCrash(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("HOME", dir)
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("CARO_SAFETY", "strict")
	seen := filepath.Join(dir, "environ")
	program := filepath.Join(dir, "program")
	script := "#!/bin/sh\nenv >" + seen + "\necho noise\n" +
		`echo '{"name":"icon and menu","outcome":"passed","seconds":0.5,"note":"Ready"}'` + "\necho 'no such selector' >&2\nkill -ABRT $$\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	settings := config.Default()
	settings.Model = filepath.Join(dir, "model.gguf")
	var told []Result
	report, err := Run(t.Context(), Options{Executable: program, Settings: settings, Tell: func(r Result) { told = append(told, r) }})
	if err != nil || len(told) != len(Names()) || !slices.Equal(told, report.Results) {
		t.Fatalf("%v, %+v", err, told)
	}
	if r := told[0]; r.Outcome != Passed || r.Note != "Ready" {
		t.Errorf("the first is %+v", r)
	}
	if r := told[1]; r.Outcome != Failed || !strings.Contains(r.Note, "aborted") || !strings.Contains(r.Note, "no such selector") {
		t.Errorf("the one that crashed is %+v", r)
	}
	if report.Passed != 2 || report.Failed != 1 || report.Skipped != len(Names())-3 || report.OK() {
		t.Errorf("the report is %+v", report)
	}
	environ, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"CARO_CONFIG=", "CARO_HISTORY=", "CARO_CACHE_DIR=", "CARO_SOCKET="} {
		if !strings.Contains(string(environ), name+dir+"/caro-s-") {
			t.Errorf("%s isn't in a folder of the test's own: %s", name, environ)
		}
	}
	if strings.Contains(string(environ), "CARO_SAFETY") {
		t.Error("the environment overrules the test's settings")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "caro-s-*")); len(left) > 0 {
		t.Errorf("%q is left", left)
	}

	// One that isn't there.
	told = nil
	report, err = Run(t.Context(), Options{Executable: filepath.Join(dir, "none"), Settings: settings, Tell: func(r Result) { told = append(told, r) }})
	if err != nil || report.Failed != 1 || !strings.Contains(told[0].Note, "doesn't start") {
		t.Errorf("without a program: %v, %+v", err, report)
	}
}

// TestPlace: the settings are the person's, but for what the test needs.
func TestPlace(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte("# mine\ncopy = true\nmodel = \"/my/model.gguf\"\n[remote]\nretries = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	settings, err := config.Load(func(name string) string { return map[string]string{"CARO_CONFIG": file}[name] })
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlace(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	defer p.remove()
	own, err := config.Load(func(name string) string { return map[string]string{"CARO_CONFIG": p.configFile()}[name] })
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"copy": "false", "model": "/my/model.gguf", "remote.retries": "3", "app.hotkey": Hotkey, "safety": "permissive", "worker.socket": p.socket(),
	} {
		if got := own.Value(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestRow(t *testing.T) {
	var b strings.Builder
	for _, r := range []Result{{"icon and menu", Passed, 0.25, ""}, {"menu: Settings…", Skipped, 12, "why"}} {
		if err := Row(&b, r); err != nil {
			t.Fatal(err)
		}
	}
	want := "icon and menu                 passed      0.2 s\nmenu: Settings…               skipped    12.0 s  why\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
