// Package macos draws Caro's popover and its panel with AppKit, and takes the clicks on the
// icon. It is built for macOS with cgo, and is this comment everywhere else.
//
// It decides nothing. What is drawn, what a key means, where the popover goes and what a
// click does, package app/popover says, which is tested without a Mac; this one turns its
// changes into messages to AppKit and AppKit's events into its names. It knows app/ask's
// types, app/popover and package cocoa, and nothing else of Caro.
//
// Below it, package cocoa has the main thread and the messages, with the rules that hold for
// both; package system has what a Mac does without a picture; package probe looks at the
// popover from outside and presses its keys, for `caro selftest`.
//
// # Settings
//
// There is no settings window. ⌘, and the menu open the settings file in the person's text
// editor, and the settings that are changed often are toggles in the menu. The file is
// documented line by line, holds as soon as it is saved, and says what is wrong in a
// notification; a window would be a second, lesser way to the same, for which this layer would
// have to know every setting.
package macos
