package hotkey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const (
	// xWait bounds what the X server may take to answer, when it is asked at the start or
	// for its new keyboard.
	xWait = 3 * time.Second
	// closeWait bounds the same when the hotkey is given back.
	closeWait = time.Second
	// settle is waited after a change of the keyboard's mapping: they come in bursts.
	settle = 50 * time.Millisecond
)

// errHung says that the X server didn't answer.
var errHung = errors.New("the X server doesn't answer")

// x11 is a grab of a combination's keys on an X server.
type x11 struct {
	conn        *xgb.Conn
	combination Combination
	roots       []xproto.Window
	grabbed     keys
}

// keys are what is to be pressed, by the keyboard's present mapping.
type keys struct {
	codes     []xproto.Keycode
	modifiers uint16
	locks     []uint16 // what of NumLock and its like may be on besides, each set of them
}

func (k keys) equal(other keys) bool {
	return slices.Equal(k.codes, other.codes) && k.modifiers == other.modifiers && slices.Equal(k.locks, other.locks)
}

// bindX11 grabs the combination on the server that DISPLAY names.
func bindX11(ctx context.Context, c Combination) (*Binding, error) {
	// The library writes to stderr that there is no .Xauthority, and that a server ended.
	xgb.Logger.SetOutput(io.Discard)
	var x *x11
	err := within(ctx, xWait, func() (err error) {
		x, err = connectX11(c)
		return err
	}, func() { x.close() })
	if errors.Is(err, errHung) {
		err = unsupported(err)
	}
	if err != nil {
		return nil, err
	}
	return newBinding(ctx, c.String(), x.run), nil
}

// within gives do a limited time, after which it is [errHung], or ctx's error. What do has
// done after that is undone by late.
func within(ctx context.Context, limit time.Duration, do func() error, late func()) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var err error
	select {
	case err := <-done:
		return err
	case <-timer.C:
		err = errHung
	case <-ctx.Done():
		err = ctx.Err()
	}
	go func() {
		if <-done == nil {
			late()
		}
	}()
	return err
}

func connectX11(c Combination) (*x11, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, unsupported(fmt.Errorf("connect to the display: %w", err))
	}
	x := &x11{conn: conn, combination: c}
	for _, screen := range xproto.Setup(conn).Roots {
		x.roots = append(x.roots, screen.Root)
	}
	if err := x.regrab(); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

// close gives back what is grabbed: the server does that when a client leaves.
func (x *x11) close() { x.conn.Close() }

// regrab looks up the keys and grabs them, if they aren't those that are grabbed.
func (x *x11) regrab() error {
	wanted, err := lookUp(x.conn, x.combination, x.grabbed.codes)
	if err != nil {
		return err
	}
	if wanted.equal(x.grabbed) {
		return nil
	}
	if err := x.ungrab(); err != nil {
		return err
	}
	if err := x.grab(wanted); err != nil {
		return err
	}
	x.grabbed = wanted
	return nil
}

func (x *x11) grab(k keys) error {
	var cookies []xproto.GrabKeyCookie
	for _, root := range x.roots {
		for _, code := range k.codes {
			for _, locks := range k.locks {
				// Asynchronous: the keyboard goes on for all other programs.
				cookies = append(cookies, xproto.GrabKeyChecked(x.conn, false, root, k.modifiers|locks, code,
					xproto.GrabModeAsync, xproto.GrabModeAsync))
			}
		}
	}
	var failed error
	for _, cookie := range cookies {
		if err := cookie.Check(); err != nil && failed == nil {
			failed = err
		}
	}
	var taken xproto.AccessError
	switch {
	case failed == nil:
		return nil
	case errors.As(failed, &taken):
		return &Error{Kind: ErrTaken, Err: errors.New(x.combination.String())}
	default:
		return gone(fmt.Errorf("grab %s: %w", x.combination, failed))
	}
}

// ungrab gives back all grabs of this client and waits until that is done.
func (x *x11) ungrab() error {
	var cookies []xproto.UngrabKeyCookie
	for _, root := range x.roots {
		cookies = append(cookies, xproto.UngrabKeyChecked(x.conn, xproto.GrabAny, root, xproto.ModMaskAny))
	}
	for _, cookie := range cookies {
		if err := cookie.Check(); err != nil {
			return gone(fmt.Errorf("give keys back: %w", err))
		}
	}
	x.grabbed = keys{}
	return nil
}

func gone(err error) error { return &Error{Kind: ErrGone, Err: err} }

// run hands on presses until ctx is done or the hotkey is lost.
func (x *x11) run(ctx context.Context, b *Binding) error {
	defer x.close()
	stopped := make(chan struct{})
	defer close(stopped)
	events := x.events(stopped)
	var held repeats
	remapped := time.NewTimer(settle)
	remapped.Stop()
	for {
		select {
		case <-ctx.Done():
			// Close may return only when another can have the keys.
			_ = x.within(ctx, closeWait, x.ungrab)
			return nil
		case event, ok := <-events:
			if !ok {
				return gone(errors.New("the X server ended the connection"))
			}
			switch e := event.(type) {
			case xproto.KeyPressEvent:
				if held.press(uint32(e.Time)) {
					// The time in it is what window managers judge by.
					b.press(fmt.Sprintf("DESKTOP_STARTUP_ID=caro_TIME%d", e.Time))
				}
			case xproto.KeyReleaseEvent:
				held.release(uint32(e.Time))
			case xproto.MappingNotifyEvent:
				remapped.Reset(settle)
			}
		case <-remapped.C:
			if err := x.within(ctx, xWait, x.regrab); err != nil {
				return err
			}
		}
	}
}

// within gives the server a limited time for do, though ctx may be done: x must not be
// used by two at once.
func (x *x11) within(ctx context.Context, limit time.Duration, do func() error) error {
	err := within(context.WithoutCancel(ctx), limit, do, func() {})
	if errors.Is(err, errHung) {
		return gone(err)
	}
	return err
}

// events gives the server's events until the connection ends or nobody wants them.
func (x *x11) events(stopped <-chan struct{}) <-chan xgb.Event {
	events := make(chan xgb.Event)
	go func() {
		defer close(events)
		for {
			event, xerr := x.conn.WaitForEvent()
			if event == nil && xerr == nil {
				return
			}
			if event == nil {
				continue // of a request that isn't there any more
			}
			select {
			case events <- event:
			case <-stopped:
				return
			}
		}
	}()
	return events
}
