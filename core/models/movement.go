package models

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// movement tells four times a second how far a download is, whether bytes come
// or not, so that a stall is seen as a falling rate. A source says by set how
// many bytes it has, from any goroutine.
type movement struct {
	done atomic.Int64
	tell func(Event)
	each func() // called at each look; may be nil
	mu   sync.Mutex
	news Event // what stays the same in each
	idle bool  // another state than downloading is told of
	quit chan struct{}
	gone sync.WaitGroup
}

const moveEvery = 250 * time.Millisecond

// startMovement begins to look; it tells while a source is named. stop ends it.
func startMovement(m Model, tell func(Event), each func()) *movement {
	v := &movement{
		tell: tell,
		each: each,
		news: Event{Model: m.ID, State: Downloading, Total: m.Bytes},
		idle: true,
		quit: make(chan struct{}),
	}
	v.gone.Go(v.run)
	return v
}

// by names the source that bytes come from; "" where none come.
func (v *movement) by(source string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.news.Source, v.idle = source, source == ""
}

// of says how many bytes there are to come in all.
func (v *movement) of(total int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.news.Total = total
}

// set says that n bytes have arrived in all; less than before is not heard.
func (v *movement) set(n int64) {
	for {
		old := v.done.Load()
		if n <= old || v.done.CompareAndSwap(old, n) {
			return
		}
	}
}

// stop ends the news; when it returns no more will come.
func (v *movement) stop() {
	close(v.quit)
	v.gone.Wait()
}

func (v *movement) run() {
	tick := time.NewTicker(moveEvery)
	defer tick.Stop()
	var speed pace
	for last := time.Now(); ; {
		select {
		case <-v.quit:
			return
		case now := <-tick.C:
			if v.each != nil {
				v.each()
			}
			v.mu.Lock()
			e, idle := v.news, v.idle
			v.mu.Unlock()
			done := min(v.done.Load(), e.Total)
			passed := now.Sub(last)
			last = now
			if idle || done == 0 { // still connecting
				speed = pace{last: done}
				continue
			}
			speed.add(done, passed)
			e.Done, e.Percent, e.Rate = done, percent(done, e.Total), speed.rate
			e.ETA = speed.left(e.Total - done)
			v.tell(e)
		}
	}
}

// pace is a speed smoothed over the last seconds.
type pace struct {
	rate float64 // bytes per second
	last int64   // bytes at the last look
	warm bool
}

// paceSpan is the time, in seconds, in which a change of speed shows by about
// two thirds.
const paceSpan = 3.0

// add notes that done bytes have arrived, passed after the look before.
func (p *pace) add(done int64, passed time.Duration) {
	if passed <= 0 {
		return
	}
	now := float64(done-p.last) / passed.Seconds()
	p.last = done
	if !p.warm { // don't climb slowly from nothing
		p.warm = now > 0
		p.rate = now
		return
	}
	p.rate += (now - p.rate) * (1 - math.Exp(-passed.Seconds()/paceSpan))
}

// left is the time that the remaining bytes take at this pace, 0 for unknown.
func (p *pace) left(remaining int64) time.Duration {
	const longest = 100 * time.Hour // beyond that, nobody knows
	seconds := float64(remaining) / p.rate
	if p.rate <= 0 || seconds > longest.Seconds() {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
