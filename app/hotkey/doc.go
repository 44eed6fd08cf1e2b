// Package hotkey lets Caro be called from anywhere by a combination of keys.
//
// A [Combination] is written as in "ctrl+alt+return" ([Parse], [Combination.Text]) and shown
// as each platform's menus show it ([Combination.String]). On Linux, Bind has the desktop
// send its presses to this process: by a key grab on X11, by the GlobalShortcuts portal on
// Wayland. On macOS it asks the system for the key at the place that the combination's key
// has on an ANSI keyboard, which takes no permission.
//
// # Which combination
//
// [Default] must be free on a machine that nobody has set up for Caro, and stay free.
//
// On macOS ⌘Space, ⌥⌘Space, ⌃Space, ⌃⌥Space and ⌃⌘Space belong to the system (Spotlight,
// Finder, input sources, characters), ⌥Space and ⇧⌘Space to popular launchers and password
// managers. ⌃⌥ together is the modifier of VoiceOver, which has a command on nearly each
// letter with ⌃⌥⌘ too (⌃⌥⌘C finds the next change of colour). What is left beside the space
// bar is ⌥⇧⌘Space.
//
// On Linux desktops everything with Super, Alt+F1 to F12, Alt+Space and Alt+Tab belongs to the
// desktop; Ctrl+Space and Ctrl+Alt+Space to launchers and input methods. Of Ctrl+Alt the
// files of defaults of GNOME 43, Plasma 5.27, Xfce 4.18, MATE 1.26, Cinnamon 5.6, LXQt 1.2 and
// Openbox 3.6 in Debian 12 take the arrows, Tab, Escape, Delete, Backspace, Home, End, Print,
// F1 to F12, the keypad and the letters D, E, F, I, K, L, R, T, V and X. Shift together with Ctrl
// or Alt switches the keyboard layout where that is set up so. A letter doesn't lie on
// every layout, and editors have uses for most of them (Ctrl+Alt+C: a comment in
// LibreOffice, the path of a file in VS Code). Ctrl+Alt+Enter is none of these, and every
// keyboard has it.
//
// # What it must not know
//
// What a press is for: a front decides that. It must not read any other key.
package hotkey
