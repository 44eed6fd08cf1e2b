package sessionbus

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// AppID is the name that desktops know Caro by; Info.plist has the same. Where a desktop
// entry is installed, its file is named for it.
const AppID = "app.caro.Caro"

// ErrNone says that there is no session bus: no desktop, or a terminal from outside it.
var ErrNone = errors.New("no session bus")

// wait bounds the time that a bus may take to greet.
const wait = 2 * time.Second

// Dial connects to the session bus: that of DBUS_SESSION_BUS_ADDRESS, else the one that
// systemd has for this user. ctx bounds the dialling only; it takes at most 2 s. The
// connection is the caller's own, to be closed.
//
// Errors wrap [ErrNone] where there is no bus or nobody answers at its address.
func Dial(ctx context.Context) (*dbus.Conn, error) {
	// "disabled:" is what sandboxes set to say that there is none.
	if strings.HasPrefix(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "disabled:") {
		return nil, ErrNone
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	type result struct {
		conn *dbus.Conn
		err  error
	}
	done := make(chan result, 1)
	go func() {
		conn, err := greet(ctx)
		done <- result{conn, err}
	}()
	select {
	case r := <-done:
		return r.conn, r.err
	case <-ctx.Done():
		go func() {
			if r := <-done; r.conn != nil {
				_ = r.conn.Close()
			}
		}()
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fmt.Errorf("%w: it didn't answer within %v", ErrNone, wait)
		}
		return nil, ctx.Err()
	}
}

func greet(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	// A bus that doesn't answer is left by closing the connection.
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := conn.Auth(nil); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if err := conn.Hello(); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return conn, nil
}
