//go:build cgo

package clip

import "caro/macos"

// write puts text on the pasteboard itself. Unlike pbcopy that needs no program and no
// locale, and takes no permission.
func write(text string) error { return macos.Copy(text) }

// read gives what is on it.
func read() (string, error) { return macos.Pasteboard() }
