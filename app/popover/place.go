package popover

import "time"

// Rect is a rectangle on the screens, in points, with its origin at the lower left.
type Rect struct{ X, Y, Width, Height float64 }

func (r Rect) has(x, y float64) bool {
	return x >= r.X && x < r.X+r.Width && y >= r.Y && y < r.Y+r.Height
}

// Spot is where things are when the popover is to be shown.
type Spot struct {
	Button  Rect // of the icon in the menu bar; without width where there is none
	Visible bool // the system draws the icon's window
	Screen  Rect // the one that the person looks at
	// Notch is what the camera takes of the menu bar there; without width where there is none.
	Notch Rect
	// Size is the popover's.
	Width, Height float64
}

// Place says whether the popover hangs at the icon; if not, the panel's lower left corner:
// the icon is behind the notch, on another screen, or not drawn, as with a full menu bar or
// under an app that fills the screen.
func Place(s Spot) (atIcon bool, x, y float64) {
	middleX, middleY := s.Button.X+s.Button.Width/2, s.Button.Y+s.Button.Height/2
	if s.Button.Width > 0 && s.Visible && s.Screen.has(middleX, middleY) && !s.Notch.has(middleX, middleY) {
		return true, 0, 0
	}
	const fromTop = 5 // the panel begins a fifth of the screen below its top
	x = s.Screen.X + (s.Screen.Width-s.Width)/2
	y = s.Screen.Y + s.Screen.Height - s.Screen.Height/fromTop - s.Height
	return false, x, max(y, s.Screen.Y)
}

// Body is how tall the part that scrolls is, for content of that height on a screen, in
// points: the whole takes less than two thirds of the screen.
func Body(content, others, screen float64) float64 {
	const share, least = 0.62, 60
	return max(min(content, screen*share-others), min(content, least))
}

// Click is what a click on the icon does.
type Click int

// What it does.
const (
	Nothing Click = iota
	ShowPopover
	HidePopover
	OpenMenu
)

// Clicks tells the clicks on the icon. The system reports a press and its release by
// itself, and closes a popover by the very click that would have closed it.
type Clicks struct{ menu, closed time.Time }

const (
	oneClick = 300 * time.Millisecond
	justGone = 250 * time.Millisecond
)

// MenuClosed and PopoverClosed note when they went.
func (c *Clicks) MenuClosed(now time.Time) { c.menu = now }

// PopoverClosed notes that the popover went.
func (c *Clicks) PopoverClosed(now time.Time) { c.closed = now }

// Event is what an event of the mouse is, with AppKit's numbers (NSEventType).
type Event uint

// Those that a click on the icon comes with.
const (
	LeftDown  Event = 1
	LeftUp    Event = 2
	RightDown Event = 3
	RightUp   Event = 4
)

// Tap is what a click does, of which the system tells by an event while modifier keys are
// held.
func (c *Clicks) Tap(now time.Time, event Event, held Modifiers, shown bool) Click {
	secondary := event == RightDown || event == RightUp || (event == LeftDown || event == LeftUp) && held&Control != 0
	switch {
	case now.Sub(c.menu) < oneClick:
		return Nothing
	case secondary:
		return OpenMenu
	case shown:
		return HidePopover
	case now.Sub(c.closed) < justGone:
		return Nothing
	}
	return ShowPopover
}

// Notch is what lies between the two parts of a menu bar that a camera parts; they have no
// width where there is none.
func Notch(left, right Rect) Rect {
	if left.Width == 0 || right.Width == 0 {
		return Rect{}
	}
	x := left.X + left.Width
	return Rect{X: x, Y: left.Y, Width: right.X - x, Height: left.Height}
}
