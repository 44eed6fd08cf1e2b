package popover

import (
	"slices"
	"testing"
	"time"
)

func TestPlace(t *testing.T) {
	screen := Rect{0, 0, 1512, 982}
	notch := Rect{663, 950, 186, 32}
	icon := Rect{1200, 958, 24, 24}
	for name, c := range map[string]struct {
		spot   Spot
		atIcon bool
		x, y   float64
	}{
		"at the icon":       {Spot{Button: icon, Visible: true, Screen: screen, Notch: notch, Width: 480, Height: 200}, true, 0, 0},
		"no icon":           {Spot{Visible: true, Screen: screen, Width: 480, Height: 200}, false, 516, 585.6},
		"not drawn":         {Spot{Button: icon, Screen: screen, Width: 480, Height: 200}, false, 516, 585.6},
		"behind the notch":  {Spot{Button: Rect{700, 958, 24, 24}, Visible: true, Screen: screen, Notch: notch, Width: 480, Height: 200}, false, 516, 585.6},
		"no notch there":    {Spot{Button: Rect{700, 958, 24, 24}, Visible: true, Screen: screen, Width: 480, Height: 200}, true, 0, 0},
		"on another screen": {Spot{Button: icon, Visible: true, Screen: Rect{1512, 100, 1920, 1080}, Width: 480, Height: 200}, false, 2232, 764},
		"taller than that":  {Spot{Screen: Rect{0, 50, 800, 600}, Width: 480, Height: 700}, false, 160, 50},
	} {
		if atIcon, x, y := Place(c.spot); atIcon != c.atIcon || x != c.x || y != c.y {
			t.Errorf("%s: %v, %v, %v; want %v, %v, %v", name, atIcon, x, y, c.atIcon, c.x, c.y)
		}
	}
}

func TestBody(t *testing.T) {
	for _, c := range []struct{ content, others, screen, want float64 }{
		{0, 100, 900, 0}, {40, 100, 900, 40}, {200, 100, 900, 200}, {2000, 100, 1000, 520}, {500, 700, 1000, 60}, {30, 700, 1000, 30},
	} {
		if got := Body(c.content, c.others, c.screen); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestClicks(t *testing.T) {
	at := func(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }
	var c Clicks
	if got := c.Tap(at(0), LeftDown, 0, false); got != ShowPopover {
		t.Errorf("the first click: %v", got)
	}
	if got := c.Tap(at(100), LeftUp, Shift, true); got != HidePopover {
		t.Errorf("shown: %v", got)
	}
	c.PopoverClosed(at(1000))
	for ms, want := range map[int]Click{1010: Nothing, 1249: Nothing, 1251: ShowPopover} {
		if got := c.Tap(at(ms), LeftDown, 0, false); got != want {
			t.Errorf("at %d: %v", ms, got)
		}
	}
	if got := c.Tap(at(1010), RightDown, 0, false); got != OpenMenu {
		t.Errorf("the right button just after: %v", got)
	}
	for _, e := range []Event{LeftDown, LeftUp, RightDown, RightUp, 10} {
		for held, control := range map[Modifiers]bool{0: false, Command | Shift: false, Control | Shift: true} {
			want := ShowPopover
			if e == RightDown || e == RightUp || control && e != 10 { // 10: a key
				want = OpenMenu
			}
			if got := c.Tap(at(1500), e, held, false); got != want {
				t.Errorf("event %d with %#x: %v, want %v", e, held, got, want)
			}
		}
	}
	c.MenuClosed(at(2000))
	for ms, want := range map[int]Click{2010: Nothing, 2299: Nothing, 2301: OpenMenu} {
		if got := c.Tap(at(ms), LeftDown, Control, true); got != want {
			t.Errorf("the menu again at %d: %v", ms, got)
		}
	}
}

// TestEcho plays what a person types and what pictures say, as they cross each other.
func TestEcho(t *testing.T) {
	type step struct {
		typed, drawn string
		acted        bool
		takes        bool
	}
	for name, steps := range map[string][]step{
		"first":            {{drawn: "", takes: true}},
		"as typed":         {{drawn: "", takes: true}, {typed: "a"}, {typed: "ab"}, {drawn: "a"}, {drawn: "ab"}, {drawn: "ab"}},
		"skipped":          {{typed: "a"}, {typed: "ab"}, {drawn: "ab"}, {drawn: "old", takes: true}},
		"older":            {{drawn: "x", takes: true}, {typed: "xy"}, {drawn: "x"}, {drawn: "xy"}},
		"history":          {{typed: "a"}, {drawn: "a"}, {acted: true}, {drawn: "before", takes: true}},
		"typed on":         {{drawn: "before", takes: true}, {typed: "before x"}, {drawn: "before"}, {drawn: "before x"}},
		"done while typed": {{typed: "a"}, {typed: "ab"}, {typed: "a"}, {drawn: "a"}, {acted: true}, {drawn: "before", takes: true}},
		"taken back":       {{drawn: "a", takes: true}, {typed: "b"}, {drawn: "b"}, {drawn: "a", takes: true}},
	} {
		var e Echo
		for i, s := range steps {
			switch {
			case s.typed != "":
				e.Typed(s.typed)
			case s.acted:
				e.Acted()
			default:
				if got := e.Take(s.drawn); got != s.takes {
					t.Errorf("%s: step %d takes %q: %v", name, i, s.drawn, got)
				}
			}
		}
	}
	var e Echo
	e.Typed("a")
	e.Forget()
	if !e.Take("") {
		t.Error("a field that was taken away doesn't begin anew")
	}
}

// TestColours: each is there once.
func TestColours(t *testing.T) {
	seen := slices.Clone(Colours)
	slices.Sort(seen)
	if len(slices.Compact(seen)) != len(Colours) {
		t.Errorf("colours %v", Colours)
	}
}

func TestNotch(t *testing.T) {
	if got := Notch(Rect{0, 950, 663, 32}, Rect{849, 950, 663, 32}); got != (Rect{663, 950, 186, 32}) {
		t.Errorf("the notch is %v", got)
	}
	if got := Notch(Rect{}, Rect{}); got != (Rect{}) {
		t.Errorf("a screen without one has %v", got)
	}
}
