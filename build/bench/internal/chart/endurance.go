//nolint:misspell // the toolkit writes color
package chart

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"caro/build/bench/internal/report"
	"caro/build/internal/stat"
)

// memory draws what each process holds.
func memory(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, "memory in RAM", "", "GB")
	g := grid()
	g.Vertical.Width = 0
	p.Add(g)
	m := r.Memory
	var names []string
	var labels plotter.XYLabels
	for _, bar := range []struct {
		name  string
		bytes uint64
		key   string
	}{
		{"model's\ntensors", uint64(m.Model), report.Plain},
		{"worker,\nloaded", m.Loaded, report.Caro},
		{fmt.Sprintf("after %d\nrequests", m.Requests), m.After, report.Caro},
		{"low-memory\nmode", m.Low, report.Typed},
		{"unloaded", m.Unloaded, report.Again},
		{"after the\nidle time", m.Exited, report.Again},
		{"caro", m.Front, report.NodeSystem},
	} {
		chart, err := plotter.NewBarChart(plotter.Values{float64(bar.bytes) / 1e9}, vg.Points(36))
		if err != nil {
			return nil, err
		}
		chart.XMin, chart.Color, chart.LineStyle.Width = float64(len(names)), colours[bar.key], 0
		p.Add(chart)
		labels.XYs = append(labels.XYs, plotter.XY{X: chart.XMin, Y: float64(bar.bytes) / 1e9})
		labels.Labels = append(labels.Labels, fmt.Sprintf("%.2f", float64(bar.bytes)/1e9))
		names = append(names, bar.name)
	}
	written, err := plotter.NewLabels(labels)
	if err != nil {
		return nil, err
	}
	for i := range written.TextStyle {
		written.TextStyle[i].XAlign = draw.XCenter
	}
	written.Offset.Y = vg.Points(3)
	p.Add(written)
	named(&p.X, names)
	p.Y.Min = 0
	p.Y.Max *= 1.1
	return p, nil
}

func soakLatency(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, fmt.Sprintf("latency, %d clients on one worker", r.Soak.Clients), "requests answered", "ms")
	var points plotter.XYs
	for _, at := range r.Soak.Points {
		if at.Latency > 0 {
			points = append(points, plotter.XY{X: float64(at.Done), Y: at.Latency})
		}
	}
	return p, dots(p, points, r.Soak.Latency, 1)
}

func soakMemory(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, "memory of the worker", "requests answered", "GB")
	return p, dots(p, resident(r.Soak.Points), r.Soak.Memory, 1e9)
}

func crowdMemory(r report.Report) (*plot.Plot, error) {
	p := newPlot(r, fmt.Sprintf("memory of the worker, %d clients at once", r.Crowd.Clients), "requests answered", "GB")
	return p, dots(p, resident(r.Crowd.Points), r.Crowd.Memory, 1e9)
}

func resident(list []report.Point) plotter.XYs {
	var points plotter.XYs
	for _, at := range list {
		if at.Resident > 0 {
			points = append(points, plotter.XY{X: float64(at.Done), Y: float64(at.Resident) / 1e9})
		}
	}
	return points
}

// dots draws the points with the line through them, whose unit is by how much finer than
// theirs; the axis begins at 0, so that small things look small.
func dots(p *plot.Plot, points plotter.XYs, line stat.Line, unit float64) error {
	if len(points) == 0 {
		return fmt.Errorf("there are no points")
	}
	p.Add(grid())
	scatter, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	scatter.GlyphStyle = draw.GlyphStyle{Color: colours[report.Caro], Radius: vg.Points(1.5), Shape: draw.CircleGlyph{}}
	from, to := points[0].X, points[len(points)-1].X
	trend, err := plotter.NewLine(plotter.XYs{{X: from, Y: line.Y(from) / unit}, {X: to, Y: line.Y(to) / unit}})
	if err != nil {
		return err
	}
	trend.Color, trend.Width = colours[report.NodeChat], vg.Points(1.5)
	p.Add(scatter, trend)
	p.Legend.Add("straight line through all", trend)
	p.Legend.ThumbnailWidth = vg.Points(18)
	p.Y.Min = 0
	p.Y.Max *= 1.15 // room for the legend
	p.X.Max *= 1.02
	p.Legend.Top = true
	return nil
}
