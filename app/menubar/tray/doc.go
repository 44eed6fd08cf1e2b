// Package tray shows the menu of package menubar in the menu bar or tray
// (fyne.io/systray). It takes states (Show), sends the tray what has changed and no more,
// and tells what is clicked (Clicks). Nothing in it waits for the tray but the one
// goroutine that speaks to it, and that holds no lock meanwhile.
//
// systray is one per process, and wants the main goroutine: so does Run. It must not
// decide what a menu holds, nor do what is clicked.
package tray
