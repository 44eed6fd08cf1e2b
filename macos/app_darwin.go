//go:build darwin && cgo

package macos

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/progrium/darwinkit/helper/action"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/app/popover"
)

// Prepare makes the process an app without a place in the Dock, with an Edit menu that
// nobody sees, since without one no key pastes. Main thread, before systray runs.
func Prepare() {
	objc.WithAutoreleasePool(func() {
		m := called()
		send(app(m), "setActivationPolicy:", appkit.ApplicationActivationPolicyAccessory)
		bar, edit := appkit.NewMenuWithTitle("Caro"), appkit.NewMenuWithTitle("Edit")
		for _, item := range [][3]string{
			{"Undo", "undo:", "z"}, {"Redo", "redo:", "Z"}, {"Cut", "cut:", "x"}, {"Copy", "copy:", "c"},
			{"Paste", "paste:", "v"}, {"Select All", "selectAll:", "a"},
		} {
			edit.AddItem(appkit.NewMenuItemWithSelector(item[0], item[2], objc.Sel(item[1])))
		}
		bar.AddItem(appkit.NewSubMenuItem(edit))
		app(m).SetMainMenu(bar)
	})
}

// icon tells the clicks on the status item; of the main thread.
var icon popover.Clicks

// OpenMenu opens the icon's menu and returns when it has closed. Main thread: it is for
// systray's handler of the right button.
func OpenMenu() {
	if icon.Tap(time.Now(), true, false) == popover.OpenMenu {
		openMenu(called())
	}
}

// openMenu has systray's delegate do what it does by itself without handlers of clicks.
func openMenu(m mainThread) {
	if current != nil {
		current.hide(m)
	}
	if d := app(m).Delegate(); !d.IsNil() && d.RespondsToSelector(objc.Sel("show_menu")) {
		send(d, "show_menu")
	}
	icon.MenuClosed(time.Now())
}

// kept are the receivers of notifications and events, which don't keep them.
var kept []action.Target

// receiver is an object whose method selector calls do, for as long as the process lives.
func receiver(_ mainThread, do func(mainThread)) (target action.Target, selector objc.Selector) {
	target, selector = action.Wrap(func(objc.Object) { do(called()) })
	kept = append(kept, target)
	return target, selector
}

// OnSleep has sleep called when the machine is about to sleep, wake when it is awake again:
// both on the main thread, where they must not block. From any goroutine but the main
// thread, with the loop running.
func OnSleep(sleep, wake func()) {
	onMainWait(func(m mainThread) {
		center := appkit.Workspace_SharedWorkspace().NotificationCenter()
		for name, do := range map[foundation.NotificationName]func(){
			"NSWorkspaceWillSleepNotification": sleep, "NSWorkspaceDidWakeNotification": wake,
		} {
			target, selector := receiver(m, func(mainThread) { do() })
			center.AddObserverSelectorNameObject(target, selector, name, objc.Object{})
		}
	})
}

// Apple's codes for the event that an app gets that is opened while it runs (AERegistry.h:
// kCoreEventClass, kAEReopenApplication).
const (
	coreEvents  = uint32('a'<<24 | 'e'<<16 | 'v'<<8 | 't')
	reopenEvent = uint32('r'<<24 | 'a'<<16 | 'p'<<8 | 'p')
)

// OnReopen has do called, on the main thread, when a person opens the app that runs already.
// It takes the event itself: AppKit would ask the delegate, which is systray's and says
// nothing. From any goroutine but the main thread, with the loop running: AppKit sets its own
// handler when the loop begins.
func OnReopen(do func()) {
	onMainWait(func(m mainThread) {
		target, selector := receiver(m, func(mainThread) { do() })
		manager := objc.Call[objc.Object](foundation.AppleEventManagerClass, objc.Sel("sharedAppleEventManager"))
		send(manager, "setEventHandler:andSelector:forEventClass:andEventID:", target, selector, coreEvents, reopenEvent)
	})
}

// OpenFile opens a file in the person's text editor. NSWorkspace would ask for the app that is
// set for the file's kind, and most Macs have none for TOML. From any goroutine but the main
// thread.
func OpenFile(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if said, err := exec.CommandContext(ctx, "/usr/bin/open", "-t", path).CombinedOutput(); err != nil {
		return fmt.Errorf("open %s: %w: %s", path, err, said)
	}
	return nil
}
