//nolint:misspell // the toolkit writes color
package chart

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"caro/build/bench/internal/report"
)

const (
	width  = 7 * vg.Inch
	height = 3.6 * vg.Inch
)

// formats are what each plot is written as.
var formats = []string{"png", "svg"}

// drawing is a plot with its place.
type drawing struct {
	part string // of the report
	name string // what its file is called after the report's name
	alt  string // what it shows, for who doesn't see it
	draw func(report.Report) (*plot.Plot, error)
	has  func(report.Report) bool
}

// drawings are all plots, in the order in which the document shows them.
var drawings = []drawing{
	{"compare", "total", "total time of each contender", totals, hasCompare},
	{"compare", "first", "time to the first token of each contender", firsts, hasCompare},
	{"compare", "ratios", "ratios of the means, with their spread", ratios, hasCompare},
	{"compare", "typed", "the typed requests, typed and not", typed, hasTyped},
	{"memory", "memory", "memory of the processes", memory, func(r report.Report) bool { return r.Memory != nil }},
	{"soak", "soak-latency", "latency over the requests of the long run", soakLatency, func(r report.Report) bool { return r.Soak != nil }},
	{"soak", "soak-memory", "memory of the worker over the requests of the long run", soakMemory, func(r report.Report) bool { return r.Soak != nil }},
	{"crowd", "crowd-memory", "memory of the worker under many clients", crowdMemory, func(r report.Report) bool { return r.Crowd != nil }},
}

func hasCompare(r report.Report) bool { return r.Compare != nil && len(r.Compare.Rows) > 0 }

func hasTyped(r report.Report) bool {
	return hasCompare(r) && len(samples(r.Compare, report.Typed, report.Typed, total)) > 0
}

// Draw writes all plots that the report has figures for into dir.
func Draw(r report.Report, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	for _, d := range drawings {
		if !d.has(r) {
			continue
		}
		p, err := d.draw(r)
		if err != nil {
			return fmt.Errorf("draw the %s of %s: %w", d.name, r.Name, err)
		}
		for _, format := range formats {
			if err := p.Save(width, height, filepath.Join(dir, file(r, d, format))); err != nil {
				return fmt.Errorf("draw the %s of %s: %w", d.name, r.Name, err)
			}
		}
	}
	return nil
}

// Markdown gives the lines that show a part's plots, which lie in the folder dir as seen
// from the document.
func Markdown(r report.Report, part, dir string) string {
	var out strings.Builder
	for _, d := range drawings {
		if d.part == part && d.has(r) {
			at := func(format string) string { return dir + "/" + file(r, d, format) }
			fmt.Fprintf(&out, "[![%s: %s](%s)](%s)\n", r.Name, d.alt, at("png"), at("svg"))
		}
	}
	return out.String()
}

func file(r report.Report, d drawing, format string) string {
	return r.Name + "-" + d.name + "." + format
}

// newPlot has a title that names the model, and a grid as faint as it can be.
func newPlot(r report.Report, title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text = r.Name + ": " + title
	p.Title.Padding = vg.Points(6)
	p.X.Label.Text, p.Y.Label.Text = x, y
	p.BackgroundColor = color.White
	return p
}

// grid is faint, so that the figures stand out.
func grid() *plotter.Grid {
	g := plotter.NewGrid()
	g.Vertical.Color, g.Horizontal.Color = faint, faint
	return g
}

// named puts names at 0, 1, 2 … of the axis, with room at both ends.
func named(a *plot.Axis, names []string) {
	a.Tick.Label.Font.Size = vg.Points(9)
	a.Min, a.Max = -0.6, float64(len(names))-0.4
	a.Tick.Width, a.Tick.Length, a.Width = 0, 0, 0
	ticks := make([]plot.Tick, len(names))
	for i, name := range names {
		ticks[i] = plot.Tick{Value: float64(i), Label: name}
	}
	a.Tick.Marker = plot.ConstantTicks(ticks)
}

// colours tell the contenders apart, for the colour-blind too (Okabe and Ito's).
var colours = map[string]color.Color{
	report.Caro:       color.RGBA{0, 114, 178, 255},
	report.Plain:      color.RGBA{90, 90, 90, 255},
	report.NodeSystem: color.RGBA{230, 159, 0, 255},
	report.NodeChat:   color.RGBA{213, 94, 0, 255},
	report.Typed:      color.RGBA{0, 158, 115, 255},
	report.Again:      color.RGBA{86, 180, 233, 255},
}

// faint is for what only helps to read.
var faint = color.RGBA{210, 210, 210, 255}
