//go:build linux || cgo

package tray

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"fyne.io/systray"

	"caro/app/menubar"
)

// Tap is the ID of a click on the icon itself.
const Tap = "tap"

const (
	// progressEvery is the least time between two changes of a download's progress,
	// changeEvery between any two.
	progressEvery = 250 * time.Millisecond
	changeEvery   = 50 * time.Millisecond
)

// settled are the times after the start when icon and tooltip are set again: on Linux
// systray forgets what it is given while it registers.
var settled = []time.Duration{100 * time.Millisecond, time.Second}

// Options are what a tray is told at its beginning.
type Options struct {
	// Icons are PNG files; on a Mac, template images.
	Icons map[menubar.Icon][]byte
	// Tap tells clicks on the icon itself too, where the menu would open otherwise.
	Tap bool
	// Tapped and SecondTapped, where they aren't nil, are called by the tray itself, on a Mac
	// on the main thread, for a click on the icon with either button, in place of telling of
	// it.
	Tapped, SecondTapped func()
	// Loop, which may be nil, is called by Run on its own goroutine, the main one, right
	// before the loop begins.
	Loop func()
	// Begun, which may be nil, is called by Run once there is a desktop to show it, and on a
	// Mac what draws runs. It isn't called on a Mac's main thread.
	Begun func()
}

// Click is a click on an item that could be clicked. Value is what the item stood for.
type Click struct {
	ID    string
	Value string
}

// Tray is the icon with its menu. Its methods are safe for concurrent use, and none of
// them blocks but Run.
type Tray struct {
	options Options
	wake    chan struct{}
	clicks  chan Click
	clicked chan struct{}

	mu    sync.Mutex
	state menubar.State
	shown []menubar.Item // what can be seen now
	queue []Click

	items map[string]*systray.MenuItem // of the goroutine that speaks to the tray
}

// New makes a tray, which Run shows.
func New(o Options) *Tray {
	return &Tray{
		options: o, wake: make(chan struct{}, 1), clicks: make(chan Click), clicked: make(chan struct{}, 1),
		items: map[string]*systray.MenuItem{},
	}
}

// Show has the tray show a state. Of several in a row it may show the last one only.
func (t *Tray) Show(s menubar.State) {
	t.mu.Lock()
	t.state = s
	t.mu.Unlock()
	poke(t.wake)
}

// State is what the tray was told to show last.
func (t *Tray) State() menubar.State {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}

// Item gives an item by its id as it can be seen now; ok is false where it can't.
func (t *Tray) Item(id string) (item menubar.Item, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	item, ok = menubar.Find(t.shown, id)
	return item, ok && !item.Hidden
}

// Press clicks on an item, as a person would; it reports whether it could be clicked.
func (t *Tray) Press(id string) bool { return t.click(id) }

// Clicks gives all clicks, one after the other.
func (t *Tray) Clicks() <-chan Click { return t.clicks }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run shows the tray until ctx ends. It must be called by the main goroutine, once in a
// process. The error, a *fault.Error, says that there is nothing that could show it, or
// nothing any more.
func (t *Tray) Run(ctx context.Context) error {
	desktop, err := openBus(ctx)
	if err != nil {
		return err
	}
	defer desktop.close()
	if runtime.GOOS == "linux" {
		t.begun()
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var work sync.WaitGroup
	work.Go(func() { t.pump(ctx) })
	work.Go(func() { desktop.stay(ctx) })
	work.Go(func() {
		select {
		case <-desktop.gone():
			cancel(errGone)
		case <-ctx.Done():
		}
	})
	switch {
	case t.options.Tapped != nil:
		systray.SetOnTapped(t.options.Tapped)
		systray.SetOnSecondaryTapped(t.options.SecondTapped)
	case t.options.Tap:
		systray.SetOnTapped(func() { t.tell(Click{ID: Tap}) })
	}
	if runtime.GOOS == "linux" {
		systray.SetTitle("Caro") // its name on the bus; on a Mac it would stand beside the icon
	}
	if t.options.Loop != nil {
		t.options.Loop()
	}
	stop := context.AfterFunc(ctx, systray.Quit)
	err = guard(func() {
		systray.Run(func() {
			t.build(ctx)
			if runtime.GOOS != "linux" {
				t.begun()
			}
			work.Go(func() { t.paint(ctx, cancel) })
		}, nil)
	})
	stop()
	cancel(nil)
	work.Wait()
	if errors.Is(context.Cause(ctx), errGone) {
		err = errGone
	}
	if err != nil {
		return busFault(err)
	}
	return nil
}

func (t *Tray) begun() {
	if t.options.Begun != nil {
		t.options.Begun()
	}
}

// errGone is why a tray ends that nobody has ended.
var errGone = errors.New("it has gone")

// guard runs what speaks to systray, which panics where the bus has gone.
func guard(run func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the tray broke: %v", p)
		}
	}()
	run()
	return nil
}

// pump hands on the clicks, however long the receiver takes.
func (t *Tray) pump(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.clicked:
		}
		for {
			t.mu.Lock()
			list := t.queue
			t.queue = nil
			t.mu.Unlock()
			if len(list) == 0 {
				break
			}
			for _, c := range list {
				select {
				case t.clicks <- c:
				case <-ctx.Done():
					return
				}
			}
		}
	}
}

// tell queues a click.
func (t *Tray) tell(c Click) {
	t.mu.Lock()
	t.queue = append(t.queue, c)
	t.mu.Unlock()
	poke(t.clicked)
}

// click takes a click on an item. A tray may send those on items that are disabled, or
// that it hasn't hidden yet; these aren't meant, and it is false for them.
func (t *Tray) click(id string) bool {
	item, ok := t.Item(id)
	if !ok || !item.Enabled {
		return false
	}
	t.tell(Click{id, item.Value})
	return true
}
