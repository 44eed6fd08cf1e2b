//go:build cgo

package clip

import "caro/macos/system"

// write puts text on the pasteboard itself. Unlike pbcopy that needs no program and no
// locale, and takes no permission.
func write(text string) error { return system.Copy(text) }

// read gives what is on it.
func read() (string, error) { return system.Pasteboard() }
