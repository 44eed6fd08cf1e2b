//go:build cgo

package selftest

import (
	"context"
	"errors"
	"fmt"

	"caro/app/popover"
	"caro/macos/probe"
)

// fingers press keys in the popover, as events of this process.
type fingers struct{}

// NewHands gives the hands for the popover.
func NewHands() Hands { return fingers{} }

// codes are the places of keys on a Mac's keyboard (Carbon's virtual key codes, Events.h), and
// what they type.
var codes = map[Key]struct {
	characters string
	code       uint16
}{Enter: {"\r", 0x24}, Escape: {"\x1b", 0x35}, Yes: {"y", 0x10}}

// hotkeyCode is the place of J.
const hotkeyCode = 0x26

func (fingers) Type(ctx context.Context, text string) error {
	for _, r := range text {
		if err := probe.Press(string(popover.RequestField), string(r), 0); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (fingers) Press(ctx context.Context, key Key) error {
	k := codes[key]
	if err := probe.Press(string(popover.RequestField), k.characters, k.code); err != nil {
		return err
	}
	return ctx.Err()
}

func (fingers) Fire(context.Context) error {
	err := probe.Fire(probe.Control|probe.Option|probe.Shift, hotkeyCode)
	if errors.Is(err, probe.ErrNotAllowed) {
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return err
}

func (fingers) Read() (Seen, bool) {
	s, _ := probe.Look(string(popover.RequestField))
	return Seen{
		Request: s.Texts[string(popover.RequestField)], Command: s.Texts[string(popover.CommandLabel)],
		Focus: s.Focused == string(popover.RequestField),
	}, true
}
