package selftest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// keyboard presses keys on the X server, as a person would: they go to whichever window has the
// keyboard.
type keyboard struct {
	x    *xgb.Conn
	root xproto.Window
	// codes is where the keys are that give a symbol, and whether with Shift.
	codes map[xproto.Keysym]spot
}

type spot struct {
	code  xproto.Keycode
	shift bool
}

// The symbols of keys that have no letter (X11's keysymdef.h).
const (
	symReturn   = 0xff0d
	symEscape   = 0xff1b
	symShiftL   = 0xffe1
	symControlL = 0xffe3
	symAltL     = 0xffe9
)

// between is how long a key is down, and the next one waits.
const between = 8 * time.Millisecond

// NewHands gives the keyboard of this desktop; where there is none, hands that say why.
func NewHands() Hands {
	k, err := newKeyboard()
	if err != nil {
		return tied{err}
	}
	return k
}

func newKeyboard() (*keyboard, error) {
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return nil, fmt.Errorf("%w: Wayland lets no program do that", ErrDenied)
	}
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr that there is no .Xauthority
	x, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("%w: there is no X server: %w", ErrDenied, err)
	}
	if err := xtest.Init(x); err != nil {
		x.Close()
		return nil, fmt.Errorf("%w: the X server has no XTEST: %w", ErrDenied, err)
	}
	setup := xproto.Setup(x)
	k := &keyboard{x: x, root: setup.DefaultScreen(x).Root, codes: map[xproto.Keysym]spot{}}
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	m, err := xproto.GetKeyboardMapping(x, setup.MinKeycode, count).Reply()
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("read the keyboard: %w", err)
	}
	each := int(m.KeysymsPerKeycode)
	for i := range int(count) {
		for column := range min(each, 2) {
			sym := m.Keysyms[i*each+column]
			if _, known := k.codes[sym]; !known && sym != 0 {
				k.codes[sym] = spot{setup.MinKeycode + xproto.Keycode(i), column == 1}
			}
		}
	}
	return k, nil
}

// Type types a text of ASCII.
func (k *keyboard) Type(ctx context.Context, text string) error {
	for _, r := range text {
		p, ok := k.codes[xproto.Keysym(r)]
		if !ok || r > '~' {
			return fmt.Errorf("this keyboard has no %q", r)
		}
		var held []xproto.Keysym
		if p.shift {
			held = append(held, symShiftL)
		}
		if err := k.press(ctx, p.code, held...); err != nil {
			return err
		}
	}
	return nil
}

// Press presses a key.
func (k *keyboard) Press(ctx context.Context, key Key) error {
	sym := map[Key]xproto.Keysym{Enter: symReturn, Escape: symEscape, Yes: 'y'}[key]
	return k.press(ctx, k.codes[sym].code)
}

// Fire presses the hotkey.
func (k *keyboard) Fire(ctx context.Context) error {
	return k.press(ctx, k.codes['j'].code, symControlL, symAltL, symShiftL)
}

// Read can't: the window is a terminal.
func (k *keyboard) Read() (Seen, bool) { return Seen{}, false }

// press presses a key while others are held.
func (k *keyboard) press(ctx context.Context, code xproto.Keycode, held ...xproto.Keysym) (err error) {
	if code == 0 {
		return errors.New("this keyboard lacks the key")
	}
	put := func(kind byte, code xproto.Keycode) {
		err = errors.Join(err, xtest.FakeInputChecked(k.x, kind, byte(code), 0, k.root, 0, 0, 0).Check())
		time.Sleep(between)
	}
	for _, sym := range held {
		put(xproto.KeyPress, k.codes[sym].code)
	}
	put(xproto.KeyPress, code)
	put(xproto.KeyRelease, code)
	for i := range held { // also where something failed: none must stay down
		put(xproto.KeyRelease, k.codes[held[len(held)-1-i]].code)
	}
	if err != nil {
		return fmt.Errorf("press a key: %w", err)
	}
	return ctx.Err()
}

// tied are hands that can't.
type tied struct{ why error }

func (t tied) Type(context.Context, string) error { return t.why }
func (t tied) Press(context.Context, Key) error   { return t.why }
func (t tied) Fire(context.Context) error         { return t.why }
func (t tied) Read() (Seen, bool)                 { return Seen{}, false }
