// Package macos is the AppKit layer: the popover and its panel, the icon's clicks, the
// hotkey, pasteboard, login item and notifications. It is built for macOS with cgo, and is
// this comment everywhere else.
//
// It decides nothing. What is drawn, what a key means, where the popover goes and what a
// click does, package app/popover says, which is tested without a Mac; this one turns its
// changes into messages to AppKit and AppKit's events into its names. It knows app/ask's
// types and app/popover, and nothing else of Caro.
//
// # Threads
//
// AppKit belongs to the main thread, where systray's loop runs. A function that touches AppKit
// takes a mainThread first, a token that only onMain, onMainWait, called and aloof hand
// out: the type checker then proves that no such touch lacks its hop. Exported functions say
// which thread they want.
//
// # What the two bridges to Objective-C are used for
//
// github.com/progrium/darwinkit sends nearly all messages. Its closures are never used: with Go
// 1.25 and later they end the process (its issue 286). Where AppKit calls back, the
// receiver is either darwinkit's action target, which is written in Objective-C, or a class
// that github.com/ebitengine/purego/objc registers (view_darwin.go).
//
// darwinkit's objc.Call hands libffi the addresses of Go variables as bare numbers. Two rules
// follow. The program is built with -gcflags=all=-d=variablemakethreshold=0, so that the
// arguments lie on the heap and not on a stack that may move. And a message that may call
// back into Go before it returns, such as makeFirstResponder:, is sent for no result
// (objc.Void): its result would be written where the stack was. BOOL results go through
// yes, never through objc.Call[bool] or a generated method: those have room for one byte, and
// eight are written.
//
// # Settings
//
// There is no settings window. ⌘, and the menu open the settings file in the person's text
// editor, and the three settings that are changed often are toggles in the menu. The file is
// documented line by line, holds as soon as it is saved, and says what is wrong in a
// notification; a window would be a second, lesser way to the same, for which this layer would
// have to know every setting.
//
// # Notifications
//
// UNUserNotificationCenter wants a block to say whether the person allows notifications. Neither
// bridge makes one soundly: darwinkit's is a closure as above, purego's NewBlock takes the
// address of a Go variable that may move while it is copied. The block here is a global one
// (notify_darwin.go): it captures nothing, lies in the program's data and is never copied.
package macos
