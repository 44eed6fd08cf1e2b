package clip

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

// only is a folder with links to some programs, for a PATH that has no others.
func only(t *testing.T, programs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// copies has another process of this program copy, since which programs there are is found
// out once, and reads what came of it.
func copies(t *testing.T, env []string, read ...string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"ls -l", `grep "naïve café" 'c$d' \`, "cd /tmp\nls", "-rf"} {
		cmd := exec.CommandContext(t.Context(), program)
		cmd.Env = append(append(os.Environ(), env...), "CARO_TEST_COPY="+text)
		said, _ := cmd.Output() // its status is for terminals
		if strings.TrimSpace(string(said)) != "<nil>" {
			t.Errorf("copy %q: %s", text, said)
		}
		reader := exec.CommandContext(t.Context(), read[0], read[1:]...)
		reader.Env = append(os.Environ(), env...)
		if got, err := reader.Output(); err != nil || string(got) != text {
			t.Errorf("copied %q, %s gives %q, %v", text, read[0], got, err)
		}
	}
}

func TestXsel(t *testing.T) {
	testneed.Display(t)
	testneed.Command(t, "xsel, xclip", "xsel", "xclip")
	t.Setenv("WAYLAND_DISPLAY", "")
	xclip, err := exec.LookPath("xclip")
	if err != nil {
		t.Fatal(err)
	}
	copies(t, []string{"PATH=" + only(t, "xsel")}, xclip, "-selection", "clipboard", "-o")
}

func TestWayland(t *testing.T) {
	testneed.Command(t, "sway, wl-clipboard", "sway", "wl-copy", "wl-paste")
	paste, err := exec.LookPath("wl-paste")
	if err != nil {
		t.Fatal(err)
	}
	dir := compositor(t)
	env := []string{"XDG_RUNTIME_DIR=" + dir, "WAYLAND_DISPLAY=wayland-1", "DISPLAY=", "PATH=" + only(t, "wl-copy", "wl-paste", "cat")} // wl-copy reads by cat
	copies(t, env, paste, "-n")
}

// compositor runs sway without a screen, and gives the folder of its socket, wayland-1. It
// doesn't run as root.
func compositor(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "caro-w-") // short: the path of a socket is
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	config := filepath.Join(dir, "config")
	if err := os.WriteFile(config, []byte("xwayland disable\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	sway := exec.CommandContext(t.Context(), "sway", "-c", config)
	var said strings.Builder
	sway.Stderr, sway.Dir, sway.WaitDelay = &said, dir, time.Second
	sway.Env = append(os.Environ(), "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "WLR_BACKENDS=headless", "WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman", "WAYLAND_DISPLAY=", "DISPLAY=")
	if os.Getuid() == 0 {
		const nobody = 65534
		if err := errors.Join(os.Chown(dir, nobody, nobody), os.Chmod(dir, 0o700)); err != nil {
			t.Fatal(err)
		}
		sway.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if err := sway.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sway.Process.Kill(); _ = sway.Wait() })
	for late := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "wayland-1")); err == nil {
			return dir
		}
		if time.Now().After(late) {
			_ = sway.Process.Kill()
			_ = sway.Wait()
			t.Fatalf("no compositor (%s): %s", "user "+strconv.Itoa(os.Getuid()), said.String())
		}
	}
}
