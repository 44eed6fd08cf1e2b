package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/build/internal/stat"
	"caro/core"
)

const (
	soakClients  = 4
	crowdClients = 8
	// windows are how many points a long run has: each is the mean of the requests in it,
	// with the worker's memory at its end.
	windows = 200
	// settled is the part of a run that isn't counted for growth: the allocators and the
	// tables of what was answered fill meanwhile.
	settled = 0.1
)

// The words that requests of long runs are made of: enough that few are asked twice.
var (
	deeds = []string{
		"list the files in %s", "delete %s.tmp", "count the lines of %s.log", "show the end of %s.txt", "how big is %s",
		"copy %s to backup", "make %s.sh executable", "rename %s to %[1]s.old", "sort %s.csv", "find %s in all text files",
		"pack %s into %[1]s.tar.gz", "who owns %s", "show the first line of %s.md", "make the folder %s", "stop the process %s",
		"when was %s changed", "remove the empty lines of %s.conf",
	}
	names = []string{
		"amber", "birch", "cobalt", "dune", "ember", "fjord", "gravel", "harbour", "indigo", "juniper", "krill", "lagoon", "meadow",
		"nectar", "orchid", "pebble", "quartz", "russet", "saffron", "tundra", "umber", "violet", "willow", "xylem", "yarrow", "zephyr",
		"almond", "basil", "clover",
	}
)

// made is the n-th request of a long run. 17 deeds and 29 names have no common divisor:
// 493 requests differ from each other, and then they come again with another number. All
// have one: with it a request takes longer.
func made(n int) string {
	round := n / (len(deeds) * len(names))
	return fmt.Sprintf(deeds[n%len(deeds)], fmt.Sprint(names[n%len(names)], round+1))
}

// endurance is a long run that is under way.
type endurance struct {
	*subject
	home    *home.Home
	total   int
	next    atomic.Int64
	mu      sync.Mutex
	done    int
	sum     float64 // latencies in this window
	counted int
	points  []report.Point
	times   []float64
	errors  []string

	prepared, cancelled atomic.Int64
}

// finished counts an answer, and looks at the memory at the end of each window.
func (e *endurance) finished(ctx context.Context, took time.Duration, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.done++
	if err != nil {
		e.errors = append(e.errors, err.Error())
	} else if took > 0 {
		e.sum, e.counted = e.sum+ms(took), e.counted+1
		e.times = append(e.times, ms(took))
	}
	if e.done%max(e.total/windows, 1) != 0 {
		return
	}
	point := report.Point{Done: e.done}
	if e.counted > 0 {
		point.Latency = e.sum / float64(e.counted)
	}
	e.sum, e.counted = 0, 0
	if resident, err := e.home.Resident(ctx); err == nil {
		point.Resident = resident
	}
	e.points = append(e.points, point)
	fmt.Fprintf(os.Stderr, "\r%d of %d", e.done, e.total)
}

// deed is what a client does with the n-th request.
type deed func(ctx context.Context, front *home.Assistant, random *rand.Rand, n int)

// run has clients take requests until all are done. One that fails is counted; only the
// end of ctx ends the run.
func (e *endurance) run(ctx context.Context, clients int, one deed) error {
	var all sync.WaitGroup
	var fronts []*home.Assistant
	for range clients {
		front, err := e.home.Open(ctx, false)
		if err != nil {
			return err
		}
		fronts = append(fronts, front)
	}
	for c, front := range fronts {
		all.Go(func() {
			defer func() { _ = front.Close() }()
			random := rand.New(rand.NewPCG(seed, uint64(c)))
			for ctx.Err() == nil {
				n := int(e.next.Add(1)) - 1
				if n >= e.total {
					return
				}
				one(ctx, front, random, n)
			}
		})
	}
	all.Wait()
	fmt.Fprintln(os.Stderr)
	return ctx.Err()
}

// ask is one request of a client.
func (e *endurance) ask(ctx context.Context, front *home.Assistant, n int) {
	start := time.Now()
	_, err := front.Time(ctx, made(n), e.target)
	e.finished(ctx, time.Since(start), err)
}

// mixed is one request of the long run: most are asked, some prepared first, as while a
// person types, some given up in the middle.
func (e *endurance) mixed(ctx context.Context, front *home.Assistant, random *rand.Rand, n int) {
	switch n % 10 {
	case 6, 7:
		e.prepared.Add(1)
		if err := e.prepare(ctx, front, n, time.Duration(50+random.IntN(200))*time.Millisecond); err != nil {
			e.finished(ctx, 0, err)
			return
		}
		e.ask(ctx, front, n)
	case 8, 9:
		e.cancelled.Add(1)
		short, cancel := context.WithTimeout(ctx, time.Duration(20+random.IntN(400))*time.Millisecond)
		defer cancel()
		_, err := front.Time(short, made(n), e.target)
		if short.Err() != nil {
			err = nil // given up, as it was meant to be
		}
		e.finished(ctx, 0, err)
	default:
		e.ask(ctx, front, n)
	}
}

// prepare works ahead for the request without its last letter, for a while.
func (e *endurance) prepare(ctx context.Context, front *home.Assistant, n int, d time.Duration) error {
	text := made(n)
	short, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	err := front.Prepare(short, core.Request{Query: text[:len(text)-1], Target: e.target})
	if short.Err() != nil {
		return nil
	}
	return err
}

// trend is the line through the points after the run has settled.
func trend(points []report.Point, figure func(report.Point) float64) stat.Line {
	var x, y []float64
	for _, p := range points[int(settled*float64(len(points))):] {
		if v := figure(p); v > 0 {
			x, y = append(x, float64(p.Done)), append(y, v)
		}
	}
	line, err := stat.Fit(x, y)
	if err != nil {
		return stat.Line{} // a short run: nothing can be said
	}
	return line
}

func latencyOf(p report.Point) float64 { return p.Latency }

func memoryOf(p report.Point) float64 { return float64(p.Resident) }

// endure has clients do so many requests on one worker that is warm, and returns what
// came of them.
func (s *subject) endure(ctx context.Context, total, clients int, do func(*endurance) deed) (e *endurance, stamp report.Stamp, err error) {
	h, front, info, err := s.open(ctx, false)
	if err != nil {
		return nil, stamp, err
	}
	defer func() { err = errors.Join(err, h.Close(ctx)) }()
	if _, err := front.Time(ctx, warmUp, s.target); err != nil {
		return nil, stamp, err
	}
	stamp = s.stamp(ctx, info)
	e = &endurance{subject: s, home: h, total: total}
	return e, stamp, e.run(ctx, clients, do(e))
}

// soak is the long run: clients that mix everything on one worker.
func soak(ctx context.Context, s *subject) error {
	e, stamp, err := s.endure(ctx, s.soak, soakClients, func(e *endurance) deed { return e.mixed })
	if err != nil {
		return err
	}
	s.report.Soak = &report.Soak{
		Stamp: stamp, Requests: e.total, Clients: soakClients, Cancelled: int(e.cancelled.Load()), Prepared: int(e.prepared.Load()),
		Failed: len(e.errors), Errors: firstFew(e.errors), Points: e.points,
		Latency: trend(e.points, latencyOf), Memory: trend(e.points, memoryOf),
	}
	return nil
}

// crowd is many clients that ask at once, each answer counted.
func crowd(ctx context.Context, s *subject) error {
	e, stamp, err := s.endure(ctx, s.crowd, crowdClients, func(e *endurance) deed {
		return func(ctx context.Context, front *home.Assistant, _ *rand.Rand, n int) { e.ask(ctx, front, n) }
	})
	if err != nil {
		return err
	}
	s.report.Crowd = &report.Crowd{
		Stamp: stamp, Requests: e.total, Clients: crowdClients, Answered: len(e.times), Lost: e.total - len(e.times),
		Errors: firstFew(e.errors), Latency: stat.Summarise(e.times), Points: e.points, Memory: trend(e.points, memoryOf),
	}
	return nil
}

// firstFew are the first of many errors.
func firstFew(list []string) []string { return append([]string{}, list[:min(len(list), 5)]...) }
