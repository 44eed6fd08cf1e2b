package resources_test

import (
	"bytes"
	"image/png"
	"testing"

	"caro/resources"
)

// Each icon that can be asked for is there, at the size it is said to be.
func TestIcons(t *testing.T) {
	check := func(what string, text []byte, want int) {
		t.Helper()
		picture, err := png.DecodeConfig(bytes.NewReader(text))
		if err != nil || picture.Width != want || picture.Height != want {
			t.Errorf("%s is %d by %d: %v", what, picture.Width, picture.Height, err)
		}
	}
	for _, state := range resources.IconStates {
		for _, tone := range resources.IconTones {
			sizes := resources.PanelIconSizes
			if tone == resources.IconTemplate {
				sizes = resources.TemplateIconSizes
			}
			for _, size := range sizes {
				check(resources.StatusIconName(state, tone, size), resources.StatusIcon(state, tone, size), size)
			}
		}
	}
	for _, size := range resources.AppIconSizes {
		check(resources.AppIconName(size), resources.AppIcon(size), size)
	}
	check("the next larger one", resources.AppIcon(33), 48)
	check("the smallest", resources.AppIcon(0), 16)
	check("the largest", resources.AppIcon(4000), 512)
	check("a panel's", resources.StatusIcon(resources.IconIdle, resources.IconColoured, 30), 44)
}
