//go:build darwin && cgo

package system

import (
	"errors"
	"fmt"
	"sync"

	"golang.design/x/hotkey"

	"caro/macos/cocoa"
)

// ErrTaken says that the system doesn't give a combination: another program has it for itself.
var ErrTaken = errors.New("another program has this hotkey")

// HotkeyModifiers is a set of modifier keys, with Carbon's numbers (Events.h).
type HotkeyModifiers uint32

// The modifiers.
const (
	HotkeyCommand = HotkeyModifiers(hotkey.ModCmd)
	HotkeyShift   = HotkeyModifiers(hotkey.ModShift)
	HotkeyOption  = HotkeyModifiers(hotkey.ModOption)
	HotkeyControl = HotkeyModifiers(hotkey.ModCtrl)
)

// Hotkey is a combination that this process has.
type Hotkey struct {
	key     *hotkey.Hotkey
	presses chan struct{}
	close   sync.Once
}

// BindHotkey takes a combination; code is the key's place on the keyboard (Carbon's virtual key
// code). Errors wrap ErrTaken. From any goroutine but the main thread, with the loop
// running: the library waits for the main thread by itself.
func BindHotkey(modifiers HotkeyModifiers, code uint8) (*Hotkey, error) {
	h := &Hotkey{
		key:     hotkey.New([]hotkey.Modifier{hotkey.Modifier(modifiers)}, hotkey.Key(code)),
		presses: make(chan struct{}, 1),
	}
	if err := h.key.Register(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTaken, err)
	}
	go h.pass(h.key.Keydown())
	return h, nil
}

// pass hands the presses on. One is kept for a reader that is busy.
func (h *Hotkey) pass(downs <-chan hotkey.Event) {
	defer close(h.presses)
	for range downs {
		select {
		case h.presses <- struct{}{}:
		default:
		}
	}
}

// Presses gives the presses; it is closed by Close.
func (h *Hotkey) Presses() <-chan struct{} { return h.presses }

// Close gives the combination back. From any goroutine but the main thread, with the loop
// running.
func (h *Hotkey) Close() {
	// Where presses come in too: the library closes the channel that they go to.
	h.close.Do(func() { cocoa.OnMainWait(func(cocoa.Main) { _ = h.key.Unregister() }) })
}
