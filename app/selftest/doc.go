// Package selftest drives the app as a person would, and says what works on this machine: it
// opens the window, types a request, waits for the model's answer, looks whether the command
// is on the clipboard, goes through the menu, presses the hotkey, kills the engine, and quits.
//
// It runs as two processes. [Drive] is in the one with the app (package desktop) in its hands;
// [Run] starts that one in folders of its own, collects the results as they come, so that a
// crash loses none, and puts back what the test has changed: the clipboard, opening at login,
// the command line tool. The person's settings, history and models are only read, and an
// app that runs already is left alone.
//
// How keys are pressed and what can be seen differs between systems ([Hands]); the steps are
// the same. It must not know AppKit or X11 beyond that, nor judge an answer: any command will
// do.
package selftest
