package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/build/internal/machine"
	"caro/build/internal/stat"
	"caro/core/fault"
	"caro/core/service"
)

const (
	// unloadAfter is short: what comes of it is waited for.
	unloadAfter = 5 * time.Second
	// goneLimit is for the unloading and the end, which come one idle time after the other.
	goneLimit = 60 * time.Second
	lookEvery = 250 * time.Millisecond
	// frontAsks is what the command line asks while its memory is looked at.
	frontAsks = "print the names of the files here, one on each line, with the number of bytes in front"
)

// memory looks at a worker in each mode, which answer the same requests in turns, at the
// command line, and at a worker that goes by itself.
func memory(ctx context.Context, s *subject) error {
	found := &report.Memory{Model: s.weights()}
	if err := s.inUse(ctx, found); err != nil {
		return err
	}
	if err := s.inPeace(ctx, found); err != nil {
		return err
	}
	s.report.Memory = found
	return nil
}

// inUse looks at what processes hold while they work.
func (s *subject) inUse(ctx context.Context, found *report.Memory) (err error) {
	full, front, info, err := s.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, full.Close(ctx)) }()
	found.Stamp = s.stamp(ctx, info)
	if found.Loaded, err = full.Resident(ctx); err != nil {
		return err
	}
	low, lowFront, _, err := s.open(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, low.Close(ctx)) }()
	if err := s.bothModes(ctx, found, front, lowFront); err != nil {
		return err
	}
	if found.After, err = full.Resident(ctx); err != nil {
		return err
	}
	if found.Low, err = low.Resident(ctx); err != nil {
		return err
	}
	found.Front, err = machine.Peak(ctx, full.Command(ctx, "-o", "json", "--explain=false", "--", frontAsks))
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == fault.NoCommand.ExitCode() {
		err = nil // that is a matter of accuracy
	}
	if err != nil {
		return fmt.Errorf("look at caro's memory: %w", err)
	}
	return nil
}

// bothModes asks the requests of both workers, and compares the times.
func (s *subject) bothModes(ctx context.Context, found *report.Memory, full, low *home.Assistant) error {
	asked := s.first(s.asked, len(s.asked))
	found.Requests = len(asked)
	for _, front := range []*home.Assistant{full, low} {
		if _, err := front.Time(ctx, warmUp, s.target); err != nil {
			return err
		}
	}
	var fullTimes, lowTimes []float64
	for i, query := range asked {
		if err := wait(ctx, between); err != nil {
			return err
		}
		a, err := full.Time(ctx, query, s.target)
		if err != nil {
			return err
		}
		if err := wait(ctx, between); err != nil {
			return err
		}
		b, err := low.Time(ctx, query, s.target)
		if err != nil {
			return fmt.Errorf("low-memory mode: %w", err)
		}
		fullTimes, lowTimes = append(fullTimes, ms(a.Total)), append(lowTimes, ms(b.Total))
		fmt.Fprintf(os.Stderr, "\r%d of %d", i+1, len(asked))
	}
	fmt.Fprintln(os.Stderr)
	var err error
	found.LowCost, err = stat.RatioOfMeans(lowTimes, fullTimes, seed)
	return err
}

// inPeace has a worker answer once, and looks at what it holds when nothing is asked any
// more, until it has gone.
func (s *subject) inPeace(ctx context.Context, found *report.Memory) (err error) {
	h, front, _, err := s.openFor(ctx, false, unloadAfter)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	if _, err := front.Time(ctx, warmUp, s.target); err != nil {
		return err
	}
	worker, err := h.Look(ctx)
	if err != nil {
		return err
	}
	for end := time.Now().Add(goneLimit); time.Now().Before(end); {
		now, err := h.Look(ctx)
		switch {
		case errors.Is(err, service.ErrNone):
			// The socket goes first, then the process.
			if found.Exited, err = machine.Resident(ctx, worker.PID); err != nil || found.Exited == 0 {
				return err
			}
		case err != nil:
			return err
		case now.State == service.StateUnloaded:
			found.Unloaded = now.Resident
		}
		if err := wait(ctx, lookEvery); err != nil {
			return err
		}
	}
	found.Exited, err = machine.Resident(ctx, worker.PID)
	return err
}
