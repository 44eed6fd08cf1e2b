package desktop

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/core/history"
	"caro/core/models"
	"caro/core/testneed"
)

// opens presses the hotkey, and gives how long it took until Caro's window had the
// keyboard, the start of xdotool included.
func (d *desk) opens(s *screen) time.Duration {
	d.t.Helper()
	began := time.Now()
	d.keys("ctrl+alt+Return")
	for !s.focused() {
		if time.Since(began) > patience {
			d.t.Fatalf("no window: %s", d.said)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return time.Since(began)
}

// ask types a request into the window and presses Enter.
func (d *desk) ask(request string) {
	d.t.Helper()
	d.run("xdotool", "type", "--delay", "10", request)
	d.reads(request)
	d.keys("Return")
}

// dense is a text without its blanks and line ends, which a terminal adds to.
func dense(text string) string { return strings.Join(strings.Fields(text), "") }

// copies presses Enter, and y where that is asked for, until a command is on the
// clipboard.
func (d *desk) copies() (command string) {
	d.t.Helper()
	d.until("a copied command", func() error {
		for _, key := range []string{"Return", "y"} {
			if d.windows() > 0 {
				d.keys(key)
			}
			for end := time.Now().Add(1500 * time.Millisecond); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
				if command = d.clipboard(); command != "" {
					return nil
				}
			}
		}
		return errors.New("the clipboard is empty; the window shows " + d.screen())
	})
	return command
}

// answered waits until an answer of the model is in the history.
func (d *desk) answered(query string) (command string) {
	d.t.Helper()
	store := history.Store{Path: filepath.Join(d.dir, "data/caro/history.db"), Max: 100}
	d.until("the answer to "+query, func() error {
		list, err := store.RecentCommands(d.t.Context(), 1)
		if err == nil && (len(list) == 0 || list[0].Query != query) {
			return fmt.Errorf("the history has %+v; the window shows %s", list, d.screen())
		}
		if err == nil {
			command = list[0].Command
		}
		return err
	})
	return command
}

// commanding is a request for which the small model, which understands few, gives a
// command that may be copied.
func (d *desk) commanding() string {
	d.t.Helper()
	tried := []string{"print hello with echo", "list the files with ls", "show the date with date", "count lines with wc -l a.txt"}
	for _, query := range tried {
		if out, err := d.try(testneed.Program(d.t, "caro"), "-o", "command", query); err == nil && strings.TrimSpace(out) != "" {
			return query
		}
	}
	d.t.Fatalf("the small model has no command for any of %q", tried)
	return ""
}

// fromKeyToClipboard presses the hotkey, asks, copies, and gives what is on the clipboard
// when the window has closed.
func (d *desk) fromKeyToClipboard(request string) string {
	d.t.Helper()
	s := openScreen()
	if s == nil {
		d.t.Fatal("no screen")
	}
	defer s.close()
	first := d.opens(s)
	d.escape()
	again := d.opens(s)
	d.t.Logf("from the hotkey to the focused window: %v, and again %v", first, again)
	if first > 2*time.Second && again > 2*time.Second {
		d.t.Error("that is too long")
	}
	_ = os.Remove(d.terminalLog())
	d.escape()
	for range 3 {
		again = min(again, d.opens(s))
		d.escape()
	}
	d.t.Logf("the fastest of four: %v", again)

	_ = os.Remove(d.terminalLog())
	d.opens(s)
	d.ask(request)
	shown := d.answered(request)
	d.reads(strings.Fields(shown)[0])
	copied := d.copies()
	if copied != shown {
		d.t.Errorf("%q is on the clipboard, the answer is %q", copied, shown)
	}
	if all := dense(d.screen()); !strings.Contains(all, dense(copied)) {
		d.t.Errorf("%q isn't shown: %s", copied, all)
	}
	d.noWindow()            // it ends with the copy
	time.Sleep(time.Second) // and what holds the clipboard doesn't
	if now := d.clipboard(); now != copied {
		d.t.Errorf("without the window %q is on the clipboard, not %q", now, copied)
	}
	return copied
}

// TestPalette: from the hotkey to the clipboard, with the small model.
func TestPalette(t *testing.T) {
	d := newScreen(t, 1024, 768)
	d.small()
	d.settings("model = \"smollm2-135m\"\nexplain = false\nsafety = \"permissive\"\n[history]\nkeep = false\n" + d.logging())
	request := d.commanding()
	d.settings("model = \"smollm2-135m\"\nexplain = false\nsafety = \"permissive\"\n" + d.logging())
	d.begin()
	d.status("Ready · " + smallName)
	copied := d.fromKeyToClipboard(request)
	t.Logf("%s: %s", request, copied)
	d.has("Recent >\n    " + strings.Fields(copied)[0])
	d.click("Quit")
	d.ends()
	d.nothingLeft() // the engine goes too
}

// TestModelPalette: the same with the default model, and a command that does what is
// asked for.
func TestModelPalette(t *testing.T) {
	testneed.DefaultModel(t)
	d := newScreen(t, 1024, 768)
	cache, err := models.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	d.cache = cache
	d.environ()
	d.settings("explain = false\n" + d.logging())
	d.begin()
	d.status("Ready · Qwen2.5 Coder 1.5B")
	copied := d.fromKeyToClipboard("find the ten largest files under /var/log")
	t.Log(copied)
	for _, word := range []string{"/var/log", "sort", "head"} {
		if !strings.Contains(copied, word) {
			t.Errorf("the command is %s", copied)
		}
	}
	d.click("Quit")
	d.ends()
	d.nothingLeft()
}

// engine is what is told of the engine's process.
type engine struct {
	PID      int
	State    string
	Requests int // that had their turn
}

func (d *desk) engine() engine {
	d.t.Helper()
	var status struct{ Worker *engine }
	if err := json.Unmarshal([]byte(d.caro("status", "-o", "json")), &status); err != nil || status.Worker == nil {
		d.t.Fatalf("no engine: %v", err)
	}
	return *status.Worker
}

// TestEngineKilled: the engine is killed while it answers; the window says so and has the
// answer all the same, the menu shows both.
func TestEngineKilled(t *testing.T) {
	d := newScreen(t, 1024, 768)
	d.small()
	d.settings("model = \"smollm2-135m\"\nexplain = false\n[prepare]\nenabled = false\n" + d.logging())
	d.begin()
	d.status("Ready · " + smallName)
	if err := d.conn.AddMatchSignal(dbus.WithMatchInterface("com.canonical.dbusmenu")); err != nil {
		t.Fatal(err)
	}
	signals := make(chan *dbus.Signal, 1<<14)
	d.conn.Signal(signals)

	_, _ = d.try(testneed.Program(t, "caro"), "-o", "command", "say hello") // starts the engine
	engine := d.engine()
	d.click("Ask…")
	d.window()
	done := slowed(t, engine.PID)
	d.ask("list files")
	d.status("Answering…")
	// Each request is two: that the model be loaded, which it is, and the answer.
	d.until("the engine's work on the answer", func() error {
		if now := d.engine(); now.Requests == engine.Requests || now.State != "busy" {
			return fmt.Errorf("it is %+v, was %+v", now, engine)
		}
		return nil
	})
	if err := syscall.Kill(engine.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	done()
	d.reads("the engine stopped; starting it again…")
	d.status("Ready · " + smallName)
	d.answeredOrNone()
	var labels strings.Builder
	for len(signals) > 0 {
		fmt.Fprintln(&labels, (<-signals).Body...)
	}
	for _, text := range []string{"Answering…", "The engine stopped; starting it again…"} {
		if !strings.Contains(labels.String(), text) {
			t.Errorf("the menu never showed %q", text)
		}
	}
	d.escape()
	d.click("Quit")
	d.ends()
	d.nothingLeft()
}

// slowed has a process run for a twentieth of the time, until done is called: a small model
// answers sooner than one can look.
func slowed(t *testing.T, pid int) (done func()) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			_ = syscall.Kill(pid, syscall.SIGSTOP)
			select {
			case <-stop:
				_ = syscall.Kill(pid, syscall.SIGCONT)
				return
			case <-time.After(95 * time.Millisecond):
			}
			_ = syscall.Kill(pid, syscall.SIGCONT)
			time.Sleep(5 * time.Millisecond)
		}
	}()
	done = sync.OnceFunc(func() { close(stop); <-stopped })
	t.Cleanup(done)
	return done
}

// answeredOrNone waits until the window shows an answer, which of this model may be that it
// has none.
func (d *desk) answeredOrNone() {
	d.t.Helper()
	d.until("an answer", func() error {
		all := d.screen()
		at := strings.LastIndex(all, "starting it again")
		if !strings.Contains(all[max(at, 0):], "ask again") { // the foot of an answer
			return errors.New("it shows " + all)
		}
		return nil
	})
}
