package desktop

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTerminalWords: each terminal is told what to run in its own way, and how large to be.
func TestTerminalWords(t *testing.T) {
	dir := t.TempDir()
	at := geometry{known: true, x: 10, y: 20}
	for name, want := range map[string]string{
		"xterm":                  "-tn xterm-256color -class caro -name caro -title caro -geometry 84x22+10+20 -fa Monospace -fs 11 -b 10 +sb -e /p/caro ask --once",
		"gnome-terminal":         "--wait --hide-menubar --title=caro --geometry=84x22+10+20 -- /p/caro ask --once",
		"gnome-terminal.wrapper": "--wait --hide-menubar --title=caro --geometry=84x22+10+20 -- /p/caro ask --once",
		"lxterminal":             "--no-remote --title=caro --geometry=84x22 -e '/p/caro' 'ask' '--once'",
		"unheard-of":             "-e /p/caro ask --once",
	} {
		got := strings.Join(terminalWords("/usr/bin/"+name, nil, at, "/p/caro", "ask", "--once"), " ")
		if got != want {
			t.Errorf("%s %s, want %s", name, got, want)
		}
	}
	// Debian's x-terminal-emulator is a link to the one that was chosen.
	link := filepath.Join(dir, "x-terminal-emulator")
	if err := os.WriteFile(filepath.Join(dir, "foot"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("foot", link); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(terminalWords(link, []string{"-v"}, at, "caro"), " "); got != "-v --app-id=caro --title=caro --window-size-chars=84x22 caro" {
		t.Errorf("the link: %s", got)
	}

	t.Setenv("PATH", dir)
	environ := map[string]string{}
	getenv := func(name string) string { return environ[name] }
	find := func(setting, want string) {
		t.Helper()
		path, more, err := findTerminal(setting, getenv)
		if got := strings.Join(append([]string{filepath.Base(path)}, more...), " "); err != nil || got != want {
			t.Errorf("%q, TERMINAL %q: %s %v, want %s", setting, environ["TERMINAL"], got, err, want)
		}
	}
	find("foot --log-level none", "foot --log-level none")
	find("", "x-terminal-emulator")
	environ["TERMINAL"] = "foot"
	find("", "foot")
	environ["TERMINAL"] = "gone"
	find("", "x-terminal-emulator")
	if _, _, err := findTerminal("gone", getenv); err == nil {
		t.Error("a terminal that isn't there was found")
	}
	t.Setenv("PATH", t.TempDir())
	if _, _, err := findTerminal("", getenv); !errors.Is(err, ErrNoTerminal) {
		t.Errorf("without any: %v", err)
	}
}

// TestTerminalForks: the window of a terminal whose process ends at once, as of one that
// hands its windows to a server, is Caro's window all the same.
func TestTerminalForks(t *testing.T) {
	d := newScreen(t, 800, 600)
	d.link(fakeModel(t))
	xterm, err := exec.LookPath("xterm")
	if err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nsetsid " + xterm + " \"$@\" >/dev/null 2>&1 &\n"
	if err := os.WriteFile(filepath.Join(d.dir, "bin/xterm"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	d.settings("[app]\nterminal = \"" + d.dir + "/bin/xterm\"\n")
	d.begin()
	d.has("(Ctrl+Alt+Enter)")
	for i := range 2 {
		d.keys("ctrl+alt+Return")
		d.window()
		d.caro("app")
		if n := d.windows(); n != 1 {
			t.Errorf("round %d: there are %d windows", i, n)
		}
		d.keys("ctrl+alt+Return")
		d.noWindow()
	}
	d.click("Ask…")
	d.window()
	d.click("Quit")
	d.ends()
	d.nothingLeft()
}

// TestTerminalBroken: a terminal that can't open is said.
func TestTerminalBroken(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.notifications()
	d.link(fakeModel(t))
	d.settings("[app]\nterminal = \"false\"\n")
	d.begin()
	d.click("Ask…")
	d.notified("the terminal false ended at once")
	d.settings("[app]\nterminal = \"nosuch\"\n")
	d.until("another reason", func() error {
		d.click("Ask…")
		d.notified("app.terminal")
		return nil
	})
}
