package tray

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/menubar"
	"caro/app/menubar/scenes"
)

// showsTree waits until the menu on the bus is the one for a state.
func (d *desktop) showsTree(name string, s menubar.State) {
	d.t.Helper()
	want := scenes.Tree(menubar.Items(s))
	d.until(name, func() error {
		got, err := d.item.Tree()
		if err == nil && got != want {
			err = fmt.Errorf("the menu is\n%s\nwant\n%s", got, want)
		}
		return err
	})
}

// The menu that a panel reads is the golden one, whatever state comes after which.
func TestMenuOnTheBus(t *testing.T) {
	d := openDesktop(t)
	for range 2 { // each after each other, in the order of a map
		for name, s := range scenes.All() {
			d.show(s)
			d.showsTree(name, s)
			d.until("the icon of "+name, func() error {
				pixmap, err := d.item.Property("IconPixmap")
				if err != nil {
					return err
				}
				var list []struct {
					W, H int32
					Pix  []byte
				}
				if err := pixmap.Store(&list); err != nil || len(list) != 1 {
					return fmt.Errorf("%d icons, %w", len(list), err)
				}
				if want := map[menubar.Icon]int32{menubar.IconIdle: 2, menubar.IconBusy: 3, menubar.IconDownload: 4, menubar.IconProblem: 5}[menubar.IconOf(s)]; list[0].W != want {
					return fmt.Errorf("the icon is %d pixels wide, want %d", list[0].W, want)
				}
				return nil
			})
			d.until("the tooltip of "+name, func() error {
				v, err := d.item.Property("ToolTip")
				if err == nil && !strings.Contains(fmt.Sprint(v.Value()), menubar.Tooltip(s)) {
					err = fmt.Errorf("it is %v", v)
				}
				return err
			})
		}
	}
}

func TestClicks(t *testing.T) {
	d := openDesktop(t)
	ready := scenes.All()["ready"]
	d.show(ready)
	d.showsTree("ready", ready)
	want := []Click{
		{menubar.IDAsk, ""}, {menubar.IDCopy, ""}, {"recent.1", "mkdir -p build_out"},
		{"model.use.1", "qwen2.5-coder-0.5b"}, {"model.get.0", "qwen2.5-coder-7b"}, {menubar.IDQuit, ""},
	}
	labels := [][]string{
		{"Ask…  (⌃⌥K)"}, {"Copy automatically"}, {"Recent", "mkdir -p build_out"},
		{"Model", "Qwen2.5 Coder 0.5B · 491 MB"}, {"Model", "Download…", "Qwen2.5 Coder 7B · 4.7 GB · fits tightly"}, {"Quit"},
	}
	for i, label := range labels {
		d.click(d.numberOf("Ready · Qwen2.5 Coder 1.5B · Metal")) // disabled, and clicked all the same
		d.click(d.numberOf(label...))
		d.until(fmt.Sprint("the click on ", label), func() error {
			if got := d.clicked(); len(got) != i+1 || got[i] != want[i] {
				return fmt.Errorf("clicks %v", got)
			}
			return nil
		})
	}
	if err := d.item.Tap(); err != nil {
		t.Error(err)
	}
	d.until("the click on the icon", func() error {
		if got := d.clicked(); got[len(got)-1].ID != Tap {
			return fmt.Errorf("clicks %v", got)
		}
		return nil
	})
}

// No click is lost, however fast they come and however slow they are taken.
func TestManyClicks(t *testing.T) {
	d := openDesktop(t)
	ready := scenes.All()["ready"]
	d.show(ready)
	d.showsTree("ready", ready)
	number := d.numberOf("Settings…")
	for range 200 {
		d.click(number)
	}
	d.until("200 clicks", func() error {
		if got := len(d.clicked()); got != 200 {
			return fmt.Errorf("%d came", got)
		}
		return nil
	})
}

// An item that isn't shown any more isn't meant.
func TestClickOnHidden(t *testing.T) {
	d := openDesktop(t)
	downloading, ready := scenes.All()["downloading"], scenes.All()["ready"]
	d.show(downloading)
	d.showsTree("downloading", downloading)
	pause := d.numberOf("Pause download")
	d.click(pause)
	d.until("the click", func() error {
		if got := d.clicked(); len(got) != 1 || got[0].ID != menubar.IDPause {
			return fmt.Errorf("clicks %v", got)
		}
		return nil
	})
	d.show(ready)
	d.showsTree("ready", ready)
	d.click(pause)
	d.click(d.numberOf("Quit"))
	d.until("the other click", func() error {
		if got := d.clicked(); len(got) < 2 || got[1].ID != menubar.IDQuit {
			return fmt.Errorf("clicks %v", got)
		}
		return nil
	})
}

// A panel that starts anew is told of the icon again.
func TestPanelRestarts(t *testing.T) {
	d := openDesktop(t)
	for n := 2; n < 5; n++ {
		if err := d.host.Hide(); err != nil {
			t.Fatal(err)
		}
		if err := d.host.Show(); err != nil {
			t.Fatal(err)
		}
		d.until("the icon at the new panel", func() error {
			if got := d.host.Registered(); got < n {
				return fmt.Errorf("registered %d times", got)
			}
			return nil
		})
	}
}

// A panel that comes and doesn't take the icon at once is told again, and no more than
// that.
func TestPanelNotReady(t *testing.T) {
	d := openDesktop(t)
	for n := 2; n < 4; n++ {
		if err := d.host.Hide(); err != nil {
			t.Fatal(err)
		}
		d.host.Deaf(n - 1) // all that systray tells it, and the second time the first of ours too
		if err := d.host.Show(); err != nil {
			t.Fatal(err)
		}
		d.until("the icon at the new panel", func() error {
			if got := d.host.Registered(); got < n {
				return fmt.Errorf("registered %d times", got)
			}
			return nil
		})
	}
	time.Sleep(time.Second)
	if got := d.host.Registered(); got != 3 {
		t.Errorf("registered %d times, want 3", got)
	}
}

func TestQuit(t *testing.T) {
	d := openDesktop(t)
	d.end()
	select {
	case err := <-d.gone:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(patience):
		t.Error("it goes on")
	}
}

// Without its bus the tray ends in words, not in a panic.
func TestBusGoes(t *testing.T) {
	d := openDesktop(t)
	d.endBus()
	for _, s := range scenes.All() {
		_ = d.in.Encode(s)
	}
	var exit *exec.ExitError
	if err := <-d.gone; !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("it ended so: %v", err)
	}
}

func TestNoBus(t *testing.T) {
	for _, address := range []string{"unix:path=" + t.TempDir() + "/none", "nonsense"} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), asTray+"=1", "DBUS_SESSION_BUS_ADDRESS="+address)
		var said bytes.Buffer
		cmd.Stderr = &said
		in, err := cmd.StdinPipe() // stays open: nobody tells it to end
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		err = cmd.Run()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.HasPrefix(said.String(), "no tray to show Caro in: ") || !strings.Contains(said.String(), "\nhint: ") {
			t.Errorf("%s: %v, %q", address, err, &said)
		}
	}
}

func TestHasHost(t *testing.T) {
	address, _ := bus(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	if HasHost(t.Context()) {
		t.Error("there is a host on a bus with nobody")
	}
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if !HasHost(t.Context()) {
		t.Error("the host isn't seen")
	}
}

// A thousand changes leave the menu right, cost little, and nothing afterwards.
func TestThousandChanges(t *testing.T) {
	long := 2 * time.Second
	if os.Getenv("CARO_TEST_ALL") != "" {
		long = 10 * time.Second
	}
	d := openDesktop(t)
	states := []menubar.State{}
	for _, s := range scenes.All() {
		states = append(states, s)
	}
	signals := make(chan *dbus.Signal, 1<<16)
	if err := d.conn.AddMatchSignal(dbus.WithMatchInterface("com.canonical.dbusmenu")); err != nil {
		t.Fatal(err)
	}
	d.conn.Signal(signals)
	d.show(states[0])
	d.showsTree("the beginning", states[0])
	pid := d.cmd.Process.Pid
	cpu, memory := usage(t, pid)
	const changes = 1000
	begun := time.Now()
	s := scenes.All()["downloading"]
	for i := range changes {
		s.Download.Percent = float64(i) / changes * 100
		if i%10 == 9 {
			s = states[i/10%len(states)]
		}
		d.show(s)
		time.Sleep(time.Until(begun.Add(long * time.Duration(i+1) / changes)))
	}
	took := time.Since(begun)
	d.showsTree("the end", s)
	cpuAfter, memoryAfter := usage(t, pid)
	share := float64(cpuAfter-cpu) / float64(took)
	t.Logf("%d changes in %v: %.1f %% of a core, %d signals, memory %d → %d kB", changes, took.Round(time.Millisecond), 100*share, len(signals), memory, memoryAfter)
	if limit := 0.1 * float64(10*time.Second) / float64(long); share > limit {
		t.Errorf("%.0f %% of a core", 100*share)
	}
	if memoryAfter > memory+16<<10 {
		t.Errorf("memory grew from %d to %d kB", memory, memoryAfter)
	}
	d.idles(pid)
}

// idles waits until the tray has come to rest, and sees that it stays so.
func (d *desktop) idles(pid int) {
	d.t.Helper()
	var before, after int
	d.until("rest", func() error {
		before = switches(d.t, pid)
		time.Sleep(time.Second)
		if after = switches(d.t, pid); after-before > 3 {
			return fmt.Errorf("%d wake-ups in a second", after-before)
		}
		return nil
	})
}

// usage is the processor time of a process so far, and its memory in kB.
func usage(t *testing.T, pid int) (time.Duration, int) {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	ticks := 0
	for _, f := range fields[11:13] {
		n, _ := strconv.Atoi(f)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, statusValue(t, fmt.Sprintf("/proc/%d/status", pid), "VmRSS:")
}

// switches counts how often the threads of a process have gone to sleep.
func switches(t *testing.T, pid int) (n int) {
	t.Helper()
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		n += statusValue(t, fmt.Sprintf("/proc/%d/task/%s/status", pid, task.Name()), "voluntary_ctxt_switches:")
	}
	return n
}

func statusValue(t *testing.T, path, key string) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, key); ok {
			n, _ := strconv.Atoi(strings.Fields(value)[0])
			return n
		}
	}
	return 0
}

func TestLabel(t *testing.T) {
	if got := label("q4_k_m"); got != "q4__k__m" {
		t.Errorf("%q", got)
	}
}
