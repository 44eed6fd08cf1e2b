//go:build linux

package desktop

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"caro/app/hotkey"
	"caro/app/menubar"
	"caro/app/menubar/tray"
	"caro/app/notify"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
	"caro/core/service"
)

// Options say what the app works with. All of it but Notice is needed.
type Options struct {
	Executable string // the path of this program, which is the window's too
	Settings   func() (config.Config, error)
	Getenv     func(name string) string
	// Recents gives the latest commands that differ, newest first.
	Recents func(ctx context.Context, n int) ([]menubar.Recent, error)
	// RecentsFile is where they are kept; the app looks at it again when it changes.
	RecentsFile string
	// Copy puts a command on the clipboard if the gate lets it without a confirmation; ok
	// is false where it wants one.
	Copy func(ctx context.Context, command string) (ok bool, err error)
	// Pull fetches a model.
	Pull    func(ctx context.Context, m models.Model, s config.Config) error
	Icons   map[menubar.Icon][]byte
	Version string
	// Notice is told what a person should know who looks at the terminal; it may be nil.
	Notice func(text string)
}

// App is the app in the menu bar.
type App struct {
	o        Options
	tray     *tray.Tray
	notifier *notify.Notifier
	window   *asking
	quit     context.CancelFunc
	home     string

	events  chan func(*facts)
	work    sync.WaitGroup
	folders *folders

	mu       sync.Mutex
	settings config.Config
	recents  []menubar.Recent
	rebind   chan struct{} // has one element when the hotkey is to be taken anew
	rewatch  chan struct{} // when the engine's socket may be another one
}

// Run shows the app until the person quits or ctx ends. It must be called by the main
// goroutine, once. Where another instance runs, that one is asked to open its window.
func Run(ctx context.Context, o Options) error {
	settings, err := o.Settings()
	if err != nil {
		return err
	}
	socket, err := local.Socket(settings.Worker.Socket)
	if err != nil {
		return err
	}
	dir := filepath.Dir(socket)
	instance, err := Claim(dir)
	if errors.Is(err, ErrRunning) {
		return fault.From(Send(ctx, dir, CallOpen), fault.Failed)
	}
	if err != nil {
		return fault.From(err, fault.Failed)
	}
	defer func() { _ = instance.Close() }()

	ctx, quit := context.WithCancel(ctx)
	defer quit()
	a := &App{
		o: o, settings: settings, quit: quit, home: o.Getenv("HOME"),
		tray:     tray.New(tray.Options{Icons: o.Icons, Tap: true}),
		notifier: notify.New(nil),
		events:   make(chan func(*facts), 256),
		rebind:   make(chan struct{}, 1), rewatch: make(chan struct{}, 1),
	}
	defer a.notifier.Close()
	a.window = newAsking(a)
	if a.folders, err = watchFolders(); err != nil {
		return fault.From(err, fault.Failed)
	}
	defer a.folders.close()
	a.start(ctx, instance)
	err = a.tray.Run(ctx)
	quit()
	a.work.Wait()
	return err
}

// start begins all that the app does beside the tray.
func (a *App) start(ctx context.Context, instance *Instance) {
	a.tray.Show((&facts{}).menu())
	run := func(do func(context.Context)) {
		a.work.Add(1)
		go func() {
			defer a.work.Done()
			do(ctx)
		}()
	}
	go instance.Calls(func(c Call) { // ends with the instance
		switch c {
		case CallOpen:
			a.window.open(ctx)
		case CallQuit:
			a.quit()
		}
	})
	run(a.loop)
	run(a.watchWorker)
	run(a.watchSettings)
	run(a.watchModels)
	run(a.watchRecents)
	run(a.holdHotkey)
	run(a.clicks)
}

// loop is the one place that knows the facts: it takes what has changed and has the tray
// show what comes of that.
func (a *App) loop(ctx context.Context) {
	var f facts
	welcomed := false
	for {
		select {
		case <-ctx.Done():
			return
		case change := <-a.events:
			change(&f)
		}
		for more := true; more; { // all that is there at once is shown at once
			select {
			case change := <-a.events:
				change(&f)
			default:
				more = false
			}
		}
		s := f.menu()
		a.tray.Show(s)
		if !welcomed && len(f.list) > 0 {
			welcomed = true
			if s.Phase == menubar.NoModel { // the window offers the download
				a.window.open(ctx)
			}
		}
	}
}

// post has the loop change the facts.
func (a *App) post(ctx context.Context, change func(*facts)) {
	select {
	case a.events <- change:
	case <-ctx.Done():
	}
}

// current are the settings in force.
func (a *App) current() config.Config {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.settings
}

func (a *App) say(text string) {
	if a.o.Notice != nil {
		a.o.Notice(text)
	}
}

// tell shows a notification; where there is none, the menu says the same.
func (a *App) tell(ctx context.Context, tag, title, body string, urgency notify.Urgency) {
	_ = a.notifier.Notify(ctx, notify.Notification{Tag: tag, Title: title, Body: body, Urgency: urgency})
}

// socket is the engine's.
func (a *App) socket() (string, error) { return local.Socket(a.current().Worker.Socket) }

// retry is how long to wait before something that failed is tried again.
const retry = 30 * time.Second

// watchWorker follows the engine: as long as one runs it says how it is, and when one is
// started its socket appears.
func (a *App) watchWorker(ctx context.Context) {
	for ctx.Err() == nil {
		socket, err := a.socket()
		if err != nil {
			a.post(ctx, func(f *facts) { f.problem = fault.From(err, fault.Engine).Message })
			return
		}
		appears := a.folders.changes(filepath.Dir(socket), filepath.Base(socket))
		watch, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() {
			ended <- service.Watch(watch, socket, func(st service.Status) {
				a.post(ctx, func(f *facts) { f.saw(st) })
			})
		}()
		select {
		case err = <-ended:
		case <-a.rewatch:
			cancel()
			if err := <-ended; err != nil && ctx.Err() != nil {
				return
			}
			continue
		}
		cancel()
		a.post(ctx, (*facts).lost)
		var wait <-chan time.Time
		if err != nil && !errors.Is(err, service.ErrNone) {
			wait = time.After(retry) // one that can't be watched
		}
		select {
		case <-ctx.Done():
		case <-a.rewatch:
		case <-appears:
		case <-wait:
		}
	}
}

// holdHotkey takes the hotkey, and again when the settings name another or it was lost.
func (a *App) holdHotkey(ctx context.Context) {
	for ctx.Err() == nil {
		c, err := a.combination()
		a.post(ctx, func(f *facts) { f.hotkey, f.hotkeyTaken = c.String(), false })
		if err != nil || c == (hotkey.Combination{}) {
			select {
			case <-ctx.Done():
			case <-a.rebind:
			}
			continue
		}
		a.hold(ctx, c)
	}
}

// combination is the one of the settings.
func (a *App) combination() (hotkey.Combination, error) {
	switch text := a.current().App.Hotkey; text {
	case "":
		return hotkey.Default(), nil
	case "none":
		return hotkey.Combination{}, nil
	default:
		return hotkey.Parse(text)
	}
}

// hold has one combination until it is lost or another one is wanted.
func (a *App) hold(ctx context.Context, c hotkey.Combination) {
	bound, cancel := context.WithCancel(ctx)
	defer cancel()
	binding, err := hotkey.Bind(bound, c)
	if err != nil {
		a.post(ctx, func(f *facts) {
			f.hotkeyTaken = errors.Is(err, hotkey.ErrTaken)
			if !f.hotkeyTaken {
				f.hotkey = ""
			}
		})
		a.say(err.Error())
		select {
		case <-ctx.Done():
		case <-a.rebind:
		case <-time.After(retry): // whoever has it may go
		}
		return
	}
	defer binding.Close()
	a.post(ctx, func(f *facts) { f.hotkey = binding.Trigger() })
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.rebind:
			return
		case press, open := <-binding.Presses():
			if !open {
				select { // a server that ends takes the desktop with it, mostly
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
				return
			}
			a.window.toggle(ctx, press.Environ()...)
		}
	}
}

// watchSettings takes up the settings whenever their file changes.
func (a *App) watchSettings(ctx context.Context) {
	path, _ := a.current().Path()
	changed := a.folders.changes(filepath.Dir(path), filepath.Base(path))
	a.applied(ctx, a.current())
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		s, err := a.o.Settings()
		if err != nil { // the old ones hold
			problem := fault.From(err, fault.Usage)
			a.tell(ctx, "settings", "The settings have a mistake", problem.Message, notify.Normal)
			continue
		}
		a.mu.Lock()
		old := a.settings
		a.settings = s
		a.mu.Unlock()
		if old.App.Hotkey != s.App.Hotkey {
			poke(a.rebind)
		}
		if old.Worker.Socket != s.Worker.Socket {
			poke(a.rewatch)
		}
		a.applied(ctx, s)
	}
}

// applied has the menu show the settings.
func (a *App) applied(ctx context.Context, s config.Config) {
	login := a.loginNow()
	a.post(ctx, func(f *facts) { f.copy, f.login = s.Copy, login })
	a.lookAtModels(ctx)
}

// poke leaves one element in a channel.
func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// watchRecents reads the latest commands whenever they change.
func (a *App) watchRecents(ctx context.Context) {
	changed := a.folders.changes(filepath.Dir(a.o.RecentsFile), filepath.Base(a.o.RecentsFile))
	for {
		list, err := a.o.Recents(ctx, menubar.MaxRecents)
		if err == nil {
			a.mu.Lock()
			a.recents = list
			a.mu.Unlock()
			a.post(ctx, func(f *facts) { f.recents = list })
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}
