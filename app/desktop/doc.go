// Package desktop is the app that lives in the menu bar or tray: one instance of it, its
// hotkey, its menu (app/menubar) and the window that a person asks in. It gathers what is
// true (the worker, the models and their downloads, the settings, the last requests) into
// one menubar.State, and does what a click asks for.
//
// Who is to drive it in a person's place, as package selftest does, gets it as a [Live].
//
// It decides nothing about commands: core and app/ask do. It holds no model: the worker
// does, and is watched, never polled.
package desktop
