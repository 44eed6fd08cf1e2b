package terminal

import (
	"math"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Whatever the terminal's background, what is written in a colour can be read.
func TestContrast(t *testing.T) {
	for name, c := range map[string]lipgloss.Color{
		"red": fixedHues.red, "green": fixedHues.green, "magenta": fixedHues.magenta, "cyan": fixedHues.cyan,
	} {
		l := luminance(c)
		if onWhite, onBlack := 1.05/(l+0.05), (l+0.05)/0.05; onWhite < 3.9 || onBlack < 3.9 {
			t.Errorf("%s has a contrast of %.1f on white and %.1f on black", name, onWhite, onBlack)
		}
	}
	if got := luminance(fixedHues.yellow); (got+0.05)/(luminance(fixedHues.black)+0.05) < 7 {
		t.Errorf("black on yellow has too little contrast: %.2f", got)
	}
}

// luminance is the relative luminance of WCAG 2, from 0 to 1.
func luminance(c lipgloss.Color) float64 {
	rgb := termenv.ConvertToRGB(termenv.ANSI256.Color(string(c)))
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(rgb.R) + 0.7152*linear(rgb.G) + 0.0722*linear(rgb.B)
}
