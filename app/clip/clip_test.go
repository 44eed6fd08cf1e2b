package clip

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"caro/core/testneed"
)

// display gives the test an X server, and what reads its clipboard.
func display(t *testing.T) {
	t.Helper()
	testneed.Display(t)
	testneed.Command(t, "xclip", "xclip")
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
