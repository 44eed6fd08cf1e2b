//go:build darwin && cgo

package system

import (
	"errors"

	"github.com/progrium/darwinkit/macos/appkit"

	"caro/macos/cocoa"
)

// Copy puts text on the pasteboard and reads it back: only nil means that it is there. From
// any goroutine but, where the loop runs, the main thread's.
func Copy(words string) error {
	if cocoa.Text(words) != words {
		return errors.New("the text has bytes in it that no pasteboard takes")
	}
	var err error
	cocoa.Aloof(func(cocoa.Main) {
		board := appkit.Pasteboard_GeneralPasteboard()
		board.ClearContents()
		if !cocoa.Yes(board, "setString:forType:", words, appkit.PasteboardTypeString) {
			err = errors.New("the pasteboard didn't take it")
			return
		}
		if board.StringForType(appkit.PasteboardTypeString) != words {
			err = errors.New("the pasteboard gave back another text than was put there")
		}
	})
	return err
}

// Pasteboard gives the text on the pasteboard, "" where there is none. From where Copy may be
// called.
func Pasteboard() (words string, err error) {
	cocoa.Aloof(func(cocoa.Main) {
		words = appkit.Pasteboard_GeneralPasteboard().StringForType(appkit.PasteboardTypeString)
	})
	return words, nil
}
