//go:build darwin && cgo

package system

import (
	"errors"
	"fmt"
	"sync"
	"time"
	"unsafe"

	"github.com/ebitengine/purego"
	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

// ErrNoNotifications says that notifications can't be shown, or that the person doesn't want
// them.
var ErrNoNotifications = errors.New("no notifications")

// What is asked for (UNAuthorizationOptions).
const (
	wantSound = 1 << 1
	wantAlert = 1 << 2
)

// permissionWait bounds the wait for the person's answer to the first one.
const permissionWait = 2 * time.Second

// A block as the compiler lays one out (Block-ABI-Apple): global, so that nobody copies or
// frees it.
type (
	block struct {
		class           uintptr
		flags, reserved int32
		invoke          uintptr
		descriptor      *blockDescriptor
	}
	blockDescriptor struct {
		reserved, size uintptr
		signature      *byte
	}
)

const (
	blockIsGlobal     = 1 << 28
	blockHasSignature = 1 << 30
)

// answered is the block that gets the person's answer: void (^)(BOOL granted, NSError *). It
// and what it points to are variables of the package, which never move.
var (
	answered           block
	answeredDescriptor blockDescriptor
	answeredSignature  = [...]byte{'v', '2', '0', '@', '?', '0', 'B', '8', '@', '1', '2', 0}
	answers            = make(chan bool, 1)
)

// permission asks the person once; its result is told when the answer is there.
var permission = sync.OnceValues(func() (center pobjc.ID, err error) {
	if !cocoa.Bundled() {
		return 0, fmt.Errorf("%w: this program isn't run from Caro.app", ErrNoNotifications)
	}
	if _, err := purego.Dlopen("/System/Library/Frameworks/UserNotifications.framework/UserNotifications", purego.RTLD_LAZY|purego.RTLD_GLOBAL); err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	global, err := purego.Dlsym(purego.RTLD_DEFAULT, "_NSConcreteGlobalBlock")
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoNotifications, err)
	}
	answeredDescriptor = blockDescriptor{size: unsafe.Sizeof(answered), signature: &answeredSignature[0]}
	answered = block{
		class: global, flags: blockIsGlobal | blockHasSignature, descriptor: &answeredDescriptor,
		invoke: purego.NewCallback(func(_ uintptr, granted bool, _ uintptr) {
			select {
			case answers <- granted:
			default:
			}
		}),
	}
	center = pobjc.ID(pobjc.GetClass("UNUserNotificationCenter")).Send(pobjc.RegisterName("currentNotificationCenter"))
	center.Send(pobjc.RegisterName("requestAuthorizationWithOptions:completionHandler:"), uint64(wantAlert|wantSound), unsafe.Pointer(&answered))
	return center, nil
})

// notifying lets one notification be made at a time, so that each sees the answer.
var notifying sync.Mutex

// Notify shows a notification; a later one with the same title takes its place. The first
// one asks the person for permission. Errors wrap ErrNoNotifications. From any goroutine but
// the main thread; it takes at most 2 s.
func Notify(title, body string) error {
	notifying.Lock()
	defer notifying.Unlock()
	var err error
	objc.WithAutoreleasePool(func() { err = notify(cocoa.Text(title), cocoa.Text(body)) })
	return err
}

func notify(title, body string) error {
	center, err := permission()
	if err != nil {
		return err
	}
	select {
	case granted := <-answers:
		answers <- granted // for the next one
		if !granted {
			return fmt.Errorf("%w: System Settings > Notifications doesn't let Caro show any", ErrNoNotifications)
		}
	case <-time.After(permissionWait):
		return fmt.Errorf("%w yet: the system asks whether Caro may show them", ErrNoNotifications)
	}
	content := pobjc.ID(pobjc.GetClass("UNMutableNotificationContent")).Send(pobjc.RegisterName("new"))
	defer content.Send(pobjc.RegisterName("release"))
	name := objc.ToNSString(title)
	content.Send(pobjc.RegisterName("setTitle:"), name)
	content.Send(pobjc.RegisterName("setBody:"), objc.ToNSString(body))
	request := pobjc.ID(pobjc.GetClass("UNNotificationRequest")).
		Send(pobjc.RegisterName("requestWithIdentifier:content:trigger:"), name, content, pobjc.ID(0))
	center.Send(pobjc.RegisterName("addNotificationRequest:withCompletionHandler:"), request, pobjc.ID(0))
	return nil
}
