//go:build darwin && cgo

package macos

import (
	"sync"
	"sync/atomic"
	"time"

	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"

	"caro/app/ask"
	"caro/app/popover"
	"caro/macos/cocoa"
)

// PopoverOptions say who does what a person does. The functions are called on the main
// thread and must not block: to hand it to an ask.Session is enough.
type PopoverOptions struct {
	// Do takes an action with the text of the field, for those that have one.
	Do func(a ask.Action, text string)
	// Open is called when a click on the icon wants the popover: it is to Show it, once there
	// is something to draw.
	Open func()
	// Closed is called each time the popover has gone, whatever made it go.
	Closed func()
	// Settings is called for ⌘,.
	Settings func()
}

// Popover is the popover at the icon, or the panel in its stead. There is one in a process.
type Popover struct {
	o     PopoverOptions
	shown atomic.Bool

	mu   sync.Mutex
	next *ask.View // that is to be drawn

	// What follows is the main thread's.
	view     ask.View
	picture  popover.Picture
	controls map[popover.ID]*control
	rows     map[popover.ID]appkit.StackView
	zones    map[popover.Zone]appkit.StackView
	root     appkit.View
	scroll   appkit.ScrollView
	body     appkit.LayoutConstraint // the height of what scrolls
	height   float64                 // of what is in it
	holder   appkit.ViewController
	popover  appkit.Popover
	panel    appkit.Panel
	byClick  bool // it is to be shown since the icon was clicked
}

// current is the process's popover; of the main thread, once it is made.
var current *Popover

// NewPopover makes the popover, out of sight. Once in a process, when the loop runs, from any
// goroutine but the main thread.
func NewPopover(o PopoverOptions) *Popover {
	cocoa.Looping()
	p := &Popover{
		o: o, controls: map[popover.ID]*control{}, rows: map[popover.ID]appkit.StackView{}, zones: map[popover.Zone]appkit.StackView{},
	}
	cocoa.OnMainWait(p.build)
	return p
}

// Draw has the popover show a view: of several in a row, perhaps the last one only. From
// any goroutine; it never blocks.
func (p *Popover) Draw(v ask.View) {
	p.mu.Lock()
	waiting := p.next != nil
	p.next = &v
	p.mu.Unlock()
	if !waiting {
		cocoa.OnMain(p.redraw)
	}
}

// Show brings the popover up, with the keyboard; at the icon, where that can be seen on the
// screen in use. From any goroutine.
func (p *Popover) Show() {
	cocoa.OnMain(func(m cocoa.Main) {
		clicked := p.byClick
		p.byClick = false
		p.show(m, clicked)
	})
}

// Hide takes it off the screen. From any goroutine.
func (p *Popover) Hide() { cocoa.OnMain(p.hide) }

// Shown reports whether it is on the screen. From any goroutine.
func (p *Popover) Shown() bool { return p.shown.Load() }

// Focused reports whether it has the keyboard. From any goroutine but the main thread.
func (p *Popover) Focused() (focused bool) {
	cocoa.OnMainWait(func(cocoa.Main) {
		window := p.root.Window()
		focused = !window.IsNil() && cocoa.Yes(window, "isKeyWindow")
	})
	return focused
}

// Tapped is for systray's handler of clicks on the icon, which it calls for both buttons.
// Main thread.
func (p *Popover) Tapped() {
	m := cocoa.Called()
	kind, keys := popover.LeftDown, popover.Modifiers(0)
	if event := cocoa.App(m).CurrentEvent(); !event.IsNil() {
		kind, keys = popover.Event(event.Type()), held(m, event)
	}
	switch icon.Tap(time.Now(), kind, keys, p.Shown()) {
	case popover.OpenMenu:
		openMenu(m)
	case popover.ShowPopover:
		p.byClick = true
		p.o.Open()
	case popover.HidePopover:
		p.hide(m)
	}
}

// redraw draws the latest view.
func (p *Popover) redraw(m cocoa.Main) {
	p.mu.Lock()
	v := p.next
	p.next = nil
	p.mu.Unlock()
	if v == nil {
		return
	}
	now := popover.Draw(*v)
	changes := popover.Diff(p.picture, now)
	p.view, p.picture = *v, now
	for _, c := range changes {
		p.apply(m, c)
	}
}

// apply does one change.
func (p *Popover) apply(m cocoa.Main, c popover.Change) {
	switch c.Op {
	case popover.RemoveElement:
		p.controls[c.Element.ID].echo.Forget()
		p.controls[c.Element.ID].view.RemoveFromSuperview()
	case popover.RemoveRow:
		p.rows[c.Row].RemoveFromSuperview()
	case popover.InsertRow:
		p.insertRow(m, c)
	case popover.InsertElement:
		if p.controls[c.Element.ID] == nil {
			p.controls[c.Element.ID] = p.make(m, c.Element)
		}
		p.rows[c.Row].InsertArrangedSubviewAtIndex(p.controls[c.Element.ID].view, c.Index)
	case popover.Update:
		p.controls[c.Element.ID].update(m, c.Element)
	case popover.Select:
		p.controls[c.Element.ID].field.SelectText(nil)
	case popover.Focus:
		p.focus(m, c.Element.ID)
	case popover.Resize:
		p.resize(m)
	case popover.Announce:
		announce(m, c.Text)
	case popover.Close:
		p.hide(m)
	}
}

func (p *Popover) insertRow(m cocoa.Main, c popover.Change) {
	row, ok := p.rows[c.Row]
	if !ok {
		row = stack(m, appkit.UserInterfaceLayoutOrientationHorizontal, p.picture.Gap)
		row.SetAlignment(appkit.LayoutAttributeCenterY)
		p.rows[c.Row] = row
	}
	zone := p.zones[c.Zone]
	zone.InsertArrangedSubviewAtIndex(row, c.Index)
	if c.Fills {
		row.WidthAnchor().ConstraintEqualToAnchor(zone.WidthAnchor()).SetActive(true) // goes with its place
	}
}

// focus gives a field the keyboard, or the popover as a whole.
func (p *Popover) focus(m cocoa.Main, id popover.ID) {
	window := p.root.Window()
	if window.IsNil() {
		return // it comes when it is shown
	}
	c, ok := p.controls[id]
	if !ok {
		cocoa.Send(window, "makeFirstResponder:", p.root)
		return
	}
	cocoa.Send(window, "makeFirstResponder:", c.field) // which selects all of its text
	if !c.element.Selected {
		c.toEnd(m)
	}
}

// build makes what stays.
func (p *Popover) build(m cocoa.Main) {
	current = p
	class, err := viewClass()
	if err != nil {
		panic(err) // purego can't have made it: nothing can be drawn
	}
	p.root = appkit.ViewFrom(cocoa.Pointer(pobjc.ID(class).Send(pobjc.RegisterName("alloc")).Send(pobjc.RegisterName("init"))))
	p.picture = popover.Draw(ask.View{Phase: ask.PhaseClosed})
	shape := p.picture
	p.picture.Rows = nil
	column := stack(m, appkit.UserInterfaceLayoutOrientationVertical, shape.Gap)
	for _, zone := range []popover.Zone{popover.Head, popover.Middle, popover.Foot} {
		p.zones[zone] = stack(m, appkit.UserInterfaceLayoutOrientationVertical, shape.Gap)
	}
	p.scroll = appkit.NewScrollView()
	p.scroll.Retain()
	p.scroll.SetDrawsBackground(false)
	p.scroll.SetHasVerticalScroller(true)
	p.scroll.SetAutohidesScrollers(true)
	p.scroll.SetDocumentView(p.zones[popover.Middle])
	p.zones[popover.Middle].SetTranslatesAutoresizingMaskIntoConstraints(true) // resize sets its frame
	p.body = p.scroll.HeightAnchor().ConstraintEqualToConstant(0)
	p.body.Retain()
	p.body.SetActive(true)
	for _, part := range []appkit.IView{p.zones[popover.Head], p.scroll, p.zones[popover.Foot]} {
		column.AddArrangedSubview(part)
		part.WidthAnchor().ConstraintEqualToConstant(shape.Width - 2*shape.Margin).SetActive(true)
	}
	column.SetEdgeInsets(foundation.EdgeInsets{Top: shape.Margin, Left: shape.Margin, Bottom: shape.Margin, Right: shape.Margin})
	p.root.AddSubview(column)
	for _, c := range []appkit.LayoutConstraint{
		column.LeadingAnchor().ConstraintEqualToAnchor(p.root.LeadingAnchor()),
		column.TrailingAnchor().ConstraintEqualToAnchor(p.root.TrailingAnchor()),
		column.TopAnchor().ConstraintEqualToAnchor(p.root.TopAnchor()),
		column.BottomAnchor().ConstraintEqualToAnchor(p.root.BottomAnchor()),
	} {
		c.SetActive(true)
	}
	p.buildWindows(m, shape)
}

// stack is a row or a column that grows from its leading or upper end.
func stack(_ cocoa.Main, orientation appkit.UserInterfaceLayoutOrientation, gap float64) appkit.StackView {
	s := appkit.NewStackView()
	s.Retain()
	s.SetOrientation(orientation)
	s.SetAlignment(appkit.LayoutAttributeLeading)
	s.SetDistribution(appkit.StackViewDistributionFill)
	s.SetSpacing(gap)
	s.SetTranslatesAutoresizingMaskIntoConstraints(false)
	return s
}
