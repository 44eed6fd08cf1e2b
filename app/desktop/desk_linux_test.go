package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/menubar/panel"
	"caro/app/sessionbus"
	"caro/core/testneed"
)

// patience is how long a test waits for what should come soon; a loaded machine may need
// it, and most of all its model.
const patience = 2 * time.Minute

// desk is a desktop of a test's own, with a person's folders, in which `caro app` runs as
// the process that it is.
type desk struct {
	t     *testing.T
	dir   string
	cache string
	env   []string
	conn  *dbus.Conn
	panel *panel.Panel

	app  *exec.Cmd
	gone chan struct{}
	said *said
	item panel.Item
}

// said is what a program has written.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// personal are the beginnings of variables that the app must not have from who runs the
// tests.
var personal = regexp.MustCompile(`^(CARO_|HF_|HUGGING_FACE_|PIP_|XDG_|NO_COLOR|TERM|VISUAL|EDITOR|SHELL|WAYLAND_|DESKTOP_|ACCESSIBLE|(?i:[a-z]+_proxy))`)

// newDesk gives a desk with a session bus and a panel, and none of a screen.
func newDesk(t *testing.T) *desk {
	t.Helper()
	testneed.Program(t, "caro")
	dir, err := os.MkdirTemp("", "caro-d-") // short: the path of a socket is
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: dir, cache: filepath.Join(dir, "cache")}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	for _, name := range []string{"home", "run", "bin", "config/caro", "data", "cache/models"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("DISPLAY", "")
	testneed.SessionBus(t)
	if d.conn, err = sessionbus.Dial(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.conn.Close() })
	d.panel = panel.New(d.conn)
	if err := d.panel.Show(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.clear)
	d.environ()
	return d
}

func (d *desk) environ() {
	d.env = nil
	for _, v := range os.Environ() {
		if !personal.MatchString(v) {
			d.env = append(d.env, v)
		}
	}
	d.env = append(d.env, "HOME="+d.dir+"/home", "XDG_RUNTIME_DIR="+d.dir+"/run", "CARO_CACHE_DIR="+d.cache, "XDG_CONFIG_HOME="+d.dir+"/config",
		"XDG_DATA_HOME="+d.dir+"/data", "CARO_DEVICE=cpu", "PATH="+d.dir+"/bin:"+os.Getenv("PATH"), "XDG_SESSION_TYPE=x11", "PIP_CONFIG_FILE="+os.DevNull, "PIP_NO_INDEX=1")
}

// settings writes the person's file of settings by hand.
func (d *desk) settings(text string) {
	d.t.Helper()
	if err := os.WriteFile(d.settingsPath(), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) settingsPath() string { return filepath.Join(d.dir, "config/caro/config.toml") }

// until waits for something to be so.
func (d *desk) until(what string, holds func() error) {
	d.t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(late) {
			d.t.Fatalf("%s: %v; the app said: %s", what, err, d.said)
		}
	}
}

// try runs a program on the desk.
func (d *desk) try(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.WaitDelay = d.env, time.Second
	var wrong strings.Builder
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %q: %w: %s", name, args, err, wrong.String())
	}
	return string(out), err
}

func (d *desk) run(name string, args ...string) string {
	d.t.Helper()
	out, err := d.try(name, args...)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// caro is the program.
func (d *desk) caro(args ...string) string {
	d.t.Helper()
	return d.run(testneed.Program(d.t, "caro"), args...)
}

// begin starts the app and gives how long it took until its icon was there.
func (d *desk) begin(more ...string) time.Duration {
	d.t.Helper()
	before := d.panel.Registered()
	for len(d.panel.Told()) > 0 {
		<-d.panel.Told()
	}
	began := time.Now()
	d.launch(more...)
	for d.panel.Registered() == before {
		select {
		case <-d.panel.Told():
		case <-d.gone:
			d.t.Fatalf("the app ended with %v: %s", d.app.ProcessState, d.said)
		case <-time.After(patience):
			d.t.Fatalf("no icon came: %s", d.said)
		}
	}
	took := time.Since(began)
	d.item = d.panel.ItemOf(d.app.Process.Pid)
	return took
}

// launch starts the app.
func (d *desk) launch(more ...string) {
	d.t.Helper()
	d.app = exec.Command(testneed.Program(d.t, "caro"), "app")
	d.app.Env, d.said, d.gone = append(d.env, more...), &said{}, make(chan struct{})
	d.app.Stderr, d.app.WaitDelay = d.said, time.Second
	if err := d.app.Start(); err != nil {
		d.t.Fatal(err)
	}
	go func(app *exec.Cmd, gone chan struct{}) { _ = app.Wait(); close(gone) }(d.app, d.gone)
}

// kill ends the app as the system does when memory runs out.
func (d *desk) kill() {
	d.t.Helper()
	if err := d.app.Process.Kill(); err != nil {
		d.t.Fatal(err)
	}
	<-d.gone
}

// ends waits until the app has ended, and gives its exit code.
func (d *desk) ends() int {
	d.t.Helper()
	select {
	case <-d.gone:
	case <-time.After(patience):
		d.t.Fatal("the app goes on")
	}
	return d.app.ProcessState.ExitCode()
}

// clear ends what a test has left.
func (d *desk) clear() {
	if d.app != nil && d.app.ProcessState == nil {
		_ = d.app.Process.Kill()
	}
	for late := time.Now().Add(10 * time.Second); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		left := d.processes()
		for pid := range left {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		if len(left) == 0 {
			return
		}
	}
}

// processes are those that the app has started, and itself: they have its folders in
// their environment.
func (d *desk) processes() map[int]string {
	list := map[int]string{}
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		env, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if bytes.Contains(env, []byte("XDG_RUNTIME_DIR="+d.dir+"/run\x00")) {
			line, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
			if len(line) > 0 { // it hasn't just ended
				list[pid] = strings.ReplaceAll(string(line), "\x00", " ")
			}
		}
	}
	return list
}

// tree is the menu without the models' lists, which depend on the machine.
func (d *desk) tree() (string, error) {
	all, err := d.item.Tree()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	within := false
	for line := range strings.Lines(all) {
		if !strings.HasPrefix(line, " ") {
			within = strings.HasPrefix(line, "Model >")
		}
		if !within || !strings.HasPrefix(line, " ") {
			b.WriteString(line)
		}
	}
	return b.String(), nil
}

// shows waits until the menu is this one.
func (d *desk) shows(what, want string) {
	d.t.Helper()
	want = strings.TrimPrefix(want, "\n")
	d.until(what, func() error {
		got, err := d.tree()
		if err == nil && got != want {
			err = fmt.Errorf("the menu is\n%s\nwant\n%s", got, want)
		}
		return err
	})
}

// status waits until the menu's first line begins so, and gives the line.
func (d *desk) status(prefix string) (line string) {
	d.t.Helper()
	d.until("the status "+prefix, func() error {
		all, err := d.item.Tree()
		if line, _, _ = strings.Cut(all, "\n"); err == nil && !strings.HasPrefix(line, prefix) {
			err = errors.New("it is " + line)
		}
		return err
	})
	return strings.TrimSuffix(line, " (disabled)")
}

// has waits until the whole menu has a text in it.
func (d *desk) has(text string) {
	d.t.Helper()
	d.until("the menu's "+text, func() error {
		all, err := d.item.Tree()
		if err == nil && !strings.Contains(all, text) {
			err = errors.New("the menu is\n" + all)
		}
		return err
	})
}

// click clicks on an item, named by the lists that it stands in and the beginning of its
// own title.
func (d *desk) click(path ...string) {
	d.t.Helper()
	d.until(fmt.Sprintf("the click on %q", path), func() error {
		number, err := d.item.Number(path...)
		if err == nil {
			err = d.item.Click(number)
		}
		return err
	})
}

// small puts the small model into the store.
func (d *desk) small() {
	d.t.Helper()
	testneed.Program(d.t, "caro-engine")
	testneed.Libraries(d.t)
	d.link(testneed.SmallModel(d.t))
}

func (d *desk) link(model string) {
	d.t.Helper()
	if err := os.Symlink(model, filepath.Join(d.cache, "models", filepath.Base(model))); err != nil {
		d.t.Fatal(err)
	}
}
