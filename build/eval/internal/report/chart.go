//nolint:misspell // the toolkit writes color
package report

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	width  = 7 * vg.Inch
	height = 3.6 * vg.Inch
)

// drawing is a plot with its place.
type drawing struct {
	section string
	name    string // of its file
	alt     string // what it shows, for who doesn't see it
	make    func(*Report) (*plot.Plot, error)
}

var drawings = []drawing{
	{"accuracy", "right", "share of right answers, with the range of 95 in 100", (*Report).rightPlot},
	{"accuracy", "levels", "share of right answers by difficulty", (*Report).levelPlot},
	{"time", "time", "time to the command", (*Report).timePlot},
}

// Okabe and Ito's colours, which the colour-blind can tell apart.
var colours = []color.Color{
	color.RGBA{0, 114, 178, 255}, color.RGBA{230, 159, 0, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{213, 94, 0, 255},
}

// faint is for what only helps to read.
var faint = color.RGBA{210, 210, 210, 255}

// draw writes the plots that there are figures for, and returns them by section.
func (r *Report) draw(dir string) (map[string][]drawing, error) {
	drawn := map[string][]drawing{}
	if len(r.measured()) == 0 {
		return drawn, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	for _, d := range drawings {
		p, err := d.make(r)
		if err != nil {
			return nil, fmt.Errorf("draw %s: %w", d.name, err)
		}
		for _, format := range []string{"png", "svg"} {
			if err := p.Save(width, height, filepath.Join(dir, d.name+"."+format)); err != nil {
				return nil, fmt.Errorf("draw %s: %w", d.name, err)
			}
		}
		drawn[d.section] = append(drawn[d.section], d)
	}
	return drawn, nil
}

// measured are the configurations that answered tasks.
func (r *Report) measured() []Config {
	var list []Config
	for _, c := range r.Configs {
		if r.share(c.Name, every).N > 0 {
			list = append(list, c)
		}
	}
	return list
}

// newPlot has the configurations along its lower edge.
func (r *Report) newPlot(title, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.Title.Padding = title, vg.Points(6)
	p.Y.Label.Text = y
	p.BackgroundColor = color.White
	g := plotter.NewGrid()
	g.Vertical.Width, g.Horizontal.Color = 0, faint
	p.Add(g)
	list := r.measured()
	ticks := make([]plot.Tick, len(list))
	for i, c := range list {
		ticks[i] = plot.Tick{Value: float64(i), Label: c.Name}
	}
	p.X.Tick.Marker = plot.ConstantTicks(ticks)
	p.X.Tick.Width, p.X.Tick.Length, p.X.Width = 0, 0, 0
	p.X.Min, p.X.Max = -0.6, float64(len(list))-0.4
	return p
}

// ranges are points with the ends of their ranges.
type ranges struct {
	plotter.XYs
	plotter.YErrors
}

func (r *Report) rightPlot() (*plot.Plot, error) {
	p := r.newPlot("right answers", "per cent")
	var values plotter.Values
	spans := ranges{}
	for i, c := range r.measured() {
		s := r.share(c.Name, every)
		v := 100 * s.Value()
		values = append(values, v)
		spans.XYs = append(spans.XYs, plotter.XY{X: float64(i), Y: v})
		spans.YErrors = append(spans.YErrors, struct{ Low, High float64 }{v - 100*s.Low, 100*s.High - v})
	}
	bars, err := plotter.NewBarChart(values, vg.Points(34))
	if err != nil {
		return nil, err
	}
	bars.Color, bars.LineStyle.Width = colours[0], 0
	errorBars, err := plotter.NewYErrorBars(spans)
	if err != nil {
		return nil, err
	}
	p.Add(bars, errorBars)
	p.Y.Min, p.Y.Max = 0, 100
	return p, nil
}

func (r *Report) levelPlot() (*plot.Plot, error) {
	p := r.newPlot("right answers by difficulty", "per cent")
	const wide = 14
	for i, level := range levels {
		var values plotter.Values
		for _, c := range r.measured() {
			s := r.share(c.Name, func(t Task) bool { return t.Level == level })
			v := 0.0
			if s.N > 0 {
				v = 100 * s.Value()
			}
			values = append(values, v)
		}
		bars, err := plotter.NewBarChart(values, vg.Points(wide))
		if err != nil {
			return nil, err
		}
		bars.Color, bars.LineStyle.Width = colours[i], 0
		bars.Offset = vg.Points(wide * float64(i-1))
		p.Add(bars)
		p.Legend.Add(level, bars)
	}
	p.Legend.Top = true
	p.Y.Min, p.Y.Max = 0, 118 // room for the legend
	return p, nil
}

func (r *Report) timePlot() (*plot.Plot, error) {
	p := r.newPlot("time to the command, each task a point of a box", "seconds")
	for i, c := range r.measured() {
		var values plotter.Values
		for _, t := range r.Tasks {
			if a, there := t.Answers[c.Name]; there {
				values = append(values, a.Total/1000)
			}
		}
		box, err := plotter.NewBoxPlot(vg.Points(34), float64(i), values)
		if err != nil {
			return nil, err
		}
		box.FillColor = colours[0]
		box.GlyphStyle.Shape, box.GlyphStyle.Radius = draw.CircleGlyph{}, vg.Points(1.5)
		p.Add(box)
	}
	p.Y.Min = 0
	return p, nil
}
