// Package system is the services of a Mac that have no picture: the hotkey, the pasteboard,
// opening at login, notifications, the text editor, sleep and waking, the app opened again.
// It is built for macOS with cgo, and is this comment everywhere else.
//
// It decides nothing: what a press is for, what may be copied and what is worth a
// notification others know. It must not know Caro but for package cocoa, nor draw.
//
// # Notifications
//
// UNUserNotificationCenter wants a block to say whether the person allows notifications. Neither
// bridge to Objective-C makes one soundly: darwinkit's is a closure that ends the process,
// purego's NewBlock takes the address of a Go variable that may move while it is copied. The
// block here is a global one (notify_darwin.go): it captures nothing, lies in the program's
// data and is never copied.
package system
