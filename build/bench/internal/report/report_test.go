package report

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"caro/build/internal/stat"
)

// full is a report with every part.
func full() Report {
	stamp := Stamp{Date: "2024-05-06", Version: "v1", Machine: "Linux, 2 cores", Device: "CPU", Threads: 2}
	return Report{
		Name:  "small",
		Model: Model{ID: "small", Bytes: 1e9, Parameters: 1e9, Default: true},
		Compare: &Compare{
			Stamp:      stamp,
			Contenders: []Contender{{Key: Caro, Total: stat.Summarise([]float64{1, 2})}, {Key: Typed, First: stat.Summarise([]float64{40})}},
			Ratios: []Ratio{
				{Of: Caro, Over: Plain, What: WhatTotal, Limit: 0.85, Ratio: stat.Ratio{Value: 0.9, Low: 0.88, High: 0.92, N: 60}},
				{Of: Caro, Over: NodeSystem, What: WhatTotal, Limit: 0.75, Ratio: stat.Ratio{Value: 0.71, Low: 0.7, High: 0.72, N: 60}},
			},
			Rows:      []Row{{Request: 1, Samples: map[string]Sample{Caro: {Total: 1.5, First: 0.5, Tokens: 3}}}},
			Differing: []Difference{{Request: 1, Caro: "ls {a,b} | wc", Plain: "ls\n`x`", Token: 2, Margin: 0.03}},
			LeftOut:   []string{"node-llama-cpp is left out: there is no npm"},
		},
		Equal:    &Equal{Stamp: stamp, Requests: 200, Differing: []Difference{{Margin: 2}}},
		StartUp:  &StartUp{Stamp: stamp, Sizes: map[string]int64{"caro": 5e6}},
		CLI:      &CLI{Stamp: stamp, Worker: stat.Summary{P50: 12}},
		Cold:     &Cold{Stamp: stamp, Saved: stat.Summarise([]float64{900, 1800})},
		Memory:   &Memory{Stamp: stamp, Model: 1e9, After: 1.9e9, Low: 1.2e9, Exited: 0},
		Roofline: &Roofline{Stamp: stamp, Bandwidth: 2e10, PerToken: 1e9, Bound: 50, Plain: 60},
		Soak:     &Soak{Stamp: stamp, Requests: 2000, Memory: stat.Line{Slope: 1000, At0: 1e9}, Latency: stat.Line{Slope: 0.1, At0: 500}},
		Crowd:    &Crowd{Stamp: stamp, Requests: 500, Clients: 8, Answered: 499, Lost: 1},
	}
}

func TestAims(t *testing.T) {
	got := map[string]bool{}
	for _, a := range full().Aims() {
		got[a.What] = a.Met
	}
	for what, met := range map[string]bool{
		"total, (a) Caro, warm ÷ (b) plain loop":                     false,
		"total, (a) Caro, warm ÷ (c1) node-llama-cpp, system prompt": true,
		"first token, (d) Caro, typed, median":                       true,
		"answers that differ from the plain loop's, near ties apart": true,
		"texts that differ in 200 requests, near ties apart":         false,
		"cold start with the saved prefix, the slowest":              true,
		"the command line over the worker, median":                   false,
		"memory of the worker":                                       true,
		"memory of the worker after the idle time":                   true,
		"memory in the low-memory mode":                              false,
		"growth of latency in 1,000 requests":                        false,
		"growth of memory in 1,000 requests":                         true,
		"answers lost of 500 from 8 clients":                         false,
		"growth of memory in 1,000 requests, with that many clients": true,
	} {
		if is, there := got[what]; !there || is != met {
			t.Errorf("%s: there %v, met %v", what, there, is)
		}
	}
	if aims := (Report{}).Aims(); len(aims) != 0 {
		t.Errorf("nothing measured has the aims %v", aims)
	}
}

func TestTables(t *testing.T) {
	for _, part := range Parts {
		table := full().Table(part)
		if table == "" {
			t.Errorf("%s has no table", part)
		}
		columns := 0
		for line := range strings.Lines(table) {
			n := strings.Count(line, "|")
			if n > 0 && columns > 0 && n != columns {
				t.Errorf("%s: a row of another width: %s", part, line)
			}
			columns = n
		}
		if part != "aims" && !strings.Contains(table, "2024-05-06") {
			t.Errorf("%s doesn't say when: %s", part, table)
		}
		if got := (Report{}).Table(part); got != "" {
			t.Errorf("%s of nothing: %s", part, got)
		}
	}
}

func TestFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bench")
	if err := full().Write(dir); err != nil {
		t.Fatal(err)
	}
	other := Report{Name: "another", Model: Model{ID: "another"}}
	if err := other.Write(dir); err != nil {
		t.Fatal(err)
	}
	all, err := ReadAll(dir)
	if err != nil || len(all) != 2 || !reflect.DeepEqual(all[0], full()) || all[1].Name != "another" {
		t.Errorf("read %+v, %v", all, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "small.json"))
	if err != nil || !strings.Contains(string(data), `"caro": {"total_ms": 1.5, "first_ms": 0.5, "tokens": 3}`) {
		t.Errorf("a sample isn't on one line: %s, %v", data, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadAll(dir); err == nil || !strings.Contains(err.Error(), "bad.json") {
		t.Errorf("a damaged report: %v", err)
	}
}

func TestUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "doc.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	picture := func(_ Report, part string) string { return "![" + part + "](x.png)\n" }
	write("# Title\n<!-- bench:cold -->\nold figures\n<!-- /bench:cold -->\nbetween\n<!-- bench:soak -->\n<!-- /bench:soak -->\nend\n")
	var once string
	for range 2 { // the second time gives the same
		if err := Update(path, []Report{full()}, picture); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if once != "" && string(data) != once {
			t.Errorf("twice gives another text:\n%s", data)
		}
		once = string(data)
	}
	for _, want := range []string{"# Title\n", "1.80 s", "![cold](x.png)", "\nbetween\n", "2000 requests", "\nend\n"} {
		if !strings.Contains(once, want) {
			t.Errorf("it lacks %q:\n%s", want, once)
		}
	}
	if strings.Contains(once, "old figures") {
		t.Error("the old figures are there still")
	}
	if err := Update(path, nil, picture); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(path); !strings.Contains(string(data), "Not measured yet") {
		t.Errorf("without figures: %s", data)
	}
	write("<!-- bench:cold -->\nno end\n")
	if err := Update(path, nil, picture); err == nil {
		t.Error("a mark without an end was taken")
	}
}

func TestWords(t *testing.T) {
	for ms, want := range map[float64]string{0.04: "0.0 ms", 9.96: "10.0 ms", 99.94: "99.9 ms", 840: "840 ms", 1234: "1.23 s", 45678: "45.7 s"} {
		if got := millis(ms); got != want {
			t.Errorf("%v ms: %s, want %s", ms, got, want)
		}
	}
	for n, want := range map[uint64]string{0: "0", 4_560_000: "4.6 MB", 1_820_000_000: "1.82 GB"} {
		if got := size(n); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
	if got := code("a|b\n`c`"); got != "`a¦b⏎ˋcˋ`" {
		t.Errorf("a text in a table: %s", got)
	}
}
