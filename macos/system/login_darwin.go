//go:build darwin && cgo

package system

import (
	"errors"
	"fmt"

	"github.com/ebitengine/purego"
	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

// The kinds of errors of the login item.
var (
	// ErrUnbundled says that the system knows this program by no app.
	ErrUnbundled = errors.New("only from a signed Caro.app: this program isn't run from one")
	// ErrApproval says that the person has turned it off in System Settings.
	ErrApproval = errors.New("it is turned off in System Settings > General > Login Items: allow Caro there")
)

// What SMAppService's status says (SMAppServiceStatus).
const (
	loginEnabled  = 1
	loginApproval = 2
)

// loginService is the app as SMAppService knows it (macOS 13).
func loginService() (pobjc.ID, error) {
	if _, err := purego.Dlopen("/System/Library/Frameworks/ServiceManagement.framework/ServiceManagement", purego.RTLD_LAZY|purego.RTLD_GLOBAL); err != nil {
		return 0, fmt.Errorf("the login item: %w", err)
	}
	class := pobjc.GetClass("SMAppService")
	if class == 0 {
		return 0, errors.New("the login item: it needs macOS 13")
	}
	if !cocoa.Bundled() {
		return 0, fmt.Errorf("the login item: %w", ErrUnbundled)
	}
	return pobjc.ID(class).Send(pobjc.RegisterName("mainAppService")), nil
}

// LoginItem reports whether Caro is opened at login. Errors wrap ErrUnbundled where the
// system can't know. From any goroutine.
func LoginItem() (on bool, err error) {
	objc.WithAutoreleasePool(func() {
		var service pobjc.ID
		if service, err = loginService(); err == nil {
			on = pobjc.Send[int](service, pobjc.RegisterName("status")) == loginEnabled
		}
	})
	return on, err
}

// SetLoginItem has Caro opened at login, or not. Errors wrap ErrUnbundled or ErrApproval where
// it is that. From any goroutine; it may take a moment.
func SetLoginItem(on bool) (err error) {
	objc.WithAutoreleasePool(func() { err = setLoginItem(on) })
	return err
}

func setLoginItem(on bool) error {
	service, err := loginService()
	if err != nil {
		return err
	}
	status := pobjc.RegisterName("status")
	if was := pobjc.Send[int](service, status) == loginEnabled; was == on {
		return nil
	}
	selector := "unregisterAndReturnError:"
	if on {
		selector = "registerAndReturnError:"
	}
	reason := new(pobjc.ID)
	done := pobjc.Send[bool](service, pobjc.RegisterName(selector), reason)
	switch {
	case on && pobjc.Send[int](service, status) == loginApproval:
		return fmt.Errorf("the login item: %w", ErrApproval)
	case done:
		return nil
	case *reason != 0:
		return fmt.Errorf("the login item: %s (it takes a signed Caro.app)", foundation.ErrorFrom(cocoa.Pointer(*reason)).LocalizedDescription())
	}
	return errors.New("the login item: the system refused it without a reason")
}
