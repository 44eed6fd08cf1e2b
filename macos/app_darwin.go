//go:build darwin && cgo

package macos

import (
	"time"

	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"

	"caro/app/popover"
	"caro/macos/cocoa"
)

// Prepare makes the process an app without a place in the Dock, with an Edit menu that
// nobody sees, since without one no key pastes. Main thread, before systray runs.
func Prepare() {
	objc.WithAutoreleasePool(func() {
		m := cocoa.Called()
		cocoa.Send(cocoa.App(m), "setActivationPolicy:", appkit.ApplicationActivationPolicyAccessory)
		bar, edit := appkit.NewMenuWithTitle("Caro"), appkit.NewMenuWithTitle("Edit")
		for _, item := range [][3]string{
			{"Undo", "undo:", "z"}, {"Redo", "redo:", "Z"}, {"Cut", "cut:", "x"}, {"Copy", "copy:", "c"},
			{"Paste", "paste:", "v"}, {"Select All", "selectAll:", "a"},
		} {
			edit.AddItem(appkit.NewMenuItemWithSelector(item[0], item[2], objc.Sel(item[1])))
		}
		bar.AddItem(appkit.NewSubMenuItem(edit))
		cocoa.App(m).SetMainMenu(bar)
	})
}

// icon tells the clicks on the status item; of the main thread.
var icon popover.Clicks

// OpenMenu opens the icon's menu and returns when it has closed. Main thread: it is for
// systray's handler of the right button.
func OpenMenu() {
	if icon.Tap(time.Now(), popover.RightDown, 0, false) == popover.OpenMenu {
		openMenu(cocoa.Called())
	}
}

// openMenu has systray's delegate do what it does by itself without handlers of clicks.
func openMenu(m cocoa.Main) {
	if current != nil {
		current.hide(m)
	}
	if d := cocoa.App(m).Delegate(); !d.IsNil() && d.RespondsToSelector(objc.Sel("show_menu")) {
		cocoa.Send(d, "show_menu")
	}
	icon.MenuClosed(time.Now())
}
