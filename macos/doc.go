// Package macos will be the AppKit layer: popover, panel, hotkey, login item, pasteboard,
// behind cgo and for macOS only. Nothing of it is here yet.
//
// It decides nothing, and knows only the types of app/ask and app/menubar.
package macos
