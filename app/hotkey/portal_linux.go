package hotkey

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"

	"caro/app/sessionbus"
)

// The names of the portal, by its specification (xdg-desktop-portal, GlobalShortcuts 1 and 2).
const (
	portalName       = "org.freedesktop.portal.Desktop"
	portalPath       = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalRequest    = "org.freedesktop.portal.Request"
	portalSession    = "org.freedesktop.portal.Session"
	portalShortcuts  = "org.freedesktop.portal.GlobalShortcuts"
	portalRegistry   = "org.freedesktop.host.portal.Registry"
	shortcutID       = "ask"
	shortcutToPerson = "Ask Caro for a command"
)

const (
	// portalWait bounds an answer that nobody is asked for; the first call may start the
	// portal, which takes seconds.
	portalWait = 10 * time.Second
	// personWait bounds the desktop's dialog.
	personWait = 5 * time.Minute
)

// portal is a session with the desktop's portal that has one shortcut.
type portal struct {
	conn    *dbus.Conn
	owner   string // the portal's unique name: nobody else's signals count
	session dbus.ObjectPath
	signals chan *dbus.Signal
}

// shortcut is one of a list as the portal has them: an id and its properties.
type shortcut struct {
	ID         string
	Properties map[string]dbus.Variant
}

// bindPortal has the desktop's portal take the combination, which it may ask the person
// about.
func bindPortal(ctx context.Context, c Combination) (*Binding, error) {
	conn, err := sessionbus.Dial(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, unsupported(err)
	}
	p := &portal{conn: conn, signals: make(chan *dbus.Signal, 16)}
	trigger, err := p.open(ctx, c)
	if err != nil {
		_ = conn.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return newBinding(ctx, trigger, p.run), nil
}

// open makes a session, binds the shortcut and gives the keys that it has now, in words.
func (p *portal) open(ctx context.Context, c Combination) (trigger string, err error) {
	if err := p.meet(ctx); err != nil {
		return "", unsupported(err)
	}
	results, err := p.request(ctx, portalWait, "CreateSession", func(options map[string]dbus.Variant) []any {
		options["session_handle_token"] = dbus.MakeVariant(token())
		return []any{options}
	})
	if err != nil {
		return "", err
	}
	// It is a string by mistake of the specification, and stays one.
	switch handle := results["session_handle"].Value().(type) {
	case string:
		p.session = dbus.ObjectPath(handle)
	case dbus.ObjectPath:
		p.session = handle
	}
	if !p.session.IsValid() {
		return "", unsupported(errors.New("the desktop portal made no session"))
	}
	results, err = p.request(ctx, personWait, "BindShortcuts", func(options map[string]dbus.Variant) []any {
		wanted := []shortcut{{shortcutID, map[string]dbus.Variant{
			"description":       dbus.MakeVariant(shortcutToPerson),
			"preferred_trigger": dbus.MakeVariant(c.trigger()),
		}}}
		return []any{p.session, wanted, "", options}
	})
	if err != nil {
		return "", err
	}
	trigger, ok := boundTrigger(results["shortcuts"].Value())
	if !ok {
		return "", &Error{Kind: ErrDeclined}
	}
	return trigger, nil
}

// meet finds the portal and asks for its signals.
func (p *portal) meet(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, portalWait)
	defer cancel()
	object := p.conn.Object(portalName, portalPath)
	// Newer portals give shortcuts only to programs that they know by name. That must be
	// the first call, older portals don't have it, and without an installed desktop entry it
	// fails: what counts is whether a session can be made.
	_ = object.CallWithContext(ctx, portalRegistry+".Register", 0, sessionbus.AppID, map[string]dbus.Variant{}).Err
	var version dbus.Variant
	err := object.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, portalShortcuts, "version").Store(&version)
	if err != nil {
		return fmt.Errorf("look for the desktop portal's global shortcuts: %w", err)
	}
	err = p.conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, portalName).Store(&p.owner)
	if err != nil {
		return fmt.Errorf("look for the desktop portal: %w", err)
	}
	p.conn.Signal(p.signals)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalRequest)},
		{dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalShortcuts)},
		{dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalSession)},
		{dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, portalName)},
	} {
		if err := p.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return fmt.Errorf("listen to the desktop portal: %w", err)
		}
	}
	return nil
}

// request calls a method whose result comes as a signal. arguments gets the options to
// put in their place.
func (p *portal) request(ctx context.Context, limit time.Duration, method string, arguments func(map[string]dbus.Variant) []any) (map[string]dbus.Variant, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	own := token()
	sender := strings.ReplaceAll(strings.TrimPrefix(p.conn.Names()[0], ":"), ".", "_")
	// The response can come before the call's reply, at the path that the token makes;
	// portals before 0.9 choose another.
	expected := portalPath + "/request/" + dbus.ObjectPath(sender+"/"+own)
	args := arguments(map[string]dbus.Variant{"handle_token": dbus.MakeVariant(own)})
	var handle dbus.ObjectPath
	err := p.conn.Object(portalName, portalPath).CallWithContext(ctx, portalShortcuts+"."+method, 0, args...).Store(&handle)
	if err != nil {
		return nil, unsupported(fmt.Errorf("%s: %w", method, err))
	}
	for {
		select {
		case <-ctx.Done():
			// So that no dialog stays open for nobody.
			_ = p.conn.Object(portalName, handle).Call(portalRequest+".Close", dbus.FlagNoReplyExpected)
			return nil, unsupported(fmt.Errorf("%s: %w", method, ctx.Err()))
		case s, ok := <-p.signals:
			if !ok || p.left(s) {
				return nil, gone(errors.New("the desktop portal ended"))
			}
			if s.Sender != p.owner || s.Name != portalRequest+".Response" || s.Path != expected && s.Path != handle {
				continue
			}
			return response(method, s)
		}
	}
}

// response reads a Response signal. Its first value is 0 for done, 1 for cancelled by the
// person, 2 for ended in another way.
func response(method string, s *dbus.Signal) (map[string]dbus.Variant, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(s.Body, &code, &results); err != nil {
		return nil, unsupported(fmt.Errorf("%s: read the response: %w", method, err))
	}
	switch code {
	case 0:
		return results, nil
	case 1:
		return nil, &Error{Kind: ErrDeclined}
	default:
		return nil, unsupported(fmt.Errorf("%s: the desktop portal refused", method))
	}
}

// left reports whether the signal says that the portal has left the bus.
func (p *portal) left(s *dbus.Signal) bool {
	return s.Sender == "org.freedesktop.DBus" && s.Name == "org.freedesktop.DBus.NameOwnerChanged" &&
		len(s.Body) == 3 && s.Body[0] == portalName && s.Body[1] == p.owner
}

// boundTrigger finds Caro's shortcut in a portal's list and says which keys it has.
func boundTrigger(list any) (trigger string, ok bool) {
	var shortcuts []shortcut
	if err := dbus.Store([]any{list}, &shortcuts); err != nil {
		return "", false
	}
	for _, s := range shortcuts {
		if s.ID == shortcutID {
			trigger, _ = s.Properties["trigger_description"].Value().(string)
			return trigger, true
		}
	}
	return "", false
}

// run hands on presses until ctx is done or the portal ends the session.
func (p *portal) run(ctx context.Context, b *Binding) error {
	defer func() { _ = p.conn.Close() }()
	start := time.Now()
	var held repeats
	for {
		select {
		case <-ctx.Done():
			bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
			defer cancel()
			p.conn.Object(portalName, p.session).CallWithContext(bounded, portalSession+".Close", 0)
			return nil
		case s, ok := <-p.signals:
			if !ok || p.left(s) {
				return gone(errors.New("the desktop portal ended"))
			}
			if s.Sender != p.owner {
				continue
			}
			now := uint32(time.Since(start).Milliseconds())
			switch s.Name {
			case portalShortcuts + ".Activated":
				if p.mine(s) && held.press(now) {
					b.press(activation(s)...)
				}
			case portalShortcuts + ".Deactivated":
				if p.mine(s) {
					held.release(now)
				}
			case portalShortcuts + ".ShortcutsChanged":
				if len(s.Body) == 2 && s.Body[0] == p.session {
					if trigger, ok := boundTrigger(s.Body[1]); ok {
						b.setTrigger(trigger)
					}
				}
			case portalSession + ".Closed":
				if s.Path == p.session {
					return gone(errors.New("the desktop took it back"))
				}
			}
		}
	}
}

// mine reports whether a signal is about Caro's shortcut in this session.
func (p *portal) mine(s *dbus.Signal) bool {
	return len(s.Body) >= 2 && s.Body[0] == p.session && s.Body[1] == shortcutID
}

// activation gives the token with which a window may come to the front.
func activation(s *dbus.Signal) []string {
	if len(s.Body) < 4 {
		return nil
	}
	options, _ := s.Body[3].(map[string]dbus.Variant)
	token, _ := options["activation_token"].Value().(string)
	if token == "" || strings.ContainsRune(token, 0) {
		return nil
	}
	return []string{"XDG_ACTIVATION_TOKEN=" + token}
}

// token is a new name for a request or a session, as a part of an object path.
func token() string { return "caro_" + rand.Text() }
