package tray

import (
	"context"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/core/fault"
)

// busLimit is how long the session bus may take to answer.
const busLimit = 5 * time.Second

// watcher is the name of what shows icons on the desktop.
const watcher = "org.kde.StatusNotifierWatcher"

// openBus looks for the session bus, by which the desktop is told of the icon. Where there
// is none, systray would log that and go on, or start a bus that nobody sees. gone is
// closed when the bus goes away later; done gives back what that takes.
func openBus(ctx context.Context) (gone <-chan struct{}, done func(), err error) {
	conn, err := connect(ctx)
	if err != nil {
		return nil, nil, busFault(err)
	}
	return conn.Context().Done(), func() { _ = conn.Close() }, nil
}

// HasHost reports whether the desktop shows icons at the moment. One that starts later
// shows it then.
func HasHost(ctx context.Context) bool {
	conn, err := connect(ctx)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	var owned bool
	err = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcher).Store(&owned)
	return err == nil && owned
}

// connect opens a connection to the session bus; none is started for that.
func connect(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if !stop() {
		err = fmt.Errorf("it didn't answer: %w", ctx.Err())
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func busFault(err error) error {
	return fault.Wrap(fault.Failed, fmt.Errorf("no tray to show Caro in: no session bus: %w", err),
		"start Caro from your desktop; in a terminal, `caro ask` needs no tray")
}
