package clip

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/atotto/clipboard"

	"caro/core/gate"
)

// owners are the programs that own the clipboard for those that end, as the library for
// the rest knows them.
var owners = []struct {
	wayland bool
	words   []string
}{
	{true, []string{"wl-copy"}},
	{false, []string{"xclip", "-in", "-selection", "clipboard"}},
	{false, []string{"xsel", "--input", "--clipboard"}},
}

// write puts text on the clipboard. What holds it from then on gets a session of its own:
// a terminal that closes takes along all that was started in it, and the clipboard would be
// empty.
func write(text string) error {
	for _, o := range owners {
		if o.wayland && os.Getenv("WAYLAND_DISPLAY") == "" {
			continue
		}
		program, err := exec.LookPath(o.words[0])
		if err != nil {
			continue
		}
		cmd := exec.Command(program, o.words[1:]...) //nolint:noctx // its caller waits no longer than that
		cmd.Stdin, cmd.WaitDelay = strings.NewReader(text), time.Second
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		return run(cmd)
	}
	return clipboard.WriteAll(text)
}

// maxSaid bounds what is told of what a program says of its failure, in bytes.
const maxSaid = 200

// run runs a program, and tells what it says where it fails. That goes to a file: what holds
// the clipboard afterwards would keep a pipe open.
func run(cmd *exec.Cmd) error {
	said, err := os.CreateTemp("", "caro-clip-")
	if err != nil {
		return cmd.Run() // a full disk is no reason not to copy
	}
	defer func() { _ = said.Close() }()
	_ = os.Remove(said.Name())
	cmd.Stderr = said
	if err = cmd.Run(); err == nil {
		return nil
	}
	words := make([]byte, maxSaid)
	n, _ := said.ReadAt(words, 0)
	if text := gate.VisibleLine(strings.TrimSpace(string(words[:n])), maxSaid); text != "" {
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, text)
	}
	return fmt.Errorf("%s: %w", filepath.Base(cmd.Path), err)
}

// read gives what is on the clipboard.
func read() (string, error) { return clipboard.ReadAll() }
