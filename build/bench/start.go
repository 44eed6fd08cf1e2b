package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/build/internal/stat"
	"caro/core/backend"
	"caro/core/fault"
)

const (
	versionRuns = 30
	cliRuns     = 40
	// again is what the command line asks: the answer costs the worker next to nothing
	// from the second time on, so that what the command line adds can be seen.
	again = "list the files here by size"
)

// startUp times `caro version` as a whole process, and looks at the programs' sizes.
func startUp(ctx context.Context, s *subject) error {
	found := &report.StartUp{Stamp: s.stamp(ctx, backend.Info{}), Sizes: map[string]int64{}}
	var times []float64
	for range versionRuns {
		start := time.Now()
		if err := exec.CommandContext(ctx, s.home.Caro, "version").Run(); err != nil {
			return fmt.Errorf("caro version: %w", err)
		}
		times = append(times, ms(time.Since(start)))
	}
	found.Version = stat.Summarise(times)
	for name, path := range map[string]string{"caro": s.home.Caro, "caro-engine": s.home.Engine} {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		found.Sizes[name] = info.Size()
	}
	s.report.StartUp = found
	return nil
}

// said is what the command line says in JSON, as far as it matters here.
type said struct {
	Command string `json:"command"`
	Timing  struct {
		Load  float64 `json:"load_ms"`
		Total float64 `json:"total_ms"`
	} `json:"timing"`
	Error *fault.Error `json:"error"`
}

// runOnce has the command line answer, and times the process from its start to its end.
func runOnce(ctx context.Context, h *home.Home, query string) (said, time.Duration, error) {
	start := time.Now()
	out, err := h.Command(ctx, "-o", "json", "--explain=false", "--", query).Output()
	took := time.Since(start)
	var answer said
	if broken := json.Unmarshal(out, &answer); broken != nil {
		return answer, took, errors.Join(fmt.Errorf("caro said %.200q: %w", out, broken), err)
	}
	// That the model gave no command is a matter of accuracy, not of time.
	if answer.Error != nil {
		return answer, took, answer.Error
	}
	return answer, took, nil
}

// commandLine times the command line over a worker that is there, in turns with a front
// that speaks to the same worker from here.
func commandLine(ctx context.Context, s *subject) (err error) {
	h, front, info, err := s.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	for range 2 {
		if _, err := front.Time(ctx, again, s.target); err != nil {
			return err
		}
	}
	var process, own, worker []float64
	for range cliRuns {
		answered, err := front.Time(ctx, again, s.target)
		if err != nil {
			return err
		}
		worker = append(worker, ms(answered.Result.Total))
		answer, took, err := runOnce(ctx, h, again)
		if err != nil {
			return err
		}
		process = append(process, ms(took))
		own = append(own, ms(took)-answer.Timing.Total)
	}
	typical := stat.Quantile(worker, 0.5)
	for i, p := range process {
		worker[i] = p - typical
	}
	s.report.CLI = &report.CLI{
		Stamp: s.stamp(ctx, info), Process: stat.Summarise(process), Own: stat.Summarise(own), Worker: stat.Summarise(worker),
	}
	return nil
}

// cold times the command line where no worker runs: in a home where nothing is saved,
// then again in the same one, where the worker has left the state of the prompt.
func cold(ctx context.Context, s *subject) error {
	var nothing, saved, load []float64
	for i := range s.starts {
		if err := s.coldPair(ctx, &nothing, &saved, &load); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "\r%d of %d", i+1, s.starts)
	}
	fmt.Fprintln(os.Stderr)
	// What it runs on is asked of a worker that isn't timed.
	h, _, info, err := s.open(ctx, false)
	if err != nil {
		return err
	}
	s.report.Cold = &report.Cold{
		Stamp: s.stamp(ctx, info), Nothing: stat.Summarise(nothing), Saved: stat.Summarise(saved), Load: stat.Summarise(load),
	}
	return h.Close(ctx)
}

func (s *subject) coldPair(ctx context.Context, nothing, saved, load *[]float64) (err error) {
	h, err := home.New(s.home, s.model, s.device)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	for _, times := range []*[]float64{nothing, saved} {
		answer, took, err := runOnce(ctx, h, warmUp)
		if err != nil {
			return err
		}
		*times = append(*times, ms(took))
		*load = append(*load, answer.Timing.Load)
		if err := h.Stop(ctx); err != nil {
			return err
		}
	}
	return nil
}
