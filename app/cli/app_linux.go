package cli

import "caro/resources"

const appHelp = `Shows Caro in the tray of this desktop until you choose Quit there. The hotkey (Ctrl+Alt+
Enter unless the settings name another) and a click on the icon open a window to ask in:
` + "`caro ask --once`" + ` in your terminal. Enter asks, Enter copies, Esc closes.

One app runs for a user. Started again it opens the window of the one that runs, so a
desktop's own keyboard shortcut may run it too.`

// A panel says nothing of its colour, and makes icons smaller itself.
const (
	iconTone = resources.IconColoured
	iconSize = 48 // pixels
)
