package core

import (
	"context"
	"sync"
	"time"

	"caro/core/platform"
)

// Ahead says when work is done ahead of a request that is being typed.
type Ahead struct {
	// Off does none at all.
	Off bool
	// Pause is how long nothing is typed before the answer is begun.
	Pause time.Duration
	// BatteryMin is the percentage of charge below which, on battery, nothing is done.
	BatteryMin int

	mu      sync.Mutex
	looked  time.Time // when the battery was looked at
	allowed bool
}

// batteryAge is how long a look at the battery holds.
const batteryAge = 30 * time.Second

// may reports whether to work ahead now.
func (a *Ahead) may(ctx context.Context) bool {
	if a == nil || a.Off {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if time.Since(a.looked) > batteryAge {
		power := platform.PowerNow(ctx)
		a.looked, a.allowed = time.Now(), !power.OnBattery || power.Percent >= a.BatteryMin
	}
	return a.allowed
}

// Prepare works ahead for a request whose text is being typed, and returns when there is
// no more to do. Fronts call it with each change of the text and cancel the call before;
// Ask with the same text then finds the work done. Its errors can be passed over: Ask
// meets them again.
func (a *Assistant) Prepare(ctx context.Context, r Request) error {
	q, err := a.question(r)
	if err != nil || !a.Ahead.may(ctx) {
		return nil //nolint:nilerr // a text that is no request yet is nothing to prepare
	}
	return a.Backend.Prepare(ctx, a.request(q, r.Target), a.Ahead.Pause)
}
