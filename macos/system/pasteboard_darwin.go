//go:build darwin && cgo

package system

import (
	"errors"
	"fmt"

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

// Kept is what was on the pasteboard: of each item each type of its data that the system gives
// at once.
type Kept []map[appkit.PasteboardType][]byte

// KeepPasteboard remembers all that is on the pasteboard. From where Copy may be called.
func KeepPasteboard() (all Kept) {
	cocoa.Aloof(func(cocoa.Main) {
		for _, item := range appkit.Pasteboard_GeneralPasteboard().PasteboardItems() {
			kept := map[appkit.PasteboardType][]byte{}
			for _, kind := range item.Types() {
				if data := item.DataForType(kind); data != nil {
					kept[kind] = data
				}
			}
			all = append(all, kept)
		}
	})
	return all
}

// PutBack puts on the pasteboard what was there. From where Copy may be called.
func PutBack(all Kept) (err error) {
	cocoa.Aloof(func(cocoa.Main) {
		board := appkit.Pasteboard_GeneralPasteboard()
		board.ClearContents()
		var items []appkit.PasteboardItem
		for _, kept := range all {
			item := appkit.NewPasteboardItem()
			for kind, data := range kept {
				if !cocoa.Yes(item, "setData:forType:", data, kind) {
					err = fmt.Errorf("the pasteboard didn't take back its %s", kind)
				}
			}
			items = append(items, item)
		}
		if len(items) > 0 && !cocoa.Yes(board, "writeObjects:", items) {
			err = errors.New("the pasteboard didn't take back what was on it")
		}
	})
	return err
}
