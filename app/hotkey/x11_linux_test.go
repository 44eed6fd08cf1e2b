package hotkey

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

// soon is how long a test waits for what must come; a loaded machine may need it.
const soon = 20 * time.Second

// display starts an X server for the test.
func display(t *testing.T) *os.Process {
	t.Helper()
	testneed.Command(t, "xdotool", "xdotool")
	return testneed.Display(t)
}

func combination(t *testing.T, text string) Combination {
	t.Helper()
	c, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func bind(t *testing.T, text string) *Binding {
	t.Helper()
	b, err := Bind(t.Context(), combination(t, text))
	if err != nil {
		t.Fatalf("bind %s: %v", text, err)
	}
	t.Cleanup(b.Close)
	return b
}

// run runs a program that acts on the display.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if out, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, out)
	}
}

// expect waits for a press.
func expect(t *testing.T, b *Binding) Press {
	t.Helper()
	select {
	case p, ok := <-b.Presses():
		if !ok {
			t.Fatalf("the hotkey is lost: %v", b.Err())
		}
		return p
	case <-time.After(soon):
		t.Fatal("no press came")
		panic("unreachable")
	}
}

// pressUntil presses the keys until that reaches b, which it does when a change of the
// keyboard has been noticed.
func pressUntil(t *testing.T, b *Binding, keys string) {
	t.Helper()
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); {
		run(t, "xdotool", "key", keys)
		select {
		case _, ok := <-b.Presses():
			if !ok {
				t.Fatalf("the hotkey is lost: %v", b.Err())
			}
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
	t.Fatalf("%s doesn't reach the hotkey", keys)
}

// countUntil counts the presses that come until stop and what it has caused have ended:
// a marker is pressed after it.
func countUntil(t *testing.T, b *Binding, keys string, stop func()) int {
	t.Helper()
	count := make(chan int)
	ended := make(chan struct{})
	go func() {
		n := 0
		for {
			select {
			case <-b.Presses():
				n++
			case <-ended:
				count <- n
				return
			}
		}
	}()
	stop()
	// Events of one connection come in order, so this press comes last.
	run(t, "xdotool", "key", keys)
	time.Sleep(500 * time.Millisecond) // what more may come has come by then
	close(ended)
	return <-count - 1
}

func TestX11Press(t *testing.T) {
	display(t)
	b := bind(t, "ctrl+alt+c")
	fastest := time.Hour
	for range 5 {
		start := time.Now()
		run(t, "xdotool", "key", "ctrl+alt+c")
		p := expect(t, b)
		fastest = min(fastest, time.Since(start))
		if env := p.Environ(); len(env) != 1 || !strings.HasPrefix(env[0], "DESKTOP_STARTUP_ID=caro_TIME") {
			t.Errorf("the press has environment %q", env)
		}
	}
	t.Logf("the fastest of five presses took %v, the start of xdotool included", fastest)
	if fastest > 300*time.Millisecond {
		t.Errorf("each of five presses took %v or more", fastest)
	}
	if err := b.Err(); err != nil {
		t.Error(err)
	}
	// Other keys don't count, nor fewer or more modifiers.
	extra := countUntil(t, b, "ctrl+alt+c", func() {
		run(t, "xdotool", "key", "c", "ctrl+c", "alt+c", "ctrl+alt+shift+c", "ctrl+alt+d", "super+ctrl+alt+c")
	})
	if extra != 0 {
		t.Errorf("%d presses of other combinations counted", extra)
	}
}

// The default and one of each kind of key and modifier can be had on a plain X server.
func TestX11Keys(t *testing.T) {
	display(t)
	for text, keys := range map[string]string{
		Default().Text():       "ctrl+alt+Return",
		"super+space":          "super+space",
		"ctrl+shift+7":         "ctrl+shift+7",
		"f13":                  "191", // gives XF86Tools on a plain keyboard
		"ctrl+alt+super+slash": "ctrl+alt+super+slash",
	} {
		b := bind(t, text)
		run(t, "xdotool", "key", keys)
		expect(t, b)
		b.Close()
	}
	testneed.Command(t, "x11-xserver-utils", "xmodmap")
	run(t, "xmodmap", "-e", "keysym Insert = NoSymbol")
	if _, err := Bind(t.Context(), combination(t, "ctrl+insert")); !errors.Is(err, ErrNoKey) {
		t.Errorf("a key that isn't there: %v", err)
	}
}

func TestX11Taken(t *testing.T) {
	display(t)
	first := bind(t, "ctrl+alt+c")
	_, err := Bind(t.Context(), combination(t, "ctrl+alt+c"))
	var known *Error
	if !errors.Is(err, ErrTaken) || !errors.As(err, &known) || known.Hint() == "" {
		t.Fatalf("the second gets %v", err)
	}
	run(t, "xdotool", "key", "ctrl+alt+c")
	expect(t, first)

	first.Close()
	if _, ok := <-first.Presses(); ok || first.Err() != nil {
		t.Errorf("after Close: a press is %v, the error %v", ok, first.Err())
	}
	second := bind(t, "ctrl+alt+c")
	run(t, "xdotool", "key", "ctrl+alt+c")
	expect(t, second)
}

// A window manager's own combination.
func TestX11TakenByWindowManager(t *testing.T) {
	testneed.Command(t, "openbox", "openbox")
	display(t)
	t.Setenv("HOME", t.TempDir())
	wm := exec.CommandContext(t.Context(), "openbox")
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = wm.Process.Kill()
		_ = wm.Wait()
	}()
	for deadline := time.Now().Add(soon); ; time.Sleep(50 * time.Millisecond) {
		b, err := Bind(t.Context(), combination(t, "ctrl+alt+left"))
		if errors.Is(err, ErrTaken) {
			break
		}
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("openbox has ctrl+alt+left, and Bind says %v", err)
		}
		b.Close()
	}
	b := bind(t, Default().Text())
	run(t, "xdotool", "key", "ctrl+alt+Return")
	expect(t, b)
}

func TestX11ServerEnds(t *testing.T) {
	server := display(t)
	b := bind(t, "ctrl+alt+c")
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	select {
	case _, ok := <-b.Presses():
		if ok {
			t.Fatal("a press came")
		}
	case <-time.After(soon):
		t.Fatal("the end of the server isn't noticed")
	}
	if !errors.Is(b.Err(), ErrGone) {
		t.Errorf("the error is %v", b.Err())
	}
	b.Close()
	if _, err := Bind(t.Context(), Default()); !errors.Is(err, ErrUnsupported) {
		t.Errorf("without a server: %v", err)
	}
}

func TestX11ServerHangs(t *testing.T) {
	server := display(t)
	b := bind(t, "ctrl+alt+c")
	if err := server.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	b.Close()
	if took := time.Since(start); took > closeWait+soon/4 {
		t.Errorf("Close took %v", took)
	}
	if _, err := Bind(t.Context(), combination(t, "ctrl+alt+d")); !errors.Is(err, ErrUnsupported) || !errors.Is(err, errHung) {
		t.Errorf("Bind on a server that hangs: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Bind(ctx, combination(t, "ctrl+alt+e")); !errors.Is(err, context.Canceled) {
		t.Errorf("Bind with a context that is done: %v", err)
	}
	// What was asked for meanwhile isn't kept when the server goes on.
	if err := server.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"ctrl+alt+c", "ctrl+alt+d", "ctrl+alt+e"} {
		for deadline := time.Now().Add(soon); ; time.Sleep(20 * time.Millisecond) {
			b, err := Bind(t.Context(), combination(t, text))
			if err == nil {
				b.Close()
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%s: %v", text, err)
			}
		}
	}
}

func TestX11ContextEnds(t *testing.T) {
	display(t)
	ctx, cancel := context.WithCancel(t.Context())
	b, err := Bind(ctx, combination(t, "ctrl+alt+c"))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, ok := <-b.Presses(); ok || b.Err() != nil {
		t.Errorf("a press is %v, the error %v", ok, b.Err())
	}
	bind(t, "ctrl+alt+c")
}

// The library behind it writes to stderr of its own accord: a program run by itself shows
// whether that stays quiet, without an .Xauthority and when the server ends.
func TestX11IsQuiet(t *testing.T) {
	const child = "CARO_TEST_QUIET_CHILD"
	if os.Getenv(child) != "" {
		b := bind(t, "ctrl+alt+c")
		if err := os.WriteFile(os.Getenv(child), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		<-b.Presses()
		return
	}
	server := display(t)
	dir := t.TempDir()
	bound := filepath.Join(dir, "bound")
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestX11IsQuiet$")
	cmd.Env = append(os.Environ(), child+"="+bound, "HOME="+dir, "XAUTHORITY=")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(bound); err == nil {
			break
		}
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || stderr.String() != "" {
		t.Errorf("%v, and on stderr: %q", err, stderr.String())
	}
}

func TestNoDisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_SESSION_TYPE", "")
	_, err := Bind(t.Context(), Default())
	var known *Error
	if !errors.Is(err, ErrUnsupported) || !errors.As(err, &known) || !strings.Contains(known.Hint(), "caro app") {
		t.Errorf("got %v", err)
	}
	if _, err := Bind(t.Context(), Combination{}); err == nil {
		t.Error("no hotkey is bound")
	}
}
