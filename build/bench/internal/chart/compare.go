//nolint:misspell // the toolkit writes color
package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"caro/build/bench/internal/report"
)

func total(s report.Sample) float64 { return s.Total }

func first(s report.Sample) float64 { return s.First }

// samples are a contender's figures in the requests that another answered too.
func samples(c *report.Compare, key, also string, figure func(report.Sample) float64) plotter.Values {
	var list plotter.Values
	for _, row := range c.Rows {
		s, there := row.Samples[key]
		if _, too := row.Samples[also]; there && too {
			list = append(list, figure(s))
		}
	}
	return list
}

func totals(r report.Report) (*plot.Plot, error) {
	return shares(r, "time to the whole command", "ms", total)
}

func firsts(r report.Report) (*plot.Plot, error) {
	return shares(r, "time to the first token", "ms", first)
}

// shares draws for each contender which part of the requests was answered after how long.
func shares(r report.Report, title, unit string, figure func(report.Sample) float64) (*plot.Plot, error) {
	p := newPlot(r, title, unit, "part of the requests")
	p.Add(grid())
	for _, key := range report.Keys {
		values := samples(r.Compare, key, key, figure)
		if len(values) == 0 {
			continue
		}
		slices.Sort(values)
		points := make(plotter.XYs, len(values)+1)
		points[0].X = values[0]
		for i, v := range values {
			points[i+1] = plotter.XY{X: v, Y: float64(i+1) / float64(len(values))}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, err
		}
		line.StepStyle = plotter.PostStep
		line.Color, line.Width = colours[key], vg.Points(1.6)
		if key == report.Again {
			line.Dashes = []vg.Length{vg.Points(4), vg.Points(2)}
		}
		p.Add(line)
		p.Legend.Add(report.Titles[key], line)
	}
	p.X.Min, p.Y.Min, p.Y.Max = 0, 0, 1
	p.X.Max *= 1.02
	p.Legend.ThumbnailWidth = vg.Points(18)
	p.Legend.YOffs, p.Legend.XOffs = vg.Points(6), -vg.Points(6)
	return p, nil
}

// ratios draws the ratios as bars with their ranges, and the aims as marks.
func ratios(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, "ratio of means, with the range of 95 in 100", "", "")
	list := slices.Clone(r.Compare.Ratios)
	slices.Reverse(list) // the first is to be at the top
	var names []string
	spans := ranges{}
	for i, ratio := range list {
		bar, err := plotter.NewBarChart(plotter.Values{ratio.Value}, vg.Points(12))
		if err != nil {
			return nil, err
		}
		bar.Horizontal, bar.XMin = true, float64(i)
		bar.Color, bar.LineStyle.Width = colours[ratio.Of], 0
		p.Add(bar)
		at := plotter.XY{X: ratio.Value, Y: float64(i)}
		spans.XYs = append(spans.XYs, at)
		spans.XErrors = append(spans.XErrors, struct{ Low, High float64 }{ratio.Low - ratio.Value, ratio.High - ratio.Value})
		if ratio.Limit > 0 {
			mark, err := plotter.NewLine(plotter.XYs{{X: float64(ratio.Limit), Y: float64(i) - 0.4}, {X: float64(ratio.Limit), Y: float64(i) + 0.4}})
			if err != nil {
				return nil, err
			}
			mark.Width, mark.Color = vg.Points(2), colours[report.NodeChat]
			p.Add(mark)
		}
		names = append(names, short[ratio.Of]+" ÷ "+short[ratio.Over]+", "+ratio.What)
	}
	bars, err := plotter.NewXErrorBars(spans)
	if err != nil {
		return nil, err
	}
	p.Add(bars)
	named(&p.Y, names)
	p.X.Label.Text = "less is better; the upright marks are the aims"
	p.X.Min = 0
	p.X.Max = max(p.X.Max, 1.1)
	return p, nil
}

// ranges are points with the ends of their ranges.
type ranges struct {
	plotter.XYs
	plotter.XErrors
}

// short names the contenders where there is little room.
var short = map[string]string{
	report.Caro: "Caro", report.Plain: "plain", report.NodeSystem: "node, system", report.NodeChat: "node, chat",
	report.Typed: "typed", report.Again: "again",
}

// typed shows those requests that were typed too, by every way.
func typed(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, "from Enter to the whole command, the typed requests", "", "ms")
	g := grid()
	g.Vertical.Width = 0
	p.Add(g)
	var names []string
	for _, key := range []string{report.NodeSystem, report.NodeChat, report.Plain, report.Caro, report.Typed} {
		values := samples(r.Compare, key, report.Typed, total)
		if len(values) == 0 {
			continue
		}
		box, err := plotter.NewBoxPlot(vg.Points(36), float64(len(names)), values)
		if err != nil {
			return nil, err
		}
		box.FillColor = colours[key]
		box.GlyphStyle.Shape = draw.CircleGlyph{}
		p.Add(box)
		names = append(names, short[key])
	}
	named(&p.X, names)
	p.Y.Min = 0
	return p, nil
}
