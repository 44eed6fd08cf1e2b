//go:build !linux && !(darwin && cgo)

package hotkey

import (
	"context"
	"errors"
)

const byHand = "use a Caro that was built with cgo"

// Bind takes no combination here: the system gives them through libraries that take cgo.
func Bind(context.Context, Combination) (*Binding, error) {
	return nil, unsupported(errors.New("this build can't reach the system's hotkeys"))
}
