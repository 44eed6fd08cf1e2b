//go:build darwin && cgo

package probe

import (
	"errors"
	"fmt"

	"github.com/ebitengine/purego"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

// ErrNoWindow says that no window has the control that was named.
var ErrNoWindow = errors.New("the popover isn't on the screen")

// Press presses a key and lets it go, in the window that has a control with an identifier:
// characters are what it types, code is its place on the keyboard (Carbon's virtual key
// code). The event is queued for the main thread. From where Look may be called.
func Press(identifier, characters string, code uint16) error {
	err := ErrNoWindow
	cocoa.OnMainWait(func(m cocoa.Main) {
		if window, _, ok := find(m, identifier); ok {
			err = nil
			for _, kind := range []appkit.EventType{appkit.EventTypeKeyDown, appkit.EventTypeKeyUp} {
				cocoa.App(m).PostEventAtStart(key(m, window, kind, characters, code), false)
			}
		}
	})
	return err
}

// key makes the event. Not by darwinkit's method: it gives the code 8 bytes, where Apple
// Silicon looks for 2 right behind the BOOL before it.
func key(_ cocoa.Main, window appkit.Window, kind appkit.EventType, characters string, code uint16) appkit.Event {
	return objc.Call[appkit.Event](appkit.EventClass,
		objc.Sel("keyEventWithType:location:modifierFlags:timestamp:windowNumber:context:characters:charactersIgnoringModifiers:isARepeat:keyCode:"),
		kind, foundation.Point{}, appkit.EventModifierFlags(0), foundation.ProcessInfo_ProcessInfo().SystemUptime(), window.WindowNumber(),
		nil, characters, characters, false, code)
}

// ErrNotAllowed says that the person hasn't allowed this process to press keys for the system.
var ErrNotAllowed = errors.New("System Settings > Privacy & Security > Accessibility doesn't let this program press keys")

// Modifiers is a set of modifier keys, with Quartz' numbers (CGEventTypes.h).
type Modifiers uint64

// The modifiers.
const (
	Shift   Modifiers = 1 << 17
	Control Modifiers = 1 << 18
	Option  Modifiers = 1 << 19
	Command Modifiers = 1 << 20
)

// Fire presses a key with modifiers for the whole system, as a keyboard does. The error is
// ErrNotAllowed where the process may not: nobody is asked. From any goroutine.
func Fire(modifiers Modifiers, code uint16) error {
	quartz, err := purego.Dlopen("/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics", purego.RTLD_LAZY|purego.RTLD_GLOBAL)
	if err != nil {
		return fmt.Errorf("press a key: %w", err)
	}
	var (
		allowed func() bool
		create  func(source uintptr, code uint16, down bool) uintptr
		flags   func(event uintptr, modifiers uint64)
		post    func(tap uint32, event uintptr)
		release func(event uintptr)
	)
	for name, f := range map[string]any{
		"CGPreflightPostEventAccess": &allowed, "CGEventCreateKeyboardEvent": &create, "CGEventSetFlags": &flags, "CGEventPost": &post, "CFRelease": &release,
	} {
		symbol, err := purego.Dlsym(quartz, name)
		if err != nil {
			return fmt.Errorf("press a key: %w", err)
		}
		purego.RegisterFunc(f, symbol)
	}
	if !allowed() {
		return ErrNotAllowed
	}
	const hardware = 0 // kCGHIDEventTap: where a keyboard's events come in
	for _, down := range []bool{true, false} {
		event := create(0, code, down)
		if event == 0 {
			return errors.New("press a key: the system made no event")
		}
		flags(event, uint64(modifiers))
		post(hardware, event)
		release(event)
	}
	return nil
}
