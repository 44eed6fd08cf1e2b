package main

import (
	"bytes"
	"fmt"

	"github.com/jackmordaunt/icns/v3"
)

// macMargin is what Apple's template for app icons leaves empty around: 100 of 1024.
const macMargin = 100.0 / 1024

// macSizes are the pictures in an .icns file: 16 to 512 points at two pixels a point, 128
// to 512 at one. For 16 and 32 points at one the system takes the larger; the types for
// those hold no PNGs.
var macSizes = []icns.OsType{
	{ID: "ic10", Size: 1024}, // 512 points, two pixels each
	{ID: "ic09", Size: 512},
	{ID: "ic14", Size: 512}, // 256, two
	{ID: "ic08", Size: 256},
	{ID: "ic13", Size: 256}, // 128, two
	{ID: "ic07", Size: 128},
	{ID: "ic12", Size: 64}, // 32, two
	{ID: "ic11", Size: 32}, // 16, two
}

// icnsFile gives the app's icon as macOS wants it, each size drawn by itself.
func icnsFile(app *drawing) ([]byte, error) {
	set := &icns.IconSet{}
	for _, size := range macSizes {
		set.Icons = append(set.Icons, &icns.Icon{Type: size, Image: app.drawWithin(int(size.Size), macMargin)})
	}
	var b bytes.Buffer
	if _, err := set.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("the icon for macOS: %w", err)
	}
	return b.Bytes(), nil
}
