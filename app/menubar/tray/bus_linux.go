package tray

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/core/fault"
)

// busLimit is how long the session bus may take to answer.
const busLimit = 5 * time.Second

// watcher is the name of what shows icons on the desktop, and where it is asked.
const (
	watcher     = "org.kde.StatusNotifierWatcher"
	watcherPath = "/StatusNotifierWatcher"
	iconPath    = "/StatusNotifierItem" // systray's
)

// openBus looks for the session bus, by which the desktop is told of the icon. Where there
// is none, systray would log that and go on, or start a bus that nobody sees.
func openBus(ctx context.Context) (*sessionBus, error) {
	conn, err := connect(ctx)
	if err != nil {
		return nil, busFault(err)
	}
	return &sessionBus{conn}, nil
}

// sessionBus is a connection of the tray's own to the session bus; the icon is on systray's.
type sessionBus struct{ conn *dbus.Conn }

// gone is closed when the bus goes away.
func (b *sessionBus) gone() <-chan struct{} { return b.conn.Context().Done() }

func (b *sessionBus) close() { _ = b.conn.Close() }

// registered is when it is looked whether a panel that has come has the icon.
var registered = []time.Duration{500 * time.Millisecond, 2 * time.Second, 8 * time.Second}

// stay has each panel that comes show the icon, until ctx ends. systray tells a new one of
// it, but once: one that is just starting may not take it, and one that comes while
// systray begins is never told.
func (b *sessionBus) stay(ctx context.Context) {
	signals := make(chan *dbus.Signal, 16)
	b.conn.Signal(signals)
	err := b.conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher))
	if err != nil {
		return // systray's own telling has to do
	}
	look, rest := time.After(registered[0]), registered[1:]
	for {
		select {
		case <-ctx.Done():
			return
		case s, open := <-signals:
			if !open {
				return
			}
			var name, before, now string
			if dbus.Store(s.Body, &name, &before, &now) == nil && name == watcher && now != "" {
				look, rest = time.After(registered[0]), registered[1:]
			}
		case <-look:
			look = nil
			if missing, err := b.missing(ctx); err == nil && missing {
				register(ctx)
			}
			if len(rest) > 0 {
				look, rest = time.After(rest[0]), rest[1:]
			}
		}
	}
}

// missing reports whether there is a panel that hasn't the icon.
func (b *sessionBus) missing(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	var list []string
	var value dbus.Variant
	err := b.conn.Object(watcher, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, watcher, "RegisteredStatusNotifierItems").Store(&value)
	if err == nil {
		err = value.Store(&list)
	}
	if err != nil {
		return false, err
	}
	own := []string{iconName()}
	var unique string
	if err := b.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, iconName()).Store(&unique); err != nil {
		return false, err // systray isn't there yet
	}
	own = append(own, unique)
	for _, item := range list {
		service, _, _ := strings.Cut(item, "/")
		if slices.Contains(own, service) {
			return false, nil
		}
	}
	return true, nil
}

// register tells the panel of the icon, as systray does, by the connection that systray has
// the icon on.
func register(ctx context.Context) {
	conn, err := dbus.SessionBus()
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	conn.Object(watcher, watcherPath).CallWithContext(ctx, watcher+".RegisterStatusNotifierItem", dbus.FlagNoAutoStart, iconPath)
}

// iconName is systray's name on the bus.
func iconName() string { return fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", os.Getpid()) }

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
