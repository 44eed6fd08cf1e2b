package clip

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// display starts a private X server and points this process at it.
func display(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("an X server is used on Linux only")
	}
	for _, name := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(name); err != nil {
			testneed.Missing(t, name, "install it (Debian: xvfb, xclip)")
		}
	}
	// The server writes the number of the display that it chose to file descriptor 1.
	server := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", "320x200x8", "-nolisten", "tcp")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	buf := make([]byte, 16)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(buf[:n])))
	t.Setenv("WAYLAND_DISPLAY", "")
}

func TestCopy(t *testing.T) {
	display(t)
	for _, text := range []string{
		"ls -l",
		`grep "a b" 'c$d' \` + "`e`",
		"find . -name '*.文本' | head",
		"cd /tmp\nls",
		"-rf",
	} {
		if err := Copy(context.Background(), text); err != nil {
			t.Errorf("copy %q: %v", text, err)
			continue
		}
		got, err := exec.Command("xclip", "-selection", "clipboard", "-o").Output()
		if err != nil || string(got) != text {
			t.Errorf("copied %q, xclip gives %q, %v", text, got, err)
		}
	}
}

func TestNoClipboard(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a Mac always has a pasteboard")
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("TERMUX_VERSION", "")
	err := Copy(context.Background(), "ls")
	var none *UnavailableError
	if !errors.As(err, &none) || none.Hint() == "" {
		t.Errorf("got %v", err)
	}
}

func TestDeadDisplay(t *testing.T) {
	display(t) // for what it needs; the display below is another one
	t.Setenv("DISPLAY", ":97")
	start := time.Now()
	if err := Copy(context.Background(), "ls"); err == nil {
		t.Error("copied to a display that isn't there")
	}
	if d := time.Since(start); d > wait+time.Second {
		t.Errorf("took %v", d)
	}
}
