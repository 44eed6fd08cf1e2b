package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/gate"
	"caro/core/history"
)

// smallMenu is the menu where the small model is in use.
func smallMenu(recents, copies, login string) string {
	return `
Ready · SmolLM2 135M (disabled)
---
Ask…  (Ctrl+Alt+Enter)
` + recents + `Model >
---
[` + copies + `] Copy automatically
[` + login + `] Open at login
---
Settings…
About Caro
---
Quit
`
}

const smallName = "SmolLM2 135M"

// TestMenu: the app as a person meets it first, and what each item does.
func TestMenu(t *testing.T) {
	d := newScreen(t, 1024, 768)
	d.notifications()
	d.settings(d.logging())
	took := d.begin()
	t.Logf("start to icon: %v", took)
	d.shows("the first start", `
No model yet (disabled)
---
Ask…  (Ctrl+Alt+Enter)
Recent > (disabled)
Model >
Download · Qwen2.5 Coder 1.5B · 1.1 GB
---
[ ] Copy automatically
[ ] Open at login
---
Settings…
About Caro
---
Quit
`)
	d.window() // welcomes and offers the download
	d.reads("1.1 GB")
	d.escape()

	d.small()
	d.settings("model = \"smollm2-135m\"\n" + d.logging())
	none := "Recent > (disabled)\n"
	d.shows("a model", smallMenu(none, " ", " "))

	t.Run("checks", func(t *testing.T) {
		d.t = t
		d.click("Copy automatically")
		d.shows("copying", smallMenu(none, "x", " "))
		if text, _ := os.ReadFile(d.settingsPath()); !strings.Contains(string(text), "copy = true\n") {
			t.Errorf("the settings are %s", text)
		}
		entry := filepath.Join(d.dir, "config/autostart/caro.desktop")
		d.click("Open at login")
		d.shows("opened at login", smallMenu(none, "x", "x"))
		if text, _ := os.ReadFile(entry); !strings.Contains(string(text), "/build/out/caro app\n") {
			t.Errorf("the autostart file is %q", text)
		}
		d.click("Open at login")
		d.click("Copy automatically")
		d.shows("neither", smallMenu(none, " ", " "))
		if _, err := os.Stat(entry); err == nil {
			t.Error("the autostart file is there still")
		}
	})
	t.Run("model", func(t *testing.T) {
		d.t = t
		// As large as the real one, so that it is taken for it as long as nobody asks.
		other := filepath.Join(d.cache, "models", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf")
		if err := os.WriteFile(other, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(other, 491400064); err != nil {
			t.Fatal(err)
		}
		d.has("[x] " + smallName)
		d.has("[ ] Qwen2.5 Coder 0.5B")
		d.click("Model", "Qwen2.5 Coder 0.5B")
		d.has("[x] Qwen2.5 Coder 0.5B")
		d.status("Ready · Qwen2.5 Coder 0.5B")
		if text, _ := os.ReadFile(d.settingsPath()); !strings.Contains(string(text), `model = "qwen2.5-coder-0.5b"`) {
			t.Errorf("the settings are %s", text)
		}
		d.settings("model = \"smollm2-135m\"\n" + d.logging())
		d.status("Ready · " + smallName)
		d.click("Model", "Remove", "Qwen2.5 Coder 0.5B")
		d.until("its file's end", func() error {
			if _, err := os.Stat(other); err == nil {
				return errors.New("it is there")
			}
			return nil
		})
	})
	t.Run("recents", func(t *testing.T) {
		d.t = t
		d.recent("count the logs", `find . -name "*.log" | wc -l`, gate.LevelSafe)
		d.recent("delete the old documents", "rm -r ~/Documents/old", gate.LevelHigh)
		d.shows("recents", smallMenu("Recent >\n    rm -r ~/Documents/old …\n    find . -name \"*.log\" | wc -l\n", " ", " "))
		d.click("Recent", "find . -name")
		d.copied(`find . -name "*.log" | wc -l`)
		d.notified("Copied")
		_ = os.Remove(d.terminalLog())
		d.click("Recent", "rm -r")
		d.window()
		d.reads("rm -r ~/Documents/old")
		if got := d.clipboard(); strings.Contains(got, "rm") {
			t.Errorf("the clipboard has %q", got)
		}
		d.escape()
	})
	t.Run("settings", func(t *testing.T) {
		d.t = t
		got := filepath.Join(d.dir, "opened")
		script := "#!/bin/sh\nprintf %s \"$*\" >" + got + ".new && mv " + got + ".new " + got + "\n"
		if err := os.WriteFile(filepath.Join(d.dir, "bin/xdg-open"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
		d.click("Settings…")
		d.until("the opened file", func() error {
			text, err := os.ReadFile(got)
			if err == nil && string(text) != d.settingsPath() {
				err = fmt.Errorf("it is %q", text)
			}
			return err
		})
	})
	t.Run("about", func(t *testing.T) {
		d.t = t
		d.click("About Caro")
		d.notified("A request in plain words")
	})
	t.Run("tap", func(t *testing.T) {
		d.t = t
		if err := d.item.Tap(); err != nil {
			t.Fatal(err)
		}
		d.window()
		if err := d.item.Tap(); err != nil { // closes the one that has the keyboard
			t.Fatal(err)
		}
		d.noWindow()
	})
	t.Run("quit", func(t *testing.T) {
		d.t = t
		d.click("Ask…")
		d.window()
		d.click("Quit")
		if code := d.ends(); code != 0 {
			t.Errorf("it ended with %d: %s", code, d.said)
		}
		d.nothingLeft()
	})
}

// recent adds an answer to the person's history.
func (d *desk) recent(query, command string, level gate.Level) {
	d.t.Helper()
	store := history.Store{Path: filepath.Join(d.dir, "data/caro/history.db"), Max: 100}
	if _, err := store.Add(d.t.Context(), history.Entry{Query: query, Command: command, Level: level, Platform: "linux", Model: "smollm2-135m"}); err != nil {
		d.t.Fatal(err)
	}
}

// nothingLeft waits until all processes have gone but those that hold the clipboard.
func (d *desk) nothingLeft() {
	d.t.Helper()
	d.until("no process", func() error {
		for pid, line := range d.processes() {
			if !strings.Contains(line, "xclip ") {
				return fmt.Errorf("%d is %s", pid, line)
			}
		}
		return nil
	})
}
