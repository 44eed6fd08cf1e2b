//nolint:misspell // image/color writes color
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"caro/resources"
)

// drawing is an SVG file, square.
type drawing struct {
	text []byte
}

// drawings are all that icons are made from.
type drawings struct {
	app    *drawing
	status map[resources.IconState]*drawing // black
}

// tones are the colours of the icons for panels. The coloured one's contrast to white and
// to black is at least 3:1, which a test computes.
var tones = map[resources.IconTone]color.NRGBA{
	resources.IconTemplate: {0, 0, 0, 255},
	resources.IconColoured: {240, 72, 92, 255},
	resources.IconDark:     {46, 52, 64, 255},
	resources.IconLight:    {242, 242, 242, 255},
}

// readDrawings reads the SVG files in a folder.
func readDrawings(dir string) (*drawings, error) {
	app, err := readDrawing(filepath.Join(dir, "app.svg"))
	if err != nil {
		return nil, err
	}
	d := &drawings{app: app, status: map[resources.IconState]*drawing{}}
	for _, state := range resources.IconStates {
		if d.status[state], err = readDrawing(filepath.Join(dir, string(state)+".svg")); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func readDrawing(path string) (*drawing, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	// What the renderer doesn't know is an error, not left out.
	if _, err := oksvg.ReadIconStream(bytes.NewReader(text), oksvg.StrictErrorMode); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &drawing{text: text}, nil
}

// draw gives the drawing in a square of so many pixels.
func (d *drawing) draw(size int) *image.NRGBA { return d.drawWithin(size, 0) }

// drawWithin leaves margin empty on each side, a part of the square's side.
func (d *drawing) drawWithin(size int, margin float64) *image.NRGBA {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(d.text), oksvg.StrictErrorMode)
	if err != nil {
		panic(err) // it was read before
	}
	side := float64(size)
	icon.SetTarget(side*margin, side*margin, side*(1-2*margin), side*(1-2*margin))
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	scanner := rasterx.NewScannerGV(size, size, picture, picture.Bounds())
	icon.Draw(rasterx.NewDasher(size, size, scanner), 1)
	return plain(picture)
}

// plain gives the picture with colours that aren't multiplied with their opacity, as PNGs
// have them.
func plain(picture *image.RGBA) *image.NRGBA {
	out := image.NewNRGBA(picture.Rect)
	for i := 0; i < len(picture.Pix); i += 4 {
		from, to := picture.Pix[i:i+4], out.Pix[i:i+4]
		opacity := int(from[3])
		if opacity == 0 {
			continue
		}
		for j := range 3 {
			to[j] = uint8(min(255, (int(from[j])*255+opacity/2)/opacity))
		}
		to[3] = from[3]
	}
	return out
}

// tinted gives the picture's shape in one colour.
func tinted(picture *image.NRGBA, tone color.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(picture.Rect)
	for i := 0; i < len(picture.Pix); i += 4 {
		if opacity := picture.Pix[i+3]; opacity > 0 {
			copy(out.Pix[i:], []byte{tone.R, tone.G, tone.B, opacity})
		}
	}
	return out
}
