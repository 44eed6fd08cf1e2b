package engine

import (
	"math"
	"time"
)

// pace gives llama.cpp as many threads as cores are free. Its threads wait for one
// another by spinning at each step of an evaluation; when another process has a core, all
// but one spin for as long as that one waits for its turn. Seen on 2 cores beside a busy
// compiler: a token took over a second instead of 70 ms; with one thread it takes 0.15 s.
type pace struct {
	full, now int // threads
	last      usage
}

// usage is the time that went by on a machine's cores.
type usage struct {
	at        time.Time
	idle, own float64 // seconds of all cores together: idle, and used by this process
}

const (
	// paceWindow is how long is looked at; the system counts in hundredths of a second.
	paceWindow = 100 * time.Millisecond
	// paceStale is when a look at the past tells nothing of the present.
	paceStale = 2 * time.Second
	// paceRound is the part of a core from which it counts as free.
	paceRound = 0.6
)

func newPace(threads int) pace { return pace{full: threads, now: threads} }

// threads says how many to use for the next evaluation.
func (p *pace) threads() int {
	if p.full == 1 {
		return 1
	}
	now, ok := cpuUsage()
	if !ok {
		return p.now
	}
	switch gone := now.at.Sub(p.last.at); {
	case gone > paceStale:
		if running, ok := runningTasks(); ok {
			p.now = p.fit(float64(p.full - max(running-1, 0))) // one of them is this process
		}
		p.last = now
	case gone >= paceWindow:
		p.now = p.fit((now.idle - p.last.idle + now.own - p.last.own) / gone.Seconds())
		p.last = now
	}
	return p.now
}

// fit is how many threads suit so many cores that are free or this process's.
func (p *pace) fit(cores float64) int {
	return min(max(int(math.Floor(cores+1-paceRound)), 1), p.full)
}

// crowded reports whether fewer threads than usual are at work.
func (p *pace) crowded() bool { return p.now < p.full }
