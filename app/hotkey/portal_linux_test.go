package hotkey

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/sessionbus"
	"caro/core/testneed"
)

func TestPortalPress(t *testing.T) {
	wayland(t)
	service := newPortal(t)
	service.needsAppID = true
	service.serve()
	b := bind(t, "ctrl+alt+return")
	service.expectCalls("Register app.caro.Caro", "CreateSession", "BindShortcuts ask CTRL+ALT+Return")
	if b.Trigger() != "Ctrl+Alt+Enter" {
		t.Errorf("the trigger is %q", b.Trigger())
	}
	start := time.Now()
	service.key("Activated", options{"activation_token": dbus.MakeVariant("tok")})
	p := expect(t, b)
	t.Logf("the press came after %v", time.Since(start))
	if !slices.Equal(p.Environ(), []string{"XDG_ACTIVATION_TOKEN=tok"}) {
		t.Errorf("the press has environment %q", p.Environ())
	}

	// Held, released, and not for Caro or not from the portal: then one more, which is the
	// second.
	service.key("Activated", nil)
	service.key("Activated", nil)
	service.key("Deactivated", nil)
	service.emit(service.conn, portalPath, portalShortcuts+".Activated", service.open(), "another", uint64(0), options{})
	service.emit(service.conn, portalPath, portalShortcuts+".Activated", service.open()+"x", shortcutID, uint64(0), options{})
	service.emit(service.conn, portalPath, portalShortcuts+".Activated")
	stranger, err := sessionbus.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	service.emit(stranger, portalPath, portalShortcuts+".Activated", service.open(), shortcutID, uint64(0), options{})
	changed := []shortcut{{shortcutID, options{"trigger_description": dbus.MakeVariant("Super+Z")}}}
	service.emit(service.conn, portalPath, portalShortcuts+".ShortcutsChanged", service.open(), changed)
	for deadline := time.Now().Add(soon); b.Trigger() != "Super+Z"; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the trigger is %q", b.Trigger())
		}
	}
	if n := len(b.Presses()); n != 0 {
		t.Errorf("%d presses that are none", n)
	}
	time.Sleep(2 * samePress * time.Millisecond) // a finger takes longer
	service.key("Activated", nil)
	expect(t, b)

	b.Close()
	service.expectCalls("Session.Close")
	if b.Err() != nil {
		t.Error(b.Err())
	}
}

func TestPortalRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*portalService)
		kind   error
	}{
		"declined":         {func(p *portalService) { p.responses = map[string]uint32{"BindShortcuts": 1} }, ErrDeclined},
		"not bound":        {func(p *portalService) { p.bound = func([]shortcut) []shortcut { return []shortcut{} } }, ErrDeclined},
		"session declined": {func(p *portalService) { p.responses = map[string]uint32{"CreateSession": 1} }, ErrDeclined},
		"ended":            {func(p *portalService) { p.responses = map[string]uint32{"BindShortcuts": 2} }, ErrUnsupported},
		"old portal":       {func(p *portalService) { p.elsewhere = true }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			wayland(t)
			service := newPortal(t)
			c.change(service)
			service.serve()
			b, err := Bind(t.Context(), Default())
			if !errors.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
			if err == nil {
				b.Close()
			}
		})
	}
}

// A desktop without the portal, one with another portal only, no bus at all.
func TestPortalAbsent(t *testing.T) {
	check := func(t *testing.T) {
		t.Helper()
		start := time.Now()
		_, err := Bind(t.Context(), Default())
		var known *Error
		if !errors.Is(err, ErrUnsupported) || !errors.As(err, &known) || !strings.Contains(known.Hint(), "caro app") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took > soon {
			t.Errorf("took %v", took)
		}
	}
	t.Run("no portal", func(t *testing.T) {
		wayland(t)
		check(t)
	})
	t.Run("without shortcuts", func(t *testing.T) {
		wayland(t)
		conn, err := sessionbus.Dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.RequestName(portalName, 0); err != nil {
			t.Fatal(err)
		}
		check(t)
	})
	t.Run("no bus", func(t *testing.T) {
		t.Setenv("WAYLAND_DISPLAY", "wayland-0")
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
		check(t)
	})
	t.Run("no app id", func(t *testing.T) {
		wayland(t)
		service := newPortal(t)
		service.needsAppID = true
		service.serve()
		if err := service.conn.Export(nil, portalPath, portalRegistry); err != nil {
			t.Fatal(err)
		}
		check(t)
	})
}

func TestPortalEnds(t *testing.T) {
	lost := func(t *testing.T, b *Binding) {
		t.Helper()
		select {
		case _, ok := <-b.Presses():
			if ok || !errors.Is(b.Err(), ErrGone) {
				t.Errorf("a press is %v, the error %v", ok, b.Err())
			}
		case <-time.After(soon):
			t.Error("the end isn't noticed")
		}
	}
	t.Run("session", func(t *testing.T) {
		wayland(t)
		service := newPortal(t)
		service.serve()
		b := bind(t, "ctrl+alt+c")
		service.emit(service.conn, service.open(), portalSession+".Closed", options{})
		lost(t, b)
	})
	t.Run("portal", func(t *testing.T) {
		wayland(t)
		service := newPortal(t)
		service.serve()
		b := bind(t, "ctrl+alt+c")
		_ = service.conn.Close()
		lost(t, b)
	})
	t.Run("bus", func(t *testing.T) {
		bus := testneed.SessionBus(t)
		t.Setenv("WAYLAND_DISPLAY", "wayland-0")
		service := newPortal(t)
		service.serve()
		b := bind(t, "ctrl+alt+c")
		if err := bus.Kill(); err != nil {
			t.Fatal(err)
		}
		lost(t, b)
	})
}

// Nobody answers the desktop's dialog, and Caro is ended meanwhile.
func TestPortalDialogIsClosed(t *testing.T) {
	wayland(t)
	service := newPortal(t)
	service.silent = map[string]bool{"BindShortcuts": true}
	service.serve()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := Bind(ctx, Default())
		done <- err
	}()
	for _, want := range []string{"Register app.caro.Caro", "CreateSession", "BindShortcuts ask CTRL+ALT+Return"} {
		if got := <-service.calls; got != want {
			t.Fatalf("called %q", got)
		}
	}
	time.Sleep(50 * time.Millisecond) // so that the call's reply is there
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	select {
	case got := <-service.calls:
		if got != "Request.Close" {
			t.Errorf("called %q", got)
		}
	case <-time.After(soon):
		t.Error("the dialog stays open")
	}
}

// desktopBackend is the part of a desktop behind the real portal: what asks the person and
// sees the keys.
type desktopBackend struct {
	conn    *dbus.Conn
	session chan dbus.ObjectPath
	closed  chan dbus.ObjectPath
}

func (d *desktopBackend) CreateSession(_, session dbus.ObjectPath, _ string, _ options) (uint32, options, *dbus.Error) {
	closing := map[string]any{"Close": func() *dbus.Error { d.closed <- session; return nil }}
	if err := d.conn.ExportMethodTable(closing, session, "org.freedesktop.impl.portal.Session"); err != nil {
		return 2, nil, dbus.MakeFailedError(err)
	}
	d.session <- session
	return 0, options{}, nil
}

func (d *desktopBackend) BindShortcuts(_, _ dbus.ObjectPath, wanted []shortcut, _ string, _ options) (uint32, options, *dbus.Error) {
	for i := range wanted {
		wanted[i].Properties = options{"trigger_description": wanted[i].Properties["preferred_trigger"]}
	}
	return 0, options{"shortcuts": dbus.MakeVariant(wanted)}, nil
}

// The same through the real xdg-desktop-portal, with a desktop behind it that is the
// test's.
func TestRealPortal(t *testing.T) {
	const program = "/usr/libexec/xdg-desktop-portal"
	if _, err := os.Stat(program); err != nil {
		testneed.Missing(t, "xdg-desktop-portal", "install it (Debian: xdg-desktop-portal)")
	}
	wayland(t)
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, dir)
	}
	const backendName = "org.freedesktop.impl.portal.desktop.test"
	const backendInterface = "org.freedesktop.impl.portal.GlobalShortcuts"
	description := "[portal]\nDBusName=" + backendName + "\nInterfaces=" + backendInterface + "\nUseIn=test\n"
	if err := os.WriteFile(filepath.Join(dir, "test.portal"), []byte(description), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_DESKTOP_PORTAL_DIR", dir)
	t.Setenv("XDG_CURRENT_DESKTOP", "test")

	conn, err := sessionbus.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	backend := &desktopBackend{conn: conn, session: make(chan dbus.ObjectPath, 1), closed: make(chan dbus.ObjectPath, 1)}
	if err := conn.Export(backend, portalPath, backendInterface); err != nil {
		t.Fatal(err)
	}
	version := map[string]any{
		"Get":    func(string, string) (dbus.Variant, *dbus.Error) { return dbus.MakeVariant(uint32(1)), nil },
		"GetAll": func(string) (options, *dbus.Error) { return options{"version": dbus.MakeVariant(uint32(1))}, nil },
	}
	if err := conn.ExportMethodTable(version, portalPath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(backendName, 0); err != nil {
		t.Fatal(err)
	}
	frontend := exec.CommandContext(t.Context(), program, "--replace", "--verbose")
	var said strings.Builder
	frontend.Stdout, frontend.Stderr = &said, &said
	if err := frontend.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = frontend.Process.Kill()
		_ = frontend.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	}()
	// It isn't started on demand on this bus, so it is waited for.
	var b *Binding
	for deadline := time.Now().Add(soon); b == nil; time.Sleep(50 * time.Millisecond) {
		b, err = Bind(t.Context(), Default())
		if err != nil && time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	defer b.Close()
	if b.Trigger() != "CTRL+ALT+Return" {
		t.Errorf("the trigger is %q", b.Trigger())
	}
	session := <-backend.session
	start := time.Now()
	if err := conn.Emit(portalPath, backendInterface+".Activated", session, shortcutID, uint64(1), options{}); err != nil {
		t.Fatal(err)
	}
	expect(t, b)
	t.Logf("the press came after %v", time.Since(start))
	b.Close()
	select {
	case <-backend.closed:
	case <-time.After(soon):
		t.Error("the session isn't closed")
	}
}
