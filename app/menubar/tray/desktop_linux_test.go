package tray

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/menubar"
	"caro/app/menubar/panel"
	"caro/core/fault"
	"caro/core/testneed"
)

// patience is how long a test waits for what should come at once.
const patience = 30 * time.Second

// A tray is one per process, so the tests run theirs in others: this test program with a
// variable set. Those read states from standard input, a JSON value a line, and write the
// clicks to standard output.
const asTray = "CARO_TEST_TRAY"

func TestMain(m *testing.M) {
	if os.Getenv(asTray) != "" {
		os.Exit(runTray())
	}
	os.Exit(m.Run())
}

func runTray() int {
	t := New(Options{Icons: icons(), Tap: true})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for c := range t.Clicks() {
			_ = json.NewEncoder(os.Stdout).Encode(c)
		}
	}()
	go func() {
		defer cancel()
		lines := bufio.NewScanner(os.Stdin)
		for lines.Buffer(nil, 1<<20); lines.Scan(); {
			var s menubar.State
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				panic(err)
			}
			t.Show(s)
		}
	}()
	if err := t.Run(ctx); err != nil {
		var f *fault.Error
		if !errors.As(err, &f) || f.Hint == "" {
			panic(err)
		}
		fmt.Fprintln(os.Stderr, f.Message+"\nhint: "+f.Hint)
		return 1
	}
	return 0
}

// icons are squares, each of its own size.
func icons() map[menubar.Icon][]byte {
	list := map[menubar.Icon][]byte{}
	for i, name := range []menubar.Icon{menubar.IconIdle, menubar.IconBusy, menubar.IconDownload, menubar.IconProblem} {
		img := image.NewGray(image.Rect(0, 0, i+2, i+2))
		img.Pix[0] = 255
		var b strings.Builder
		_ = png.Encode(&b, img)
		list[name] = []byte(b.String())
	}
	return list
}

// desktop is a session bus of the test's own, with something that hosts icons and a tray.
type desktop struct {
	t    *testing.T
	conn *dbus.Conn
	cmd  *exec.Cmd
	in   *json.Encoder
	end  func() // ends the tray as the app does
	gone chan error
	item panel.Item
	host *panel.Panel

	endBus func()

	mu     sync.Mutex
	clicks []Click
}

// bus starts a session bus, and gives its address and what ends it.
func bus(t *testing.T) (address string, end func()) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		testneed.Missing(t, "dbus-daemon", "install it (Debian: dbus)")
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "bus.conf")
	text := `<busconfig><type>session</type><listen>unix:dir=` + dir + `</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	daemon := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	end = sync.OnceFunc(func() { _ = daemon.Process.Kill(); _ = daemon.Wait() })
	t.Cleanup(end)
	address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address), end
}

func openDesktop(t *testing.T) *desktop {
	t.Helper()
	address, endBus := bus(t)
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	d := &desktop{t: t, conn: conn, endBus: endBus, host: panel.New(conn), gone: make(chan error, 1)}
	if err := d.host.Show(); err != nil {
		t.Fatal(err)
	}
	d.cmd = exec.Command(os.Args[0])
	d.cmd.Env = append(os.Environ(), asTray+"=1", "DBUS_SESSION_BUS_ADDRESS="+address)
	d.cmd.Stderr = os.Stderr
	in, err := d.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d.in, d.end = json.NewEncoder(in), func() { _ = in.Close() }
	go func() {
		for lines := json.NewDecoder(out); ; {
			var c Click
			if lines.Decode(&c) != nil {
				break
			}
			d.mu.Lock()
			d.clicks = append(d.clicks, c)
			d.mu.Unlock()
		}
		d.gone <- d.cmd.Wait()
	}()
	t.Cleanup(func() { _ = d.cmd.Process.Kill() })
	d.item = d.host.ItemOf(d.cmd.Process.Pid)
	d.until("the icon on the bus", func() error {
		if d.host.Registered() == 0 {
			return errors.New("it isn't registered")
		}
		return nil
	})
	return d
}

// until waits for something to be so.
func (d *desktop) until(what string, holds func() error) {
	d.t.Helper()
	for late := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := holds()
		if err == nil {
			return
		}
		if time.Now().After(late) {
			d.t.Fatalf("%s: %v", what, err)
		}
	}
}

func (d *desktop) show(s menubar.State) {
	d.t.Helper()
	if err := d.in.Encode(s); err != nil {
		d.t.Fatal(err)
	}
}

// numberOf finds an item's number on the bus by its labels.
func (d *desktop) numberOf(path ...string) (number int32) {
	d.t.Helper()
	d.until("the item", func() (err error) {
		number, err = d.item.Number(path...)
		return err
	})
	return number
}

func (d *desktop) click(number int32) {
	d.t.Helper()
	if err := d.item.Click(number); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desktop) clicked() []Click {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Click(nil), d.clicks...)
}
