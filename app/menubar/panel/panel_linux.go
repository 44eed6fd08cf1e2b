package panel

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// Watcher is the name of a panel on the bus.
const Watcher = "org.kde.StatusNotifierWatcher"

// wait is how long a program may take to answer.
const wait = 30 * time.Second

// Panel hosts icons. It is safe for concurrent use.
type Panel struct {
	conn *dbus.Conn

	mu    sync.Mutex
	items []string
	deaf  int           // registrations that come to nothing
	list  []string      // as the property has it
	told  chan struct{} // has one element after a registration
}

// New makes a panel that nobody knows yet; Show shows it.
func New(conn *dbus.Conn) *Panel { return &Panel{conn: conn, told: make(chan struct{}, 1)} }

// Show takes the name of a panel.
func (p *Panel) Show() error {
	if err := p.conn.Export(watcher{p}, "/StatusNotifierWatcher", Watcher); err != nil {
		return err
	}
	if err := p.conn.Export(properties{p}, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties"); err != nil {
		return err
	}
	p.mu.Lock()
	p.list = nil // one that starts anew knows nobody
	p.mu.Unlock()
	reply, err := p.conn.RequestName(Watcher, dbus.NameFlagDoNotQueue)
	if err == nil && reply != dbus.RequestNameReplyPrimaryOwner {
		err = errors.New("another panel is there")
	}
	return err
}

// Hide gives the name back, as a panel does that ends.
func (p *Panel) Hide() error {
	_, err := p.conn.ReleaseName(Watcher)
	return err
}

// Deaf has the next so many registrations come to nothing, as with a panel that is just
// starting.
func (p *Panel) Deaf(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deaf = n
}

// Registered counts how often an icon was registered.
func (p *Panel) Registered() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.items)
}

// Told has an element after a registration.
func (p *Panel) Told() <-chan struct{} { return p.told }

// watcher is what is called over the bus.
type watcher struct{ p *Panel }

// RegisterStatusNotifierItem is what a panel offers to those with an icon.
func (w watcher) RegisterStatusNotifierItem(sender dbus.Sender, name string) *dbus.Error {
	w.p.mu.Lock()
	if w.p.deaf > 0 {
		w.p.deaf--
		w.p.mu.Unlock()
		return nil
	}
	w.p.items = append(w.p.items, name)
	if strings.HasPrefix(name, "/") { // a path on the sender's connection
		name = string(sender) + name
	}
	w.p.list = append(w.p.list, name)
	w.p.mu.Unlock()
	select {
	case w.p.told <- struct{}{}:
	default:
	}
	return nil
}

// properties are what is asked of a panel.
type properties struct{ p *Panel }

// Get is that of org.freedesktop.DBus.Properties.
func (g properties) Get(_, name string) (dbus.Variant, *dbus.Error) {
	if name != "RegisteredStatusNotifierItems" {
		return dbus.Variant{}, dbus.MakeFailedError(errors.New("no property " + name))
	}
	g.p.mu.Lock()
	defer g.p.mu.Unlock()
	return dbus.MakeVariant(append([]string{}, g.p.list...)), nil
}

// Item is an icon with its menu.
type Item struct{ menu, icon dbus.BusObject }

// ItemOf is the icon of a process.
func (p *Panel) ItemOf(pid int) Item {
	name := fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", pid)
	return Item{p.conn.Object(name, "/StatusNotifierItem/menu"), p.conn.Object(name, "/StatusNotifierItem")}
}

// Property reads one of the icon's properties.
func (i Item) Property(name string) (dbus.Variant, error) {
	return i.icon.GetProperty("org.kde.StatusNotifierItem." + name)
}

// Tap clicks on the icon itself.
func (i Item) Tap() error {
	return i.icon.Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err
}

// layout is an item of a menu as com.canonical.dbusmenu has it.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func property[T any](l layout, name string, otherwise T) T {
	if v, ok := l.Properties[name].Value().(T); ok {
		return v
	}
	return otherwise
}

func (i Item) layout() (root layout, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	var revision uint32
	err = i.menu.CallWithContext(ctx, "com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	return root, err
}

// Tree writes down what can be seen of the menu, as scenes.Tree does.
func (i Item) Tree() (string, error) {
	root, err := i.layout()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = writeTree(&b, root, "")
	return b.String(), err
}

func writeTree(b *strings.Builder, l layout, indent string) error {
	for _, v := range l.Children {
		var child layout
		if err := dbus.Store([]any{v.Value()}, &child); err != nil {
			return err
		}
		if !property(child, "visible", true) {
			continue
		}
		line := strings.ReplaceAll(property(child, "label", ""), "__", "_")
		switch {
		case property(child, "type", "") == "separator":
			line = "---"
		case property(child, "toggle-type", "") == "checkmark":
			line = map[int32]string{0: "[ ] ", 1: "[x] "}[property(child, "toggle-state", int32(0))] + line
		case property(child, "children-display", "") == "submenu":
			line += " >"
		}
		if !property(child, "enabled", true) {
			line += " (disabled)"
		}
		b.WriteString(indent + line + "\n")
		if err := writeTree(b, child, indent+"    "); err != nil {
			return err
		}
	}
	return nil
}

// Number finds an item's number on the bus by the labels of the lists that it stands in and
// its own, of which the beginning is enough.
func (i Item) Number(path ...string) (int32, error) {
	l, err := i.layout()
	if err != nil {
		return 0, err
	}
next:
	for _, label := range path {
		for _, v := range l.Children {
			var child layout
			if err := dbus.Store([]any{v.Value()}, &child); err != nil {
				return 0, err
			}
			shown := strings.ReplaceAll(property(child, "label", ""), "__", "_")
			if strings.HasPrefix(shown, label) && property(child, "visible", true) {
				l = child
				continue next
			}
		}
		return 0, fmt.Errorf("there is no item %q", path)
	}
	return l.ID, nil
}

// Click clicks on the item of a number.
func (i Item) Click(number int32) error {
	return i.menu.Call("com.canonical.dbusmenu.Event", 0, number, "clicked", dbus.MakeVariant(0), uint32(0)).Err
}
