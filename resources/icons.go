package resources

import (
	"embed"
	"fmt"
)

// icons are pictures drawn for Caro, made from the SVG files beside them by `make icons`.
//
//go:embed icons/png/*.png
var icons embed.FS

// IconState says what the icon in the menu bar or panel tells.
type IconState string

// The states: ready, an answer is being written, a download is under way, something is
// wrong.
const (
	IconIdle     IconState = "idle"
	IconBusy     IconState = "busy"
	IconDownload IconState = "download"
	IconProblem  IconState = "problem"
)

// IconTone says what the icon in the menu bar or panel is drawn for.
type IconTone string

// The tones. macOS colours a template itself. Panels on Linux don't, and don't say how
// light they are: coloured can be seen on all of them, the other two where that is known.
const (
	IconTemplate IconTone = "template" // black, macOS
	IconColoured IconTone = "coloured"
	IconDark     IconTone = "dark"  // for a light panel
	IconLight    IconTone = "light" // for a dark panel
)

// The sides that there are of each icon, in pixels: for one and two pixels a point, of
// templates at 16 and 18 points and of panels' icons at 22 and 24.
var (
	IconStates        = []IconState{IconIdle, IconBusy, IconDownload, IconProblem}
	IconTones         = []IconTone{IconTemplate, IconColoured, IconDark, IconLight}
	TemplateIconSizes = []int{16, 18, 32, 36}
	PanelIconSizes    = []int{22, 24, 44, 48}
	AppIconSizes      = []int{16, 22, 24, 32, 48, 64, 128, 256, 512}
)

// StatusIcon gives the icon for a menu bar or panel as a PNG, of the size in pixels or the
// next larger one that there is.
func StatusIcon(state IconState, tone IconTone, size int) []byte {
	sizes := PanelIconSizes
	if tone == IconTemplate {
		sizes = TemplateIconSizes
	}
	return icon(StatusIconName(state, tone, nearest(sizes, size)))
}

// AppIcon gives the app's icon as a PNG, of the size in pixels or the next larger one that
// there is.
func AppIcon(size int) []byte { return icon(AppIconName(nearest(AppIconSizes, size))) }

// StatusIconName is the name of an icon's file in resources/icons/png.
func StatusIconName(state IconState, tone IconTone, size int) string {
	return fmt.Sprintf("%s-%s-%d.png", state, tone, size)
}

// AppIconName is the name of the app icon's file in resources/icons/png.
func AppIconName(size int) string { return fmt.Sprintf("app-%d.png", size) }

// nearest is the first of the sizes, which rise, that is at least size, else the last.
func nearest(sizes []int, size int) int {
	for _, s := range sizes {
		if s >= size {
			return s
		}
	}
	return sizes[len(sizes)-1]
}

func icon(name string) []byte {
	png, err := icons.ReadFile("icons/png/" + name)
	if err != nil {
		return nil // there is one of each: a test reads them all
	}
	return png
}
