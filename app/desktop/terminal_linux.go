package desktop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"caro/core/fault"
)

// The window that a person asks in is a terminal of the person's own choice, as small as
// what it shows.
const (
	windowColumns = 84
	windowRows    = 22
	// windowName is the window's class and title: by it a window manager's rules, and Caro
	// itself, find it.
	windowName = "caro"
)

// ErrNoTerminal says that no terminal was found.
var ErrNoTerminal = errors.New("no terminal was found: install one, such as xterm, or name one in the setting app.terminal or in TERMINAL")

// geometry is where the window goes: in pixels, from the top left.
type geometry struct {
	known bool
	x, y  int
}

// terminals say how each terminal is told its size, its name and what to run, best first
// where none is chosen. In the words {c} and {r} are columns and rows, {n} the name, {p}
// the place as +X+Y ("" where unknown); the program comes behind them.
var terminals = []struct{ name, words string }{
	{"ghostty", "--window-width={c} --window-height={r} --class=org.caro.{n} --title={n} -e"},
	{"kitty", "--class {n} --title {n} -o remember_window_size=no -o initial_window_width={c}c -o initial_window_height={r}c -o confirm_os_window_close=0"},
	{"alacritty", "--class {n} --title {n} -o window.dimensions.columns={c} -o window.dimensions.lines={r} -e"},
	{"foot", "--app-id={n} --title={n} --window-size-chars={c}x{r}"},
	{"wezterm", "--config initial_cols={c} --config initial_rows={r} start --always-new-process --class {n} --"},
	{"konsole", "--separate --hide-menubar --hide-tabbar -p TerminalColumns={c} -p TerminalRows={r} -e"},
	{"gnome-terminal", "--wait --hide-menubar --title={n} --geometry={c}x{r}{p} --"},
	{"ptyxis", "--standalone --title={n} --"},
	{"xfce4-terminal", "--disable-server --hide-menubar --hide-scrollbar --title={n} --geometry={c}x{r}{p} -x"},
	{"mate-terminal", "--disable-factory --hide-menubar --title={n} --geometry={c}x{r}{p} -x"},
	{"lxterminal", "--no-remote --title={n} --geometry={c}x{r} -e"},
	{"terminator", "--no-dbus --borderless --title={n} -x"},
	{"urxvt", "-name {n} -title {n} -geometry {c}x{r}{p} -e"},
	{"rxvt", "-name {n} -title {n} -geometry {c}x{r}{p} -e"},
	{"st", "-c {n} -t {n} -g {c}x{r}{p} -e"},
	{"xterm", "-tn xterm-256color -class {n} -name {n} -title {n} -geometry {c}x{r}{p} -fa Monospace -fs 11 -b 10 +sb -e"},
}

// findTerminal finds the terminal that the setting or the environment names, the
// system's own, or the first one there is: its path and the words that the person gave it.
func findTerminal(setting string, getenv func(string) string) (path string, more []string, err error) {
	for _, named := range []string{setting, getenv("TERMINAL")} {
		words := strings.Fields(named)
		if len(words) == 0 {
			continue
		}
		if path, err := exec.LookPath(words[0]); err == nil {
			return path, words[1:], nil
		} else if named == setting {
			return "", nil, fmt.Errorf("the terminal of the setting app.terminal isn't there: %w", err)
		}
	}
	if path, err := exec.LookPath("x-terminal-emulator"); err == nil {
		return path, nil, nil
	}
	for _, t := range terminals {
		if path, err := exec.LookPath(t.name); err == nil {
			return path, nil, nil
		}
	}
	return "", nil, ErrNoTerminal
}

// terminalWords are the arguments that have a terminal run a program in a small window.
func terminalWords(path string, more []string, at geometry, program ...string) []string {
	name := filepath.Base(path)
	if target, err := filepath.EvalSymlinks(path); err == nil { // Debian's alternatives
		name = filepath.Base(target)
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".wrapper"), "-bin")
	if name == "uxterm" || name == "lxterm" { // they set xterm's locale and run it
		name = "xterm"
	}
	words := "-e"
	for _, t := range terminals {
		if t.name == name {
			words = t.words
		}
	}
	place := ""
	if at.known {
		place = fmt.Sprintf("+%d+%d", at.x, at.y)
	}
	words = strings.NewReplacer("{c}", fmt.Sprint(windowColumns), "{r}", fmt.Sprint(windowRows), "{n}", windowName, "{p}", place).Replace(words)
	args := append(append([]string{}, more...), strings.Fields(words)...)
	if name == "lxterminal" { // it takes one text
		quoted := make([]string, len(program))
		for i, p := range program {
			quoted[i] = "'" + strings.ReplaceAll(p, "'", `'\''`) + "'"
		}
		return append(args, strings.Join(quoted, " "))
	}
	return append(args, program...)
}

// terminal is the one that runs now; nil where there is none.
type terminal struct {
	name    string
	process *os.Process
	ended   chan struct{}
	code    int // once ended
}

// openWindow starts the terminal.
func openWindow(path string, args []string, env []string, home string) (*terminal, error) {
	cmd := exec.Command(path, args...) //nolint:noctx // it outlives the app: a person may be reading
	cmd.Env, cmd.Dir = env, home
	cmd.SysProcAttr = ownSession()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the terminal %s: %w", path, err)
	}
	w := &terminal{name: filepath.Base(path), process: cmd.Process, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		w.code = cmd.ProcessState.ExitCode()
		close(w.ended)
	}()
	return w, nil
}

// failed reports whether a window that has ended shows by its exit code that it couldn't
// do its work. Some terminals give that of the program within, which a person may
// interrupt (130).
func (w *terminal) failed() bool { return w.code > 0 && w.code != fault.Interrupted.ExitCode() }

// isOpen reports whether it is still there.
func (w *terminal) isOpen() bool {
	if w == nil {
		return false
	}
	select {
	case <-w.ended:
		return false
	default:
		return true
	}
}
