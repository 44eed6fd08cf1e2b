//go:build cgo

package login

import (
	"errors"
	"fmt"

	"caro/macos/system"
)

// Enabled reports whether the system opens Caro.app at login. It is false, without an error,
// where the program isn't run from one: nothing opens it then.
func Enabled() (bool, error) {
	on, err := system.LoginItem()
	if err != nil && !unbundled(err) {
		return false, fmt.Errorf("open Caro at login: %w", err)
	}
	return on, nil
}

// Enable has the system open the app at login. It knows the app by its bundle: which program
// and arguments are named makes no difference. Call it only when the person asks for it.
func Enable(string, ...string) error {
	if err := system.SetLoginItem(true); err != nil {
		return fmt.Errorf("open Caro at login: %w", err)
	}
	return nil
}

// Disable has Caro not opened at login.
func Disable() error {
	if err := system.SetLoginItem(false); err != nil && !unbundled(err) {
		return fmt.Errorf("don't open Caro at login: %w", err)
	}
	return nil
}

func unbundled(err error) bool { return errors.Is(err, system.ErrUnbundled) }
