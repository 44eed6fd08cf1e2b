//go:build darwin && cgo

package system

import (
	"context"
	"fmt"
	"os/exec"
	"time"

	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

// OnSleep has sleep called when the machine is about to sleep, wake when it is awake again:
// both on the main thread, where they must not block. From any goroutine but the main
// thread, with the loop running.
func OnSleep(sleep, wake func()) {
	cocoa.OnMainWait(func(m cocoa.Main) {
		center := appkit.Workspace_SharedWorkspace().NotificationCenter()
		for name, do := range map[foundation.NotificationName]func(){
			"NSWorkspaceWillSleepNotification": sleep, "NSWorkspaceDidWakeNotification": wake,
		} {
			target, selector := cocoa.Receiver(m, func(cocoa.Main) { do() })
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
	cocoa.OnMainWait(func(m cocoa.Main) {
		target, selector := cocoa.Receiver(m, func(cocoa.Main) { do() })
		manager := objc.Call[objc.Object](foundation.AppleEventManagerClass, objc.Sel("sharedAppleEventManager"))
		cocoa.Send(manager, "setEventHandler:andSelector:forEventClass:andEventID:", target, selector, coreEvents, reopenEvent)
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
