// Package iconset checks an .icns file: that it has the pictures which macOS looks for,
// each as a PNG of its size that decodes and shows something. Types and sizes are those
// of Apple's icon set. It doesn't
// know what the icon shows.
package iconset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"maps"
	"slices"

	"github.com/jackmordaunt/icns/v3"

	"caro/build/darwincheck/problem"
)

// sizes are the pictures, by their type, in pixels a side: 16 to 512 points at two
// pixels a point, 128 to 512 at one. For 16 and 32 points at one the system takes those
// at two: the types for them hold no PNGs.
var sizes = map[string]int{
	"ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512, "ic10": 1024,
	"ic07": 128, "ic08": 256, "ic09": 512,
}

// headerBytes is how long the name and length are, of the file and of each picture.
const headerBytes = 8

// Count is the number of pictures that a whole icon has.
func Count() int { return len(sizes) }

// Check judges an .icns file; place is its name in problems.
func Check(place string, data []byte) problem.List {
	var found problem.List
	be := binary.BigEndian
	if len(data) < headerBytes || string(data[:4]) != "icns" || uint64(be.Uint32(data[4:])) != uint64(len(data)) {
		found.Add(place, "it is no icon of macOS, or cut off")
		return found
	}
	there := map[string]bool{}
	for rest := data[headerBytes:]; len(rest) > 0; {
		if len(rest) < headerBytes || be.Uint32(rest[4:]) < headerBytes || uint64(be.Uint32(rest[4:])) > uint64(len(rest)) {
			found.Add(place, "a picture is cut off")
			return found
		}
		kind, length := string(rest[:4]), be.Uint32(rest[4:])
		picture := rest[headerBytes:length]
		rest = rest[length:]
		size, known := sizes[kind]
		switch {
		case !known:
			found.Add(place, "%q is none of the pictures that an icon has", kind)
		case there[kind]:
			found.Add(place, "%s (%d pixels) is there twice", kind, size)
		default:
			checkPicture(place, kind, size, picture, &found)
		}
		there[kind] = true
	}
	for _, kind := range slices.Sorted(maps.Keys(sizes)) {
		if !there[kind] {
			found.Add(place, "%s (%d pixels) is missing", kind, sizes[kind])
		}
	}
	if len(found) == 0 {
		if all, err := icns.DecodeAll(bytes.NewReader(data)); err != nil || len(all) != len(sizes) {
			found.Add(place, "another reader of icons finds %d pictures of %d: %v", len(all), len(sizes), err)
		}
	}
	return found
}

// checkPicture judges one picture.
func checkPicture(place, kind string, size int, picture []byte, found *problem.List) {
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	if err == nil && (config.Width != size || config.Height != size) {
		err = fmt.Errorf("it has %d by %d pixels", config.Width, config.Height)
	}
	if err != nil {
		found.Add(place, "%s is no PNG of %d by %d pixels: %v", kind, size, size, err)
		return
	}
	shown, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		found.Add(place, "%s (%d pixels) doesn't decode: %v", kind, size, err)
		return
	}
	if seen := opaque(shown); seen < 20 || seen > 99 {
		found.Add(place, "%s (%d pixels) fills %d %% of its place: an icon leaves the corners free", kind, size, seen)
	}
}

// opaque is how much of a picture isn't see-through, in percent.
func opaque(picture image.Image) int {
	seen, b := 0, picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if _, _, _, alpha := picture.At(x, y).RGBA(); alpha > 0 {
				seen++
			}
		}
	}
	return seen * 100 / (b.Dx() * b.Dy())
}
