package testneed

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Command leaves the test out unless each of the programs is installed; debian names the
// packages that hold them.
func Command(t testing.TB, debian string, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			Missing(t, name, "install it (Debian: "+debian+")")
		}
	}
}

// Display starts an X server of the test's own and points this process at it. The test may
// stop or kill the server.
func Display(t testing.TB) *os.Process {
	t.Helper()
	return Screen(t, 640, 480)
}

// Screen is Display with a screen of so many pixels.
func Screen(t testing.TB, width, height int) *os.Process {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("an X server is used on Linux only")
	}
	Command(t, "xvfb, x11-xkb-utils, xkb-data", "Xvfb", "xkbcomp")
	// The server writes the number of the display that it chose to file descriptor 1.
	// -noreset: it would start anew, and turn clients away meanwhile, when the last leaves.
	number, server := Server(t, "Xvfb", "-displayfd", "1", "-noreset", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	t.Setenv("DISPLAY", ":"+number)
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XDG_SESSION_TYPE", "x11")
	return server
}

// SessionBus starts a session bus of the test's own, with no services but those that the
// test puts there, and points this process at it. The test may stop or kill the bus.
func SessionBus(t testing.TB) *os.Process {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a session bus is used on Linux only")
	}
	Command(t, "dbus", "dbus-daemon")
	// A short path: that of a socket holds 107 bytes.
	dir, err := os.MkdirTemp("", "caro-t-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "bus.conf")
	// No folders of services: the machine's own would be started on demand.
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=` + dir + `</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	address, bus := Server(t, "dbus-daemon", "--nofork", "--print-address=1", "--config-file="+config)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return bus
}

// Server starts a program that says its address on its first line and runs until the
// test's end.
func Server(t testing.TB, name string, args ...string) (address string, server *os.Process) {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// One that is ended by this takes its lock and socket with it.
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Process.Signal(syscall.SIGCONT) // a test may have stopped it
		kill := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		kill.Stop()
	})
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%s didn't start: %v", name, err)
	}
	return strings.TrimSpace(address), cmd.Process
}
