//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"time"

	"caro/app/hotkey"
)

// holdHotkey takes the hotkey, and again when the settings name another or it was lost.
func (a *App) holdHotkey(ctx context.Context) {
	for ctx.Err() == nil {
		c, err := combination(a.current().App.Hotkey)
		if err != nil || c == (hotkey.Combination{}) {
			a.post(ctx, func(f *facts) { f.holds("", false, false) })
			select {
			case <-ctx.Done():
			case <-a.rebind:
			}
			continue
		}
		a.hold(ctx, c)
	}
}

// combination is the one that a setting names.
func combination(setting string) (hotkey.Combination, error) {
	switch text := setting; text {
	case "":
		return hotkey.Default(), nil
	case "none":
		return hotkey.Combination{}, nil
	default:
		return hotkey.Parse(text)
	}
}

// hold has one combination until it is lost or another one is wanted.
func (a *App) hold(ctx context.Context, c hotkey.Combination) {
	bound, cancel := context.WithCancel(ctx)
	defer cancel()
	binding, err := hotkey.Bind(bound, c)
	if err != nil {
		a.withoutHotkey(ctx, c, err)
		return
	}
	defer binding.Close()
	a.post(ctx, func(f *facts) { f.holds(binding.Trigger(), false, false) })
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.rebind:
			return
		case press, open := <-binding.Presses():
			if !open {
				select { // a server that ends takes the desktop with it, mostly
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
				return
			}
			a.window.toggle(ctx, press.Environ()...)
		}
	}
}

// takeAgain is how often a hotkey that another program has is tried for: nothing tells when
// that one goes.
const takeAgain = 3 * time.Second

// withoutHotkey says why there is none and waits until there may be one.
func (a *App) withoutHotkey(ctx context.Context, c hotkey.Combination, err error) {
	taken := errors.Is(err, hotkey.ErrTaken)
	wait := retry
	if taken {
		wait = takeAgain
	}
	a.post(ctx, func(f *facts) {
		if told := f.hotkeyTaken && taken || f.noHotkey && !taken; !told {
			text := "no hotkey: " + err.Error()
			if known := (*hotkey.Error)(nil); errors.As(err, &known) {
				text += "; " + known.Hint()
			}
			a.say(text)
		}
		f.holds(c.String(), taken, !taken)
	})
	select {
	case <-ctx.Done():
	case <-a.rebind:
	case <-time.After(wait):
	}
}
