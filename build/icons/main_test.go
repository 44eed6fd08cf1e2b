//nolint:misspell // image/color writes color
package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackmordaunt/icns/v3"

	"caro/core/testneed"
	"caro/resources"
)

func drawn(t *testing.T) *drawings {
	t.Helper()
	d, err := readDrawings(filepath.Join(testneed.Root(t), "resources", "icons"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func decode(t *testing.T, text []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// difference reports how two pictures differ: the most of any value of any pixel, of 255.
func difference(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return 255
	}
	most := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			// Multiplied with the opacity: the colour of what isn't seen doesn't count.
			r, g, bl, o := a.At(x, y).RGBA()
			r2, g2, bl2, o2 := b.At(x, y).RGBA()
			for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {bl, bl2}, {o, o2}} {
				most = max(most, int(math.Abs(float64(pair[0])-float64(pair[1]))/257+0.5))
			}
		}
	}
	return most
}

// Another machine's arithmetic may round otherwise.
const rounding = 3

// What is committed is what the drawings give: `make icons` was run after they changed.
func TestCommittedIconsAreTheDrawings(t *testing.T) {
	d := drawn(t)
	dir := filepath.Join(testneed.Root(t), "resources", "icons", "png")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := embedded(d)
	total := 0
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		total += len(text)
		picture, ok := want[e.Name()]
		if !ok {
			t.Errorf("%s is made from no drawing", e.Name())
			continue
		}
		delete(want, e.Name())
		if by := difference(decode(t, text), picture); by > rounding {
			t.Errorf("%s differs from its drawing by %d of 255: run `make icons`", e.Name(), by)
		}
	}
	for name := range want {
		t.Errorf("%s is missing: run `make icons`", name)
	}
	if total > 300_000 {
		t.Errorf("the icons are %d bytes, which all go into the program", total)
	}
	sheet, err := drawSheet(d)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(testneed.Root(t), "docs", "pictures", "icons.png"))
	if err != nil {
		t.Fatal(err)
	}
	if by := difference(decode(t, text), sheet); by > rounding {
		t.Errorf("docs/pictures/icons.png differs from the drawings by %d of 255: run `make icons`", by)
	}
}

// Each state looks different from each other, in the smallest size too.
func TestStatesDiffer(t *testing.T) {
	d := drawn(t)
	for i, a := range resources.IconStates {
		for _, b := range resources.IconStates[i+1:] {
			if by := difference(d.status[a].draw(16), d.status[b].draw(16)); by < 200 {
				t.Errorf("%s and %s differ by %d of 255", a, b, by)
			}
		}
	}
}

// Nothing is cut off at an edge, and nothing is tiny.
func TestIconsFillTheirSquare(t *testing.T) {
	d := drawn(t)
	for state, drawing := range d.status {
		picture := drawing.draw(180)
		box := image.Rectangle{}
		for y := range 180 {
			for x := range 180 {
				if picture.NRGBAAt(x, y).A > 0 {
					box = box.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if !box.In(image.Rect(5, 5, 175, 175)) || box.Dx() < 130 || box.Dy() < 100 {
			t.Errorf("%s is drawn within %v of 180", state, box)
		}
	}
}

// contrast is the ratio of the luminances of two colours, by WCAG 2.
func contrast(a, b color.NRGBA) float64 {
	luminance := func(c color.NRGBA) float64 {
		linear := func(v uint8) float64 {
			f := float64(v) / 255
			if f <= 0.04045 {
				return f / 12.92
			}
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestTonesCanBeSeen(t *testing.T) {
	white, black := color.NRGBA{255, 255, 255, 255}, color.NRGBA{0, 0, 0, 255}
	for _, c := range []struct {
		tone   resources.IconTone
		ground color.NRGBA
		least  float64
	}{
		{resources.IconColoured, white, 3},
		{resources.IconColoured, lightGround, 3},
		{resources.IconColoured, darkGround, 3},
		{resources.IconColoured, black, 3},
		{resources.IconDark, lightGround, 7},
		{resources.IconLight, darkGround, 7},
	} {
		if got := contrast(tones[c.tone], c.ground); got < c.least {
			t.Errorf("%s on %v has a contrast of %.2f", c.tone, c.ground, got)
		}
	}
}

func TestIcns(t *testing.T) {
	d := drawn(t)
	text, err := icnsFile(d.app)
	if err != nil {
		t.Fatal(err)
	}
	// By the format's own description: a type of four letters, a length with the eight
	// bytes of its head, a PNG.
	if string(text[:4]) != "icns" || int(binary.BigEndian.Uint32(text[4:])) != len(text) {
		t.Fatalf("the head is %x, the length %d", text[:8], len(text))
	}
	var types []string
	for rest := text[8:]; len(rest) > 0; {
		length := binary.BigEndian.Uint32(rest[4:])
		name := string(rest[:4])
		types = append(types, name)
		picture := decode(t, rest[8:length])
		for _, size := range macSizes {
			if size.ID == name && picture.Bounds() != image.Rect(0, 0, int(size.Size), int(size.Size)) {
				t.Errorf("%s is %v", name, picture.Bounds())
			}
		}
		_, _, _, corner := picture.At(0, 0).RGBA()
		side := picture.Bounds().Dx()
		_, _, _, middle := picture.At(side/2, side/4).RGBA()
		if corner != 0 || middle != 0xffff {
			t.Errorf("%s: the corner's opacity is %#x, the middle's %#x", name, corner, middle)
		}
		rest = rest[length:]
	}
	if want := []string{"ic10", "ic09", "ic14", "ic08", "ic13", "ic07", "ic12", "ic11"}; !slices.Equal(types, want) {
		t.Errorf("the types are %q", types)
	}
	if all, err := icns.DecodeAll(bytes.NewReader(text)); err != nil || len(all) != len(macSizes) {
		t.Errorf("%d pictures, %v", len(all), err)
	}
}

// The renderer leaves the width of strokes and gradients in the file's units as they are
// when it scales: drawings must do without.
func TestDrawingsScale(t *testing.T) {
	d := drawn(t)
	all := []*drawing{d.app}
	for _, drawing := range d.status {
		all = append(all, drawing)
	}
	for _, drawing := range all {
		for _, word := range []string{"stroke", "userSpaceOnUse"} {
			if strings.Contains(string(drawing.text), word) {
				t.Errorf("a drawing has %s in it: %.60s…", word, drawing.text)
			}
		}
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "x.svg")
	if err := os.WriteFile(path, []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>x</text></svg>`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readDrawing(path); err == nil {
		t.Error("text is left out without a word")
	}
}

// The step writes all that it says it does.
func TestWrite(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	svgs := filepath.Join(root, "resources", "icons")
	if err := os.CopyFS(svgs, os.DirFS(filepath.Join(testneed.Root(t), "resources", "icons"))); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(svgs, "png")); err != nil {
		t.Fatal(err)
	}
	if err := write(root, out); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		filepath.Join(svgs, "png", "idle-template-18.png"), filepath.Join(root, "docs", "pictures", "icons.png"),
		filepath.Join(out, "Caro.icns"), filepath.Join(out, "icons", "hicolor", "48x48", "apps", "caro.png"),
		filepath.Join(out, "icons", "hicolor", "scalable", "apps", "caro.svg"),
	} {
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
}
