package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/build/bench/internal/report"
	"caro/build/internal/stat"
)

// sample is a report with figures that look like real ones.
func sample() report.Report {
	random := rand.New(rand.NewPCG(1, 1))
	c := &report.Compare{}
	for i := range 60 {
		row := report.Row{Request: i + 1, Samples: map[string]report.Sample{}}
		for key, speed := range map[string]float64{report.Caro: 0.6, report.Plain: 0.9, report.NodeSystem: 1, report.NodeChat: 1.05, report.Typed: 0.1, report.Again: 0.3} {
			if key == report.Typed && i%3 > 0 {
				continue
			}
			row.Samples[key] = report.Sample{Total: speed * (400 + 800*random.Float64()), First: speed * (150 + 100*random.Float64()), Tokens: 12}
		}
		c.Rows = append(c.Rows, row)
	}
	c.Ratios = []report.Ratio{
		{Of: report.Caro, Over: report.Plain, What: report.WhatTotal, Limit: 0.85, Ratio: stat.Ratio{Value: 0.7, Low: 0.66, High: 0.75}},
		{Of: report.Caro, Over: report.NodeChat, What: report.WhatTotal, Limit: 0.75, Ratio: stat.Ratio{Value: 0.62, Low: 0.6, High: 0.66}},
		{Of: report.Typed, Over: report.NodeChat, What: report.WhatTotal, Limit: 0.25, Ratio: stat.Ratio{Value: 0.1, Low: 0.08, High: 0.14}},
	}
	s := &report.Soak{Requests: 2000, Clients: 4, Latency: stat.Line{At0: 900}, Memory: stat.Line{At0: 1.8e9}}
	for i := range 200 {
		s.Points = append(s.Points, report.Point{Done: 10 * i, Latency: 800 + 200*random.Float64(), Resident: 1_800_000_000 + random.Uint64N(2e6)})
	}
	return report.Report{
		Name: "sample", Compare: c, Soak: s, Crowd: &report.Crowd{Clients: 8, Points: s.Points, Memory: s.Memory},
		Memory: &report.Memory{Model: 1.1e9, Loaded: 1.8e9, After: 1.83e9, Requests: 60, Low: 1.2e9, Unloaded: 3e7, Front: 1.5e7},
	}
}

// TestDraw: each plot comes as a picture that can be read. BENCH_PLOTS=DIR keeps them, to
// be looked at.
func TestDraw(t *testing.T) {
	dir := os.Getenv("BENCH_PLOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	r := sample()
	if err := Draw(r, dir); err != nil {
		t.Fatal(err)
	}
	for _, d := range drawings {
		f, err := os.Open(filepath.Join(dir, file(r, d, "png")))
		if err != nil {
			t.Error(err)
			continue
		}
		if img, err := png.Decode(f); err != nil || img.Bounds().Dx() < 500 {
			t.Errorf("%s: %v", d.name, err)
		}
		_ = f.Close()
		if err := wellFormed(filepath.Join(dir, file(r, d, "svg"))); err != nil {
			t.Errorf("%s: %v", d.name, err)
		}
		if shown := Markdown(r, d.part, "bench"); !strings.Contains(shown, "(bench/"+file(r, d, "png")+")") {
			t.Errorf("%s isn't shown: %s", d.name, shown)
		}
	}
}

func TestDrawNothing(t *testing.T) {
	dir := t.TempDir()
	for name, r := range map[string]report.Report{
		"nothing": {Name: "x"}, "no rows": {Name: "x", Compare: &report.Compare{}},
	} {
		if err := Draw(r, dir); err != nil || Markdown(r, "compare", "bench") != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Draw(report.Report{Name: "x", Soak: &report.Soak{}}, dir); err == nil {
		t.Error("a soak without points was drawn")
	}
}

func wellFormed(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	decoder := xml.NewDecoder(f)
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
}
