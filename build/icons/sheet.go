//nolint:misspell // image/color writes color
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"caro/resources"
)

// The grounds that the sheet shows icons on.
var (
	lightGround = color.NRGBA{246, 246, 246, 255}
	darkGround  = color.NRGBA{36, 38, 44, 255}
)

// sheet is a picture with rows of icons.
type sheet struct {
	picture *image.NRGBA
	face    font.Face
}

const (
	sheetWidth  = 1200
	halfWidth   = sheetWidth / 2
	sheetHeight = 960
)

// drawSheet shows all icons, on a light and on a dark ground.
func drawSheet(d *drawings) (image.Image, error) {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, fmt.Errorf("the sheet's font: %w", err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 15, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("the sheet's font: %w", err)
	}
	s := &sheet{image.NewNRGBA(image.Rect(0, 0, sheetWidth, sheetHeight)), face}
	for i, ground := range []color.NRGBA{lightGround, darkGround} {
		half := image.Rect(i*halfWidth, 0, (i+1)*halfWidth, sheetHeight)
		draw.Draw(s.picture, half, image.NewUniform(ground), image.Point{}, draw.Src)
		s.half(d, half.Min.X, i == 1)
	}
	return s.picture, nil
}

// half draws one ground's rows from x on.
func (s *sheet) half(d *drawings, x int, dark bool) {
	words, plainTone := color.NRGBA{70, 70, 76, 255}, resources.IconDark
	if dark {
		words, plainTone = color.NRGBA{190, 190, 198, 255}, resources.IconLight
	}
	y := 40
	for _, tone := range []resources.IconTone{plainTone, resources.IconColoured} {
		s.write(x+24, y, "16, 18, 22, 24, 32, 44, 88 pixels; "+string(tone), words)
		y += 16
		for _, state := range resources.IconStates {
			s.write(x+24, y+50, string(state), words)
			at := x + 120
			for _, size := range []int{16, 18, 22, 24, 32, 44, 88} {
				icon := tinted(d.status[state].draw(size), tones[tone])
				s.put(icon, at, y+45-size/2)
				at += size + 24
			}
			y += 78
		}
		y += 46
	}
	s.write(x+24, y-16, "the app: 16, 22, 32, 48, 64, 128 pixels", words)
	at := x + 24
	for _, size := range []int{16, 22, 32, 48, 64, 128} {
		s.put(d.app.draw(size), at, y+72-size/2)
		at += size + 28
	}
}

func (s *sheet) put(icon image.Image, x, y int) {
	draw.Draw(s.picture, icon.Bounds().Add(image.Pt(x, y)), icon, image.Point{}, draw.Over)
}

func (s *sheet) write(x, y int, text string, tone color.NRGBA) {
	drawer := font.Drawer{Dst: s.picture, Src: image.NewUniform(tone), Face: s.face, Dot: fixed.P(x, y)}
	drawer.DrawString(text)
}
