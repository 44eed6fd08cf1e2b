//go:build cgo

package cli

import "caro/resources"

const appHelp = `Shows Caro in the menu bar until you choose Quit there; opening Caro.app does the same. The
hotkey (⌥⇧⌘Space unless the settings name another) and a click on the icon open a popover
to ask in: Enter asks, Enter copies, Esc closes. A click with the right button opens the menu.

One app runs for a user. Started again it opens the popover of the one that runs.`

// The menu bar colours a template itself. Its icons are 18 points high.
const (
	iconTone = resources.IconTemplate
	iconSize = 36 // pixels, two a point
)
