package desktop

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// TestSecondInstance: the app started again opens the window of the one that runs, and
// gives one that is open the keyboard.
func TestSecondInstance(t *testing.T) {
	d := newScreen(t, 800, 600)
	d.link(fakeModel(t))
	d.begin()
	d.caro("app")
	own := d.window()
	d.fits(800, 600)
	other := exec.Command("xterm", "-title", "other")
	other.Env = d.env
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Process.Kill(); _ = other.Wait() }()
	d.until("the other window", func() error {
		if name, err := d.try("xdotool", "getactivewindow", "getwindowname"); err != nil || name != "other\n" {
			return fmt.Errorf("%s has the keyboard: %w", name, err)
		}
		return nil
	})
	d.caro("app")
	if again := d.window(); again != own || d.windows() != 1 {
		t.Errorf("%s has the keyboard, not %s; %d windows", again, own, d.windows())
	}
	// One that was killed leaves its window, which the next one takes over.
	d.kill()
	d.begin()
	d.caro("app")
	time.Sleep(100 * time.Millisecond)
	if n := d.windows(); n != 1 {
		t.Errorf("there are %d windows", n)
	}
	d.click("Quit")
	if code := d.ends(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	d.noWindow()
}

// fits sees that the window lies on the screen.
func (d *desk) fits(width, height int) {
	d.t.Helper()
	at := map[string]int{}
	for line := range strings.Lines(d.run("xdotool", "getactivewindow", "getwindowgeometry", "--shell")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		at[name], _ = strconv.Atoi(value)
	}
	if at["X"] < 0 || at["Y"] < 0 || at["X"]+at["WIDTH"] > width || at["Y"]+at["HEIGHT"] > height || at["WIDTH"] == 0 {
		d.t.Errorf("the window lies at %v on a screen of %d×%d", at, width, height)
	}
}

// fakeModel is a file as large as the default model, so that it is taken for it as long as
// nobody asks.
func fakeModel(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1117320768); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNoBus: without a session bus the app says so and ends; it opens no window before.
func TestNoBus(t *testing.T) {
	d := newDesk(t)
	for _, address := range []string{"unix:path=" + d.dir + "/none", "disabled:"} {
		cmd := exec.Command(testneed.Program(t, "caro"), "app")
		cmd.Env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address, "DISPLAY=:99")
		var said bytes.Buffer
		cmd.Stderr = &said
		err := cmd.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.HasPrefix(said.String(), "caro: no tray to show Caro in: ") || !strings.Contains(said.String(), "hint: ") {
			t.Errorf("%s: %v, %q", address, err, &said)
		}
	}
	d.nothingLeft()
}

// TestNoDisplay: on a bus without a display, as over ssh, the icon is there, and what
// can't be is said.
func TestNoDisplay(t *testing.T) {
	d := newDesk(t)
	d.link(fakeModel(t))
	d.begin()
	d.has("Ask…  (no hotkey here: have the desktop run caro app)")
	d.click("Ask…")
	d.until("the reason", func() error {
		for _, text := range []string{"no hotkey: this desktop gives programs no hotkeys", "a shortcut that runs `caro app`", "there is no display to open it on"} {
			if !strings.Contains(d.said.String(), text) {
				return errors.New(text + " is missing")
			}
		}
		return nil
	})
	d.click("Quit")
	if code := d.ends(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}

// TestPanelRestarts: the icon comes back, with its menu.
func TestPanelRestarts(t *testing.T) {
	d := newDesk(t)
	d.link(fakeModel(t))
	d.begin()
	d.status("Ready · Qwen2.5 Coder 1.5B")
	for range 2 {
		before := d.panel.Registered()
		if err := d.panel.Hide(); err != nil {
			t.Fatal(err)
		}
		if err := d.panel.Show(); err != nil {
			t.Fatal(err)
		}
		d.until("the icon at the new panel", func() error {
			if d.panel.Registered() == before {
				return errors.New("it isn't registered")
			}
			return nil
		})
		d.status("Ready · Qwen2.5 Coder 1.5B")
	}
}

// TestMistakeAtStart: settings with a mistake are told to who looks at no terminal.
func TestMistakeAtStart(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.notifications()
	d.settings("copy = perhaps\n")
	if out, err := d.try(testneed.Program(t, "caro"), "app"); err == nil || !strings.Contains(err.Error(), "exit status 2") {
		t.Errorf("%v: %s", err, out)
	}
	d.notified("config.toml:1:8")
}

// TestIdle: an app that nobody uses costs next to nothing.
func TestIdle(t *testing.T) {
	d := newScreen(t, 640, 480)
	d.link(fakeModel(t))
	fastest := time.Hour
	for range 3 {
		if d.app != nil {
			d.kill()
		}
		fastest = min(fastest, d.begin())
	}
	t.Logf("start to icon: %v", fastest)
	if fastest > 3*time.Second {
		t.Errorf("start to icon: %v", fastest)
	}
	d.status("Ready")
	pid := d.app.Process.Pid
	time.Sleep(2 * time.Second) // the icon is set again a second after the start
	const long = 10 * time.Second
	var woken int
	d.until("rest", func() error {
		before := switches(pid)
		time.Sleep(long)
		if woken = switches(pid) - before; woken > int(long/time.Second) {
			return fmt.Errorf("%d wake-ups in %v", woken, long)
		}
		return nil
	})
	resident := statusOf(fmt.Sprintf("/proc/%d/status", pid), "VmRSS:")
	t.Logf("%d wake-ups in %v, %d kB", woken, long, resident)
	if resident > 60_000 {
		t.Errorf("%d kB of memory", resident)
	}
}

// switches counts how often the threads of a process have gone to sleep.
func switches(pid int) (n int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, task := range tasks {
		n += statusOf(task, "voluntary_ctxt_switches:")
	}
	return n
}

func statusOf(path, key string) int {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, key); ok {
			n, _ := strconv.Atoi(strings.Fields(value)[0])
			return n
		}
	}
	return 0
}
