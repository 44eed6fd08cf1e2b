package desktop

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/app/install"
	"caro/app/menubar"
	"caro/app/notify"
)

// TestTool: the menu's item puts the link of a made-up bundle's tool there and takes it away,
// and says what is left to do.
func TestTool(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:") // what is told goes to Notice
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"Caro.app/Contents/MacOS/caro": "#!/bin/sh\n", "Caro.app/Contents/Info.plist": "<string>app.caro.Caro</string>",
		"etc/paths": "/usr/bin\n", "home/keep": "", "usr/local/bin/keep": "",
	} {
		path := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", filepath.Join(top, "home"))
	t.Setenv("PATH", "/usr/bin")
	tool, err := install.Of(filepath.Join(top, "Caro.app/Contents/MacOS/caro"))
	if err != nil {
		t.Fatal(err)
	}
	tool = tool.Below(top)
	notifier := notify.New(nil)
	defer notifier.Close()
	var told []string
	a := &App{notifier: notifier, events: make(chan func(*facts), 256), o: Options{Tool: tool, Notice: func(text string) { told = append(told, text) }}}
	var f facts
	state := func() menubar.Tool {
		for len(a.events) > 0 {
			(<-a.events)(&f)
		}
		return f.menu().Tool
	}
	ctx := context.Background()
	a.lookAtTool(ctx)
	if got := state(); got != menubar.ToolOffered {
		t.Fatalf("at first it is %q", got)
	}
	link := filepath.Join(top, "usr/local/bin/caro")
	for range 2 {
		told = nil
		a.toggleTool(ctx)
		target, err := os.Readlink(link)
		if err != nil || target != filepath.Join(top, "Caro.app/Contents/MacOS/caro") || state() != menubar.ToolThere {
			t.Errorf("installed: %q, %v, %q; told %q", target, err, state(), told)
		}
		if len(told) != 1 || !strings.Contains(told[0], "caro is in "+filepath.Dir(link)) || !strings.Contains(told[0], "to your PATH") {
			t.Errorf("installed, it told %q", told)
		}
		told = nil
		a.toggleTool(ctx)
		if _, err := os.Lstat(link); !os.IsNotExist(err) || state() != menubar.ToolOffered {
			t.Errorf("removed: %v, %q", err, state())
		}
		if len(told) != 1 || !strings.Contains(told[0], "is removed: "+link) {
			t.Errorf("removed, it told %q", told)
		}
	}

	// What isn't Caro's is left, and said.
	if err := os.WriteFile(link, []byte("precious"), 0o755); err != nil {
		t.Fatal(err)
	}
	told = nil
	a.toggleTool(ctx)
	if text, _ := os.ReadFile(link); string(text) != "precious" || state() != menubar.ToolOffered || len(told) != 1 || !strings.Contains(told[0], "isn't Caro's") {
		t.Errorf("in the way of it: %q, %q, told %q", text, state(), told)
	}
	brew := filepath.Join(top, "brew")
	if err := os.MkdirAll(brew, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(top, "Caro.app/Contents/MacOS/caro"), filepath.Join(brew, "caro")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", brew)
	if tool, err = install.Of(filepath.Join(top, "Caro.app/Contents/MacOS/caro")); err != nil {
		t.Fatal(err)
	}
	a.o.Tool, told = tool.Below(top), nil
	a.toggleTool(ctx)
	if _, err := os.Lstat(filepath.Join(brew, "caro")); err != nil || state() != menubar.ToolThere || len(told) != 1 || !strings.Contains(told[0], "wasn't put there by this menu") {
		t.Errorf("another's link: %v, %q, told %q", err, state(), told)
	}
	a.o.Tool = nil
	a.lookAtTool(ctx)
	if got := state(); got != menubar.NoTool {
		t.Errorf("without a bundle it is %q", got)
	}
}
