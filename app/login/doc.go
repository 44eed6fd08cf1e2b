// Package login has Caro opened when the person logs in: on Linux by an autostart file of
// the desktop (XDG Desktop Application Autostart), on macOS by the system's login items
// (SMAppService), which know Caro.app and take no file.
//
// It is off until the person turns it on. The file is theirs: what they or their desktop
// change in it stays, and an entry that they have turned off stays off until they turn it
// on in Caro. The package must not know what is opened.
package login
