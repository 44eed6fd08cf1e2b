package hotkey

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// byHand is for desktops that give no hotkeys, but have settings of their own for them.
const byHand = "in the desktop's keyboard settings, add a shortcut that runs `caro app`"

// Bind takes the combination for this process, until ctx is done or Close is called. On
// Wayland the desktop may ask the person first, and Bind waits for the answer.
//
// Errors are an *[Error] of one of the kinds below, or ctx's.
func Bind(ctx context.Context, c Combination) (*Binding, error) {
	if _, ok := keyTable[c.Key]; !ok {
		return nil, fmt.Errorf("bind a hotkey: no key %q", c.Key)
	}
	switch {
	case os.Getenv("WAYLAND_DISPLAY") != "" || os.Getenv("XDG_SESSION_TYPE") == "wayland":
		// X11's grabs, through Xwayland, see keys only while an X11 window has the focus.
		return bindPortal(ctx, c)
	case os.Getenv("DISPLAY") != "":
		return bindX11(ctx, c)
	default:
		return nil, unsupported(errors.New("this session has no graphical display"))
	}
}

// repeats tells the presses of a key from the repetitions of one that is held. Times are
// milliseconds of one clock that may wrap.
type repeats struct {
	down, seen bool
	last       uint32 // when the key last went down or up
}

// Milliseconds.
const (
	// X11 repeats a held key as pairs of release and press at the same time; no finger is
	// that quick.
	samePress = 20
	// A held key repeats within this, by the slowest settings too; after it, the key's
	// release was lost.
	lostRelease = 3000
)

// press notes that the key went down and reports whether a finger did it.
func (r *repeats) press(at uint32) bool {
	gap := at - r.last
	repeated := r.seen && (r.down && gap < lostRelease || !r.down && gap <= samePress)
	r.down, r.seen, r.last = true, true, at
	return !repeated
}

func (r *repeats) release(at uint32) {
	r.down, r.last = false, at
}
