package hotkey

import (
	"errors"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"caro/core/testneed"
)

func TestX11Locks(t *testing.T) {
	display(t)
	testneed.Command(t, "x11-xserver-utils", "xmodmap")
	run(t, "xmodmap", "-e", "add mod3 = Scroll_Lock")
	b := bind(t, "ctrl+alt+c")
	for _, locks := range [][]string{{"Num_Lock"}, {"Caps_Lock"}, {"Num_Lock", "Caps_Lock"}, {"Num_Lock", "Caps_Lock", "Scroll_Lock"}} {
		for _, lock := range locks {
			run(t, "xdotool", "key", lock)
		}
		if lockMask(t) == 0 {
			t.Fatalf("%q set no modifier: the test proves nothing", locks)
		}
		pressUntil(t, b, "ctrl+alt+c")
		for _, lock := range locks {
			run(t, "xdotool", "key", lock)
		}
		if mask := lockMask(t); mask != 0 {
			t.Fatalf("after %q the modifiers are %#x", locks, mask)
		}
	}
}

// lockMask is what modifiers the server has on.
func lockMask(t *testing.T) uint16 {
	t.Helper()
	conn := client(t)
	defer conn.Close()
	reply, err := xproto.QueryPointer(conn, xproto.Setup(conn).DefaultScreen(conn).Root).Reply()
	if err != nil {
		t.Fatal(err)
	}
	return reply.Mask & 0xff
}

// client is a connection of another program.
func client(t *testing.T) *xgb.Conn {
	t.Helper()
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestX11HeldKeyIsOnePress(t *testing.T) {
	display(t)
	hold := func() {
		run(t, "xdotool", "keydown", "ctrl", "keydown", "alt", "keydown", "c", "sleep", "1.2", "keyup", "c", "keyup", "alt", "keyup", "ctrl")
	}
	// What the server really sends to a client for that.
	conn := client(t)
	x := &x11{conn: conn, combination: combination(t, "ctrl+alt+c"), roots: []xproto.Window{xproto.Setup(conn).DefaultScreen(conn).Root}}
	if err := x.regrab(); err != nil {
		t.Fatal(err)
	}
	hold()
	if _, err := xproto.GetInputFocus(conn).Reply(); err != nil { // all events are here after it
		t.Fatal(err)
	}
	sent := 0
	for event, _ := conn.PollForEvent(); event != nil; event, _ = conn.PollForEvent() {
		if _, ok := event.(xproto.KeyPressEvent); ok {
			sent++
		}
	}
	if err := x.ungrab(); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if sent < 3 {
		t.Fatalf("the server sent %d presses: the test proves nothing", sent)
	}
	b := bind(t, "ctrl+alt+c")
	if n := countUntil(t, b, "ctrl+alt+c", hold); n != 1 {
		t.Errorf("a held key, for which the server sends some %d presses, was %d", sent, n)
	}
}

func TestX11KeyboardChanges(t *testing.T) {
	display(t)
	testneed.Command(t, "x11-xkb-utils, x11-xserver-utils", "setxkbmap", "xmodmap")
	const keyA, keyQ, keyC = "38", "24", "54" // where an American keyboard has them
	run(t, "setxkbmap", "us")
	b := bind(t, "ctrl+alt+a")
	run(t, "xdotool", "key", "ctrl+alt+"+keyA)
	expect(t, b)

	// On a French keyboard A and Q change places.
	run(t, "setxkbmap", "fr")
	pressUntil(t, b, "ctrl+alt+"+keyQ)
	if n := countUntil(t, b, "ctrl+alt+"+keyQ, func() { run(t, "xdotool", "key", "ctrl+alt+"+keyA) }); n != 0 {
		t.Errorf("the key where A was still counts")
	}
	run(t, "setxkbmap", "us")
	pressUntil(t, b, "ctrl+alt+"+keyA)
	run(t, "xmodmap", "-e", "keycode "+keyA+" = z Z", "-e", "keycode "+keyC+" = a A")
	pressUntil(t, b, "ctrl+alt+"+keyC)
	b.Close()

	// No key of a Russian keyboard gives a Latin letter: it is the key where it was…
	run(t, "setxkbmap", "us")
	b = bind(t, "ctrl+alt+c")
	run(t, "setxkbmap", "ru")
	pressUntil(t, b, "ctrl+alt+"+keyC)
	b.Close()
	// … or would be.
	b = bind(t, "ctrl+alt+c")
	run(t, "xdotool", "key", "ctrl+alt+"+keyC)
	expect(t, b)
	b.Close()

	// With two layouts, whichever is on.
	run(t, "setxkbmap", "us,ru", "-option", "grp:menu_toggle")
	b = bind(t, "ctrl+alt+c")
	run(t, "xdotool", "key", "ctrl+alt+"+keyC)
	expect(t, b)
	run(t, "xdotool", "key", "Menu")
	pressUntil(t, b, "ctrl+alt+"+keyC)
}

// The keys that the combination moves to are another program's.
func TestX11TakenAfterChange(t *testing.T) {
	display(t)
	testneed.Command(t, "x11-xkb-utils", "setxkbmap")
	run(t, "setxkbmap", "us")
	conn := client(t)
	defer conn.Close()
	const keyQ = 24
	err := xproto.GrabKeyChecked(conn, false, xproto.Setup(conn).DefaultScreen(conn).Root,
		xproto.ModMaskControl|xproto.ModMask1, keyQ, xproto.GrabModeAsync, xproto.GrabModeAsync).Check()
	if err != nil {
		t.Fatal(err)
	}
	b := bind(t, "ctrl+alt+a")
	run(t, "setxkbmap", "fr")
	select {
	case _, ok := <-b.Presses():
		if ok || !errors.Is(b.Err(), ErrTaken) {
			t.Errorf("a press is %v, the error %v", ok, b.Err())
		}
	case <-time.After(soon):
		t.Error("the loss isn't noticed")
	}
}
