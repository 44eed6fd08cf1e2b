//go:build cgo

package hotkey

import (
	"context"
	"errors"
	"fmt"

	"caro/macos/system"
)

const byHand = "start Caro.app"

// carbon are the modifiers as the system has them.
var carbon = map[Modifier]system.HotkeyModifiers{
	Ctrl: system.HotkeyControl, Alt: system.HotkeyOption, Shift: system.HotkeyShift, Super: system.HotkeyCommand,
}

// Bind takes the combination for this process, until ctx is done or Close is called. It wants
// the app's loop to run, and mustn't be called on the main thread.
//
// Errors are an *[Error] of one of the kinds below, or ctx's.
func Bind(ctx context.Context, c Combination) (*Binding, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, ok := keyTable[c.Key]; !ok {
		return nil, fmt.Errorf("bind a hotkey: no key %q", c.Key)
	}
	code, ok := keyCodes[c.Key]
	if !ok {
		return nil, &Error{Kind: ErrNoKey}
	}
	var modifiers system.HotkeyModifiers
	for modifier, bit := range carbon {
		if c.Modifiers&modifier != 0 {
			modifiers |= bit
		}
	}
	bound, err := system.BindHotkey(modifiers, code)
	if errors.Is(err, system.ErrTaken) {
		return nil, &Error{Kind: ErrTaken, Err: err}
	}
	if err != nil {
		return nil, err
	}
	return newBinding(ctx, c.String(), func(ctx context.Context, b *Binding) error {
		defer bound.Close()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-bound.Presses():
				b.press()
			}
		}
	}), nil
}
