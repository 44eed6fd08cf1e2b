// Package notify shows notifications of the desktop, on Linux by the server that the
// freedesktop specification has for that (org.freedesktop.Notifications), on macOS by the
// system's own, which asks the person at the first one whether Caro may show any.
//
// A notification is a courtesy: what it says must be found elsewhere too, since there may
// be no server, or the person has silenced it. The package must not know what is worth one.
// The server keeps what it is shown in its history, where other programs can read it.
package notify
