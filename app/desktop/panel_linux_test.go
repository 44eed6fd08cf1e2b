package desktop

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"caro/core/testneed"
)

// The size of the real panel's window, in pixels: it lies in the screen's corner, with
// nothing in it but icons.
const (
	panelWidth  = 320
	panelHeight = 28
)

// panelSettings have Xfce's panel be that window.
var panelSettings = fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="%d"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty"><property name="plugin-1" type="string" value="systray"/></property>
</channel>
`, panelHeight)

// realPanel is Xfce's panel.
type realPanel struct {
	d   *desk
	cmd *exec.Cmd
}

// openPanel starts it in place of the test's double.
func (d *desk) openPanel() *realPanel {
	d.t.Helper()
	testneed.Command(d.t, "xfce4-panel", "xfce4-panel")
	if err := d.panel.Hide(); err != nil {
		d.t.Fatal(err)
	}
	dir := filepath.Join(d.dir, "config/xfce4/xfconf/xfce-perchannel-xml")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "xfce4-panel.xml"), []byte(panelSettings), 0o600); err != nil {
		d.t.Fatal(err)
	}
	// The test's bus starts no services.
	list, _ := filepath.Glob("/usr/lib/*/xfce4/xfconf/xfconfd")
	if len(list) == 0 {
		testneed.Missing(d.t, "xfconfd", "install it (Debian: xfconf)")
	}
	d.background(list[0])
	p := &realPanel{d: d}
	p.start()
	return p
}

// background runs a program until the test's end.
func (d *desk) background(name string, args ...string) *exec.Cmd {
	d.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

func (p *realPanel) start() {
	p.d.t.Helper()
	p.cmd = p.d.background("xfce4-panel", "--disable-wm-check", "--sm-client-disable")
}

// kill ends the panel as a crash does.
func (p *realPanel) kill() {
	p.d.t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.d.until("the panel's end", func() error {
		var owned bool
		err := p.d.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.kde.StatusNotifierWatcher").Store(&owned)
		if err == nil && owned {
			err = errors.New("it is on the bus")
		}
		return err
	})
}

// picture is what can be seen of the panel, once it has been the same for a while.
func (p *realPanel) picture() []byte {
	p.d.t.Helper()
	s := openScreen()
	if s == nil {
		p.d.t.Fatal("no screen")
	}
	defer s.close()
	var before []byte
	same := 0
	p.d.until("a still picture of the panel", func() error {
		reply, err := xproto.GetImage(s.x, xproto.ImageFormatZPixmap, xproto.Drawable(s.root), 0, 0, panelWidth, panelHeight, ^uint32(0)).Reply()
		if err != nil {
			return err
		}
		if same++; !bytes.Equal(reply.Data, before) {
			same = 0
		}
		before = reply.Data
		if same < 20 {
			time.Sleep(20 * time.Millisecond)
			return errors.New("it changes")
		}
		return nil
	})
	return before
}

// TestRealPanel: Caro's icon is seen in Xfce's panel, and comes back when the panel is
// killed and started again.
func TestRealPanel(t *testing.T) {
	d := newScreen(t, panelWidth, 400)
	d.link(fakeModel(t))
	p := d.openPanel()
	d.until("the panel", func() error {
		var owned bool
		err := d.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, "org.kde.StatusNotifierWatcher").Store(&owned)
		if err == nil && !owned {
			err = errors.New("it isn't on the bus")
		}
		return err
	})
	empty := p.picture()
	d.launch()
	d.until("the icon", func() error {
		if bytes.Equal(p.picture(), empty) {
			return errors.New("the panel is as it was")
		}
		return nil
	})
	shown := p.picture()
	for range 3 {
		p.kill()
		if bytes.Equal(p.picture(), shown) {
			t.Fatal("the panel is there yet")
		}
		p.start()
		d.until("the icon at the new panel", func() error {
			if !bytes.Equal(p.picture(), shown) {
				return errors.New("the panel looks otherwise")
			}
			return nil
		})
	}
	d.item = d.panel.ItemOf(d.app.Process.Pid)
	d.status("Ready · Qwen2.5 Coder 1.5B")
}
