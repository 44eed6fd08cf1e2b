// Package cocoa is what every part of Caro's layer on AppKit stands on: the main thread,
// messages to Objective-C, texts for it. It is built for macOS with cgo, and is this comment
// everywhere else.
//
// It must not know Caro.
//
// # Threads
//
// AppKit belongs to the main thread, where systray's loop runs. A function that touches AppKit
// takes a [Main] first, a token that only OnMain, OnMainWait, Called and Aloof hand out: the
// type checker then proves that no such touch lacks its hop. Exported functions without one
// say which thread they want. Called and Aloof are for the packages below macos only.
//
// # The two bridges to Objective-C
//
// github.com/progrium/darwinkit sends nearly all messages. Its closures are never used: with Go
// 1.25 and later they end the process (its issue 286). Where AppKit calls back, the
// receiver is either darwinkit's action target, which is written in Objective-C (Receiver), or a
// class that github.com/ebitengine/purego/objc registers (macos/view_darwin.go).
//
// darwinkit's objc.Call hands libffi the addresses of Go variables as bare numbers. Two rules
// follow. The program is built with -gcflags=all=-d=variablemakethreshold=0, so that the
// arguments lie on the heap and not on a stack that may move. And a message that may call
// back into Go before it returns, such as makeFirstResponder:, is sent for no result
// (Send): its result would be written where the stack was. BOOL results go through
// Yes, never through objc.Call[bool] or a generated method: those have room for one byte, and
// eight are written.
package cocoa
