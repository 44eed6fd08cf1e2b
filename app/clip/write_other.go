//go:build !linux

package clip

import "github.com/atotto/clipboard"

// write puts text on the clipboard, which the system owns.
func write(text string) error { return clipboard.WriteAll(text) }
