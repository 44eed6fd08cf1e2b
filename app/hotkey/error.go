package hotkey

import "errors"

// The kinds of [Error].
var (
	// ErrTaken: another program has the combination.
	ErrTaken = errors.New("another program has this hotkey")
	// ErrUnsupported: this desktop gives no program a hotkey.
	ErrUnsupported = errors.New("this desktop gives programs no hotkeys")
	// ErrDeclined: the desktop asked, and the person said no.
	ErrDeclined = errors.New("the hotkey was declined")
	// ErrNoKey: no key of this keyboard gives what the combination names.
	ErrNoKey = errors.New("this keyboard has no such key")
	// ErrGone: the display server or the portal ended, and the hotkey with it.
	ErrGone = errors.New("the hotkey is gone")
)

// Error says why there is no hotkey.
type Error struct {
	Kind error // one of the above
	Err  error // the details; may be nil
}

// unsupported is an *Error of the kind ErrUnsupported.
func unsupported(err error) error { return &Error{Kind: ErrUnsupported, Err: err} }

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Kind.Error()
	}
	return e.Kind.Error() + ": " + e.Err.Error()
}

// Unwrap gives the kind and the details.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// Hint says what the person can do.
func (e *Error) Hint() string {
	switch {
	case errors.Is(e.Kind, ErrTaken), errors.Is(e.Kind, ErrNoKey):
		return "choose another hotkey in the settings"
	case errors.Is(e.Kind, ErrGone):
		return "start Caro again"
	default:
		return byHand
	}
}
