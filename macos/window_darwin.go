//go:build darwin && cgo

package macos

import (
	"time"

	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/app/popover"
	"caro/macos/cocoa"
)

// buildWindows makes the popover and the panel. The panel takes the keyboard without making
// this the active app, so that the app before is in front again when it goes.
func (p *Popover) buildWindows(m cocoa.Main, shape popover.Picture) {
	p.holder = appkit.NewViewController()
	p.holder.Retain()
	p.holder.SetView(p.root)
	p.popover = appkit.NewPopover()
	p.popover.Retain()
	p.popover.SetBehavior(appkit.PopoverBehaviorTransient)
	p.popover.SetAnimates(false) // whether or not the person wants less motion
	p.popover.SetContentViewController(p.holder)
	p.panel = appkit.NewPanelWithContentRectStyleMaskBackingDefer(
		foundation.Rect{Size: foundation.Size{Width: shape.Width, Height: shape.Width / 2}},
		appkit.WindowStyleMaskTitled|appkit.WindowStyleMaskFullSizeContentView|appkit.WindowStyleMaskNonactivatingPanel,
		appkit.BackingStoreBuffered, true)
	p.panel.Retain()
	p.panel.SetTitle(shape.Title) // VoiceOver says it
	p.panel.SetTitleVisibility(appkit.WindowTitleHidden)
	p.panel.SetTitlebarAppearsTransparent(true)
	p.panel.SetMovableByWindowBackground(true)
	p.panel.SetFloatingPanel(true)
	p.panel.SetLevel(appkit.FloatingWindowLevel)
	p.panel.SetHidesOnDeactivate(false)
	p.panel.SetCollectionBehavior(appkit.WindowCollectionBehaviorCanJoinAllSpaces | appkit.WindowCollectionBehaviorFullScreenAuxiliary)
	p.panel.SetReleasedWhenClosed(false)
	center := foundation.NotificationCenter_DefaultCenter()
	target, selector := cocoa.Receiver(m, func(m cocoa.Main) {
		if !cocoa.Yes(p.popover, "isShown") { // it may have been shown anew since
			p.gone(m)
		}
	})
	center.AddObserverSelectorNameObject(target, selector, "NSPopoverDidCloseNotification", p.popover)
	target, selector = cocoa.Receiver(m, p.hide)
	center.AddObserverSelectorNameObject(target, selector, "NSWindowDidResignKeyNotification", p.panel)
}

func (p *Popover) show(m cocoa.Main, clicked bool) {
	p.redraw(m)
	if p.shown.Swap(true) {
		p.takeKeyboard(m)
		return
	}
	p.resize(m)
	button, ok := statusButton(m)
	atIcon, x, y := popover.Place(p.spot(m, button, ok, clicked))
	if atIcon {
		cocoa.App(m).ActivateIgnoringOtherApps(true)
		p.holder.SetView(p.root)
		p.popover.ShowRelativeToRectOfViewPreferredEdge(button.Bounds(), button, foundation.RectEdgeMinY)
	} else {
		p.panel.SetContentView(p.root)
		p.resize(m)
		p.panel.SetFrameOrigin(foundation.Point{X: x, Y: y})
		p.panel.MakeKeyAndOrderFront(nil)
	}
	p.takeKeyboard(m)
}

// takeKeyboard gives the window the keyboard, and the field that the picture says.
func (p *Popover) takeKeyboard(m cocoa.Main) {
	if window := p.root.Window(); !window.IsNil() {
		window.MakeKeyWindow()
		p.focus(m, p.picture.Focus)
	}
}

func (p *Popover) hide(m cocoa.Main) {
	if !p.shown.Load() {
		return
	}
	p.gone(m) // before the windows say so themselves
	p.popover.Close()
	p.panel.OrderOut(nil)
	if p.root.Window().Ptr() == p.panel.Ptr() {
		p.panel.SetContentView(appkit.NewView()) // the popover may want the root next
	}
}

// gone notes that the popover is off the screen.
func (p *Popover) gone(cocoa.Main) {
	if p.shown.Swap(false) {
		icon.PopoverClosed(time.Now())
		p.o.Closed()
	}
}

// resize fits the whole to what is in it; a body that has grown is seen from its beginning.
func (p *Popover) resize(m cocoa.Main) {
	middle := p.zones[popover.Middle]
	content := middle.FittingSize().Height
	others := p.zones[popover.Head].FittingSize().Height + p.zones[popover.Foot].FittingSize().Height + 2*(p.picture.Margin+p.picture.Gap)
	visible := popover.Body(content, others, screen(m).Frame().Size.Height)
	p.scroll.SetHidden(content == 0)
	p.body.SetConstant(visible)
	middle.SetFrameSize(foundation.Size{Width: p.picture.Width - 2*p.picture.Margin, Height: content})
	if content != p.height { // AppKit's origin is the lower left
		middle.ScrollPoint(foundation.Point{Y: content - visible})
		p.height = content
	}
	p.root.LayoutSubtreeIfNeeded()
	size := p.root.FittingSize()
	p.popover.SetContentSize(size)
	if p.root.Window().Ptr() == p.panel.Ptr() {
		frame := p.panel.Frame()
		now := p.panel.FrameRectForContentRect(foundation.Rect{Size: size})
		now.Origin = foundation.Point{X: frame.Origin.X, Y: frame.Origin.Y + frame.Size.Height - now.Size.Height}
		p.panel.SetFrameDisplay(now, true)
	}
}

// screen is the one with the keyboard.
func screen(cocoa.Main) appkit.Screen { return appkit.Screen_MainScreen() }

// spot says where things are. Who has clicked the icon sees it, and looks at its screen.
func (p *Popover) spot(m cocoa.Main, button appkit.StatusBarButton, ok, clicked bool) popover.Spot {
	on := screen(m)
	size := p.root.FittingSize()
	s := popover.Spot{Width: size.Width, Height: size.Height}
	if ok {
		window := button.Window()
		s.Button = rect(window.Frame())
		s.Visible = clicked || window.OcclusionState()&appkit.WindowOcclusionStateVisible != 0
		if its := window.Screen(); clicked && !its.IsNil() {
			on = its
		}
	}
	s.Screen = rect(on.Frame())
	if left, right := objc.Sel("auxiliaryTopLeftArea"), objc.Sel("auxiliaryTopRightArea"); on.RespondsToSelector(left) {
		s.Notch = popover.Notch(rect(objc.Call[foundation.Rect](on, left)), rect(objc.Call[foundation.Rect](on, right)))
	}
	return s
}

func rect(r foundation.Rect) popover.Rect {
	return popover.Rect{X: r.Origin.X, Y: r.Origin.Y, Width: r.Size.Width, Height: r.Size.Height}
}

// statusButton finds the icon's button: systray's delegate has the item in a variable of its
// own.
func statusButton(m cocoa.Main) (button appkit.StatusBarButton, ok bool) {
	delegate := cocoa.App(m).Delegate()
	if delegate.IsNil() {
		return button, false
	}
	owner := cocoa.ID(delegate)
	if variable := owner.Class().InstanceVariable("statusItem"); variable != 0 {
		if item := owner.GetIvar(variable); item != 0 {
			button = appkit.StatusItemFrom(cocoa.Pointer(item)).Button()
		}
	}
	return button, !button.IsNil() && !button.Window().IsNil()
}
