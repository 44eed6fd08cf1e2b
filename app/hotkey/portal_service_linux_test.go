package hotkey

import (
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"caro/app/sessionbus"
	"caro/core/testneed"
)

// portalService is a desktop's portal as its specification describes it, with the faults
// that a test wants. Its exported methods are called over the bus.
type portalService struct {
	t    *testing.T
	conn *dbus.Conn

	needsAppID bool                                         // as xdg-desktop-portal 1.21 does
	responses  map[string]uint32                            // by method, else 0
	silent     map[string]bool                              // methods whose dialog nobody answers
	elsewhere  bool                                         // requests get paths of the portal's choice
	bound      func(wanted []shortcut) (granted []shortcut) // nil: all, with the trigger "Ctrl+Alt+Enter"
	calls      chan string                                  // the methods called, with what matters of the arguments
	mu         sync.Mutex
	appID      string
	session    dbus.ObjectPath
	client     string
}

type options = map[string]dbus.Variant

// newPortal puts a portal on the test's bus.
func newPortal(t *testing.T) *portalService {
	t.Helper()
	conn, err := sessionbus.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &portalService{t: t, conn: conn, calls: make(chan string, 100)}
}

// serve has the portal answer from now on.
func (p *portalService) serve() {
	p.t.Helper()
	for name, methods := range map[string]map[string]any{
		portalShortcuts:                   {"CreateSession": p.createSession, "BindShortcuts": p.bindShortcuts},
		portalRegistry:                    {"Register": p.register},
		"org.freedesktop.DBus.Properties": {"Get": p.getProperty},
	} {
		if err := p.conn.ExportMethodTable(methods, portalPath, name); err != nil {
			p.t.Fatal(err)
		}
	}
	reply, err := p.conn.RequestName(portalName, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		p.t.Fatalf("the portal's name: %v, %v", reply, err)
	}
}

func (p *portalService) register(id string, _ options) *dbus.Error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.appID = id
	p.calls <- "Register " + id
	return nil
}

func (p *portalService) getProperty(interfaceName, name string) (dbus.Variant, *dbus.Error) {
	if interfaceName != portalShortcuts || name != "version" {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
	}
	return dbus.MakeVariant(uint32(1)), nil
}

func (p *portalService) createSession(sender dbus.Sender, o options) (dbus.ObjectPath, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls <- "CreateSession"
	if p.needsAppID && p.appID == "" {
		return "", dbus.NewError("org.freedesktop.portal.Error.NotAllowed", []any{"An app id is required"})
	}
	p.client = string(sender)
	p.session = portalPath + "/session/" + dbus.ObjectPath(pathOf(sender)+"/"+o["session_handle_token"].Value().(string))
	closing := map[string]any{"Close": func() *dbus.Error { p.calls <- "Session.Close"; return nil }}
	if err := p.conn.ExportMethodTable(closing, p.session, portalSession); err != nil {
		p.t.Error(err)
	}
	return p.respond(sender, o, "CreateSession", options{"session_handle": dbus.MakeVariant(string(p.session))}), nil
}

func (p *portalService) bindShortcuts(sender dbus.Sender, session dbus.ObjectPath, wanted []shortcut, _ string, o options) (dbus.ObjectPath, *dbus.Error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if session != p.session || len(wanted) != 1 {
		return "", dbus.NewError("org.freedesktop.DBus.Error.AccessDenied", []any{"Invalid session"})
	}
	p.calls <- "BindShortcuts " + wanted[0].ID + " " + wanted[0].Properties["preferred_trigger"].Value().(string)
	granted := wanted
	if p.bound != nil {
		granted = p.bound(wanted)
	}
	for i := range granted {
		granted[i].Properties = options{"trigger_description": dbus.MakeVariant("Ctrl+Alt+Enter")}
	}
	return p.respond(sender, o, "BindShortcuts", options{"shortcuts": dbus.MakeVariant(granted)}), nil
}

// pathOf is a sender's name as a part of an object path.
func pathOf(sender dbus.Sender) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
}

// respond sends the response to a request, which is there before the call's own reply, and
// gives the request's path.
func (p *portalService) respond(sender dbus.Sender, o options, method string, results options) dbus.ObjectPath {
	path := portalPath + "/request/" + dbus.ObjectPath(pathOf(sender)+"/"+o["handle_token"].Value().(string))
	if p.elsewhere {
		path = portalPath + "/request/by_the_portal"
	}
	if p.silent[method] {
		closing := map[string]any{"Close": func() *dbus.Error { p.calls <- "Request.Close"; return nil }}
		if err := p.conn.ExportMethodTable(closing, path, portalRequest); err != nil {
			p.t.Error(err)
		}
		return path
	}
	p.send(p.conn, string(sender), path, portalRequest+".Response", p.responses[method], results)
	return path
}

// emit sends a signal to Caro's connection only, as portals do.
func (p *portalService) emit(from *dbus.Conn, path dbus.ObjectPath, name string, values ...any) {
	p.mu.Lock()
	client := p.client
	p.mu.Unlock()
	p.send(from, client, path, name, values...)
}

// open is the session that Caro has.
func (p *portalService) open() dbus.ObjectPath {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.session
}

func (p *portalService) send(from *dbus.Conn, client string, path dbus.ObjectPath, name string, values ...any) {
	dot := strings.LastIndexByte(name, '.')
	message := &dbus.Message{Type: dbus.TypeSignal, Body: values, Headers: map[dbus.HeaderField]dbus.Variant{
		dbus.FieldPath:        dbus.MakeVariant(path),
		dbus.FieldInterface:   dbus.MakeVariant(name[:dot]),
		dbus.FieldMember:      dbus.MakeVariant(name[dot+1:]),
		dbus.FieldDestination: dbus.MakeVariant(client),
		dbus.FieldSignature:   dbus.MakeVariant(dbus.SignatureOf(values...)),
	}}
	if call := from.Send(message, nil); call != nil && call.Err != nil {
		p.t.Error(call.Err)
	}
}

// key has the desktop say that the shortcut went down or up.
func (p *portalService) key(event string, o options) {
	p.emit(p.conn, portalPath, portalShortcuts+"."+event, p.open(), shortcutID, uint64(0), o)
}

// expectCalls compares what was called.
func (p *portalService) expectCalls(want ...string) {
	p.t.Helper()
	for _, w := range want {
		select {
		case got := <-p.calls:
			if got != w {
				p.t.Errorf("the portal's client called %q, not %q", got, w)
			}
		default:
			p.t.Errorf("the portal's client didn't call %q", w)
		}
	}
}

// wayland makes this process one of a Wayland session, with a bus of its own.
func wayland(t *testing.T) {
	t.Helper()
	testneed.SessionBus(t)
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
}
