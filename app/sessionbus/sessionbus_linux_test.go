package sessionbus

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

func TestDial(t *testing.T) {
	testneed.SessionBus(t)
	conn, err := Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var names []string
	if err := conn.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names); err != nil || len(names) == 0 {
		t.Errorf("the bus has names %q, %v", names, err)
	}
	if len(conn.Names()) == 0 {
		t.Error("the connection has no name")
	}
}

func TestNoBus(t *testing.T) {
	for _, address := range []string{"disabled:", "unix:path=" + filepath.Join(t.TempDir(), "none"), "nonsense"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if _, err := Dial(t.Context()); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestBusHangs(t *testing.T) {
	bus := testneed.SessionBus(t)
	if err := bus.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := Dial(t.Context()); !errors.Is(err, ErrNone) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > wait+5*time.Second {
		t.Errorf("took %v", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Dial(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is done: %v", err)
	}
}
