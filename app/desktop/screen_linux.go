package desktop

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
)

// screen is the X server, asked where the window goes and which one has the keyboard.
// It is nil where there is none; its methods then know nothing.
type screen struct {
	x     *xgb.Conn
	root  xproto.Window
	whole xproto.Rectangle
	atoms map[string]xproto.Atom
}

// openScreen connects to the X server of DISPLAY.
func openScreen() *screen {
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr that there is no .Xauthority
	x, err := xgb.NewConn()
	if err != nil {
		return nil
	}
	s := &screen{x: x, atoms: map[string]xproto.Atom{}}
	info := xproto.Setup(x).DefaultScreen(x)
	s.root, s.whole = info.Root, xproto.Rectangle{Width: info.WidthInPixels, Height: info.HeightInPixels}
	for _, name := range []string{"_NET_CLIENT_LIST", "_NET_ACTIVE_WINDOW", "_NET_CLOSE_WINDOW"} {
		if a, err := xproto.InternAtom(x, false, uint16(len(name)), name).Reply(); err == nil {
			s.atoms[name] = a.Atom
		}
	}
	return s
}

func (s *screen) close() {
	if s != nil {
		s.x.Close()
	}
}

// centre is where a window of so many pixels stands in the middle of the monitor that the
// pointer is on, a little above it, as a palette does.
func (s *screen) centre(width, height int) geometry {
	if s == nil {
		return geometry{}
	}
	m := s.monitor()
	return geometry{
		known: true,
		x:     int(m.X) + max(0, (int(m.Width)-width)/2),
		y:     int(m.Y) + max(0, (int(m.Height)-height)*2/5),
	}
}

// monitor is the one that the pointer is on.
func (s *screen) monitor() xproto.Rectangle {
	at, err := xproto.QueryPointer(s.x, s.root).Reply()
	if err != nil || randr.Init(s.x) != nil {
		return s.whole
	}
	list, err := randr.GetScreenResourcesCurrent(s.x, s.root).Reply()
	if err != nil {
		return s.whole
	}
	for _, crtc := range list.Crtcs {
		c, err := randr.GetCrtcInfo(s.x, crtc, 0).Reply()
		if err != nil || c.Mode == 0 {
			continue
		}
		if at.RootX >= c.X && int(at.RootX) < int(c.X)+int(c.Width) && at.RootY >= c.Y && int(at.RootY) < int(c.Y)+int(c.Height) {
			return xproto.Rectangle{X: c.X, Y: c.Y, Width: c.Width, Height: c.Height}
		}
	}
	return s.whole
}

// windows reads a property of the root that lists windows.
func (s *screen) windows(property string) []xproto.Window {
	const most = 4096
	p, err := xproto.GetProperty(s.x, false, s.root, s.atoms[property], xproto.AtomWindow, 0, most).Reply()
	if err != nil || p.Format != 32 {
		return nil
	}
	var list []xproto.Window
	for i := 0; i+4 <= len(p.Value); i += 4 {
		list = append(list, xproto.Window(xgb.Get32(p.Value[i:])))
	}
	return list
}

// find is the window of Caro's name, 0 where there is none.
func (s *screen) find() xproto.Window {
	if s == nil {
		return 0
	}
	for _, w := range s.windows("_NET_CLIENT_LIST") {
		if s.isCaro(w) {
			return w
		}
	}
	return 0
}

// isCaro reports whether a window has Caro's name, as its class or title.
func (s *screen) isCaro(w xproto.Window) bool {
	for _, property := range []xproto.Atom{xproto.AtomWmClass, xproto.AtomWmName} {
		p, err := xproto.GetProperty(s.x, false, w, property, xproto.GetPropertyTypeAny, 0, 64).Reply()
		if err != nil {
			continue
		}
		for name := range strings.SplitSeq(string(p.Value), "\x00") {
			if strings.EqualFold(name, windowName) {
				return true
			}
		}
	}
	return false
}

// focus waits until the window is there and gives it the keyboard, which a window manager
// may otherwise keep from a program that the person didn't start by a click.
func (s *screen) focus(ctx context.Context) bool {
	if s == nil {
		return false
	}
	for {
		if w := s.find(); w != 0 {
			s.activate(w)
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(15 * time.Millisecond):
		}
	}
}

// focused reports whether the window has the keyboard.
func (s *screen) focused() bool {
	if s == nil {
		return false
	}
	active := s.windows("_NET_ACTIVE_WINDOW")
	return len(active) > 0 && active[0] != 0 && active[0] == s.find()
}

// activate asks the window manager (Extended Window Manager Hints).
func (s *screen) activate(w xproto.Window) {
	s.ask("_NET_ACTIVE_WINDOW", w, fromPager, xproto.TimeCurrentTime)
}

// closeWindow asks it to close the window of Caro's name, if there is one.
func (s *screen) closeWindow() {
	if w := s.find(); w != 0 {
		s.ask("_NET_CLOSE_WINDOW", w, xproto.TimeCurrentTime, fromPager)
	}
}

// fromPager says that the person asked for it.
const fromPager = 2

func (s *screen) ask(what string, w xproto.Window, data ...uint32) {
	e := xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: s.atoms[what],
		Data: xproto.ClientMessageDataUnionData32New(append(data, make([]uint32, 5-len(data))...)),
	}
	const to = xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify
	_ = xproto.SendEventChecked(s.x, false, s.root, to, string(e.Bytes())).Check()
}
