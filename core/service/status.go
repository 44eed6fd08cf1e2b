package service

import (
	"sync/atomic"
	"syscall"
	"time"

	"caro/core/backend"
	"caro/core/build"
)

// pulse tells when the worker last got on with its work.
type pulse struct {
	at  atomic.Int64 // nanoseconds, see running
	cpu atomic.Int64 // processor time at that moment, nanoseconds
}

func (p *pulse) beat() {
	p.at.Store(int64(running()))
	p.cpu.Store(int64(processorTime()))
}

// since is the time since the last beat, and the processor time spent in it.
func (p *pulse) since() (passed, spent time.Duration) {
	return running() - time.Duration(p.at.Load()), processorTime() - time.Duration(p.cpu.Load())
}

var processBegan = time.Now()

// running is the time that this process has run, without that of a machine asleep: by
// the clock on the wall, a worker would seem to have hung all night.
func running() time.Duration { return time.Since(processBegan) }

// processorTime is what this process has used of all cores so far.
func processorTime() time.Duration {
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// status says how the worker is.
func (s *Server) status() Status {
	st := Status{
		PID: s.self.pid, Version: build.Version, Uptime: time.Since(s.began).Seconds(), State: StateUnloaded,
		Resident: residentBytes(), Requests: s.requests.Load(), Queue: s.turns.waiting(),
		Notes: []string{},
	}
	passed, spent := s.pulse.since()
	st.Progress, st.CPU = passed.Milliseconds(), spent.Milliseconds()
	s.mu.Lock()
	st.Prepares = len(s.prepares)
	if s.active == 0 {
		st.Idle = time.Since(s.rested).Seconds()
	}
	active, stopping := s.active, s.stopping
	s.mu.Unlock()
	h := &s.hold
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.backend != nil {
		st.State, st.ModelPath, st.LowMemory = StateLoading, h.spec.Path, h.spec.LowMemory
		if active == 0 {
			st.UnloadIn = max(0, s.o.Idle.Seconds()-st.Idle)
		}
	}
	if h.info != nil {
		st.describe(*h.info)
		st.State = StateReady
		if active > 0 {
			st.State = StateBusy
		}
	} else if h.backend != nil && active == 0 {
		st.State = StateUnloaded // it failed, or was given up, before it was loaded
	}
	if st.State == StateLoading {
		st.Loading = float64(s.percent.Load())
	}
	if stopping {
		st.State = StateStopping
	}
	return st
}

func (s *Status) describe(info backend.Info) {
	s.Model, s.Device, s.GPULayers, s.Layers = info.Model, info.Device, info.GPULayers, info.Layers
	s.Notes = append(s.Notes, info.Notes...)
}
