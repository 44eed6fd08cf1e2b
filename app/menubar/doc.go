// Package menubar will turn one state into the menu's items and apply the differences to
// the tray. Nothing of it is here yet.
//
// Its labels are pure functions; it must not know a model or a backend.
package menubar
