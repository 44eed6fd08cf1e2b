package desktop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"caro/core/testneed"
)

// newScreen gives a desk with a screen of so many pixels too, a window manager, a terminal
// and a clipboard.
func newScreen(t *testing.T, width, height int) *desk {
	t.Helper()
	testneed.Command(t, "openbox, xterm, xdotool, xclip, fonts-dejavu-core", "openbox", "xterm", "xdotool", "xclip")
	d := newDesk(t)
	testneed.Screen(t, width, height)
	d.environ()
	wm := exec.Command("openbox")
	wm.Env = append(os.Environ(), "HOME="+d.dir+"/home")
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = wm.Process.Kill(); _ = wm.Wait() })
	d.until("the window manager", func() error {
		_, err := d.try("xdotool", "get_desktop")
		return err
	})
	return d
}

// notifications has the desktop show notifications.
func (d *desk) notifications() {
	d.t.Helper()
	testneed.Command(d.t, "dunst", "dunst", "dunstctl")
	server := exec.Command("dunst", "-conf", os.DevNull)
	server.Env = append(os.Environ(), "HOME="+d.dir+"/home")
	if err := server.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	d.until("the server of notifications", func() error {
		_, err := d.try("dunstctl", "count")
		return err
	})
}

// notified waits for a notification with a text in it, in title or body.
func (d *desk) notified(text string) {
	d.t.Helper()
	d.until("the notification "+text, func() error {
		_, _ = d.try("dunstctl", "close-all")
		all, err := d.try("dunstctl", "history")
		if err == nil && !strings.Contains(all, text) {
			err = errors.New("it isn't among " + all)
		}
		return err
	})
}

// window waits until Caro's window is there and has the keyboard, and gives its number.
func (d *desk) window() (id string) {
	d.t.Helper()
	s := openScreen()
	if s == nil {
		d.t.Fatal("no screen")
	}
	defer s.close()
	d.until("the window with the keyboard", func() error {
		if !s.focused() {
			return fmt.Errorf("there are %d windows", d.windows())
		}
		return nil
	})
	return fmt.Sprint(s.find())
}

// windows counts those of Caro.
func (d *desk) windows() (n int) {
	s := openScreen()
	if s == nil {
		d.t.Fatal("no screen")
	}
	defer s.close()
	for _, w := range s.windows("_NET_CLIENT_LIST") {
		if s.isCaro(w) {
			n++
		}
	}
	return n
}

// noWindow waits until there is none.
func (d *desk) noWindow() {
	d.t.Helper()
	d.until("no window", func() error {
		if n := d.windows(); n > 0 {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	})
}

// terminalLog is where the window's terminal keeps what it shows; see logging.
func (d *desk) terminalLog() string { return filepath.Join(d.dir, "screen.log") }

// logging is the setting of a terminal that keeps what it shows.
func (d *desk) logging() string {
	return "[app]\nterminal = \"xterm -l -lf " + d.terminalLog() + "\"\n"
}

// screen is all that the window has shown since it was opened, as text.
func (d *desk) screen() string {
	log, _ := os.ReadFile(d.terminalLog())
	return ansi.Strip(string(log))
}

// reads waits until the window has shown a text.
func (d *desk) reads(text string) {
	d.t.Helper()
	d.until("the window's "+text, func() error {
		if all := d.screen(); !strings.Contains(all, text) {
			return fmt.Errorf("it shows %s", all)
		}
		return nil
	})
}

// clipboard is what is on the clipboard.
func (d *desk) clipboard() string {
	out, _ := d.try("xclip", "-o", "-selection", "clipboard") // exit 1 where nothing is
	return out
}

// copied waits until the clipboard has a text.
func (d *desk) copied(text string) {
	d.t.Helper()
	d.until("the clipboard's "+text, func() error {
		if got := d.clipboard(); got != text {
			return fmt.Errorf("it has %q", got)
		}
		return nil
	})
}

// escape presses Escape until there is no window.
func (d *desk) escape() {
	d.t.Helper()
	d.until("the window's end", func() error {
		d.keys("Escape")
		for end := time.Now().Add(time.Second); d.windows() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				return errors.New("it is there: " + d.screen())
			}
		}
		return nil
	})
}

// keys presses keys, as xdotool names them.
func (d *desk) keys(keys ...string) {
	d.t.Helper()
	d.run("xdotool", append([]string{"key", "--clearmodifiers"}, keys...)...)
}
