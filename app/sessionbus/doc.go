// Package sessionbus connects to the message bus of the desktop session, on Linux: the
// hotkey on Wayland, notifications and the tray go through it.
//
// It never starts a bus: one that nothing else is on would be of no use, and would stay
// behind. It must not know what is said on the bus.
package sessionbus
