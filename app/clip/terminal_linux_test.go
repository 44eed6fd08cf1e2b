package clip

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// TestMain lets this program copy in a terminal of a test's making.
func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv("CARO_TEST_COPY"); ok {
		err := Copy(context.Background(), text)
		fmt.Println(err)
		os.Exit(map[bool]int{true: 0, false: 1}[errors.As(err, new(*SentError))])
	}
	os.Exit(m.Run())
}

// TestTerminal: in a session from another machine the terminal gets the text, and nobody
// is told that it was copied.
func TestTerminal(t *testing.T) {
	testneed.Command(t, "tmux", "tmux")
	const text = `grep -n "naïve café" *.txt | awk '{print $1}'`
	socket := filepath.Join(t.TempDir(), "tmux")
	tmux := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), "tmux", append([]string{"-S", socket, "-f", "/dev/null", "-u"}, args...)...)
		cmd.Env = append(os.Environ(), "CARO_TEST_COPY="+text, "SSH_CONNECTION=198.51.100.1 1 198.51.100.2 22", "DISPLAY=", "WAYLAND_DISPLAY=", "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := tmux("new-session", "-d", "-x", "80", "-y", "24", "sleep 60", ";", "set-option", "-g", "set-clipboard", "on", ";", "new-window", program+"; sleep 60")
	if err != nil {
		t.Fatal(err, out)
	}
	t.Cleanup(func() { _, _ = tmux("kill-server") })
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		got, err := tmux("show-buffer")
		if err == nil && strings.TrimRight(got, "\n") == text {
			return
		}
		if time.Now().After(end) {
			screen, _ := tmux("capture-pane", "-p")
			t.Fatalf("the terminal got %q; its screen:\n%s", got, screen)
		}
	}
}

// TestNoTerminal: outside such a session nothing is sent anywhere.
func TestNoTerminal(t *testing.T) {
	t.Setenv("SSH_CONNECTION", "")
	t.Setenv("SSH_TTY", "")
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	var none *UnavailableError
	if err := Copy(t.Context(), "ls"); !errors.As(err, &none) {
		t.Errorf("copied with %v", err)
	}
}
