package iconset

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// draw makes an icon of pictures of the sizes given, each a disc.
func draw(t *testing.T, pictures map[string]int) []byte {
	t.Helper()
	var body []byte
	for kind, size := range pictures {
		p := image.NewNRGBA(image.Rect(0, 0, size, size))
		for y := range size {
			for x := range size {
				if dx, dy := 2*x-size, 2*y-size; dx*dx+dy*dy < size*size {
					p.SetNRGBA(x, y, color.NRGBA{200, 60, 60, 255})
				}
			}
		}
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, p); err != nil {
			t.Fatal(err)
		}
		body = append(body, chunk(kind, b.Bytes())...)
	}
	return chunk("icns", body)
}

func chunk(kind string, data []byte) []byte {
	return append(binary.BigEndian.AppendUint32([]byte(kind), uint32(len(data)+headerBytes)), data...)
}

// with is the sizes with one of them changed, or left out if it is 0.
func with(kind string, size int) map[string]int {
	changed := map[string]int{}
	for k, s := range sizes {
		changed[k] = s
	}
	changed[kind] = size
	if size == 0 {
		delete(changed, kind)
	}
	return changed
}

// TestFaults accepts an icon that is right and refuses it with one fault after the other.
func TestFaults(t *testing.T) {
	right := draw(t, sizes)
	at := bytes.Index(right, []byte("IDAT")) + 40
	broken := bytes.Clone(right)
	broken[at] ^= 0xff
	var blank bytes.Buffer
	if err := png.Encode(&blank, image.NewNRGBA(image.Rect(0, 0, 32, 32))); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"right", "", right},
		{"size missing", "ic12 (64 pixels) is missing", draw(t, with("ic12", 0))},
		{"largest missing", "ic10 (1024 pixels) is missing", draw(t, with("ic10", 0))},
		{"wrong size", "ic11 is no PNG of 32 by 32 pixels: it has 16 by 16", draw(t, with("ic11", 16))},
		{"of no use", `"icp4" is none of the pictures`, draw(t, with("icp4", 16))},
		{"twice", "ic11 (32 pixels) is there twice", chunk("icns", bytes.Repeat(draw(t, map[string]int{"ic11": 32})[8:], 2))},
		{"damaged", "doesn't decode", broken},
		{"no picture", "ic11 is no PNG", chunk("icns", chunk("ic11", []byte("none")))},
		{"blank", "ic11 (32 pixels) fills 0 %", chunk("icns", chunk("ic11", blank.Bytes()))},
		{"cut off", "cut off", right[:len(right)-1]},
		{"picture cut off", "a picture is cut off", chunk("icns", []byte("ic11\x00\x00\xff\xff"))},
		{"empty", "no icon of macOS", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := Check("Caro.icns", tt.data)
			if tt.want == "" {
				if len(found) > 0 {
					t.Error(found)
				}
				return
			}
			for _, p := range found {
				if strings.Contains(p.Text, tt.want) {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}
