//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"caro/app/ask"
	"caro/app/menubar"
	"caro/app/menubar/tray"
	"caro/app/notify"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/local"
	"caro/core/models"
	"caro/core/service"
)

// Options say what the app works with. All of it but Tool, Notice and
// Drive is needed.
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
	Pull func(ctx context.Context, m models.Model, s config.Config) error
	// Session begins a session of asking in this process, for a popover; close gives back
	// what it takes.
	Session func(ctx context.Context, o ask.Options) (s *ask.Session, end func(), err error)
	// Tool is the command line tool of the bundle that the app is in; it is nil where it is in
	// none.
	Tool    Tool
	Icons   map[menubar.Icon][]byte
	Version string
	// Notice is told what a person should know who looks at the terminal; it may be nil.
	Notice func(text string)
	// Drive, which may be nil, is called once the app runs, on a goroutine of its own, and has
	// the app in its hands until it returns: the app ends then.
	Drive func(ctx context.Context, live *Live)
}

// window is what a person asks in: a terminal of theirs on Linux, a popover on a Mac. There
// is at most one at a time. Environ is what the desktop gives with a press of the hotkey
// so that it lets the window have the keyboard.
type window interface {
	// open shows it; one that is open gets the keyboard.
	open(ctx context.Context, environ ...string)
	// toggle is open, but closes the one that the person is in: the hotkey does both.
	toggle(ctx context.Context, environ ...string)
	// show has it show a command that answered a request before, to be confirmed.
	show(ctx context.Context, request, command string)
	// welcome shows it to who sees Caro for the first time; hotkey opens it, "" for none.
	welcome(ctx context.Context, hotkey string)
	// seen reports whether it is on the screen, and whether it has the keyboard.
	seen() (open, focused bool)
	// end closes it for good.
	end()
}

// App is the app in the menu bar.
type App struct {
	o        Options
	tray     *tray.Tray
	notifier *notify.Notifier
	window   window
	quit     context.CancelFunc
	home     string

	events  chan func(*facts)
	work    sync.WaitGroup
	folders *folders
	looking sync.Mutex // one look at the models at a time, so that the last one counts

	mu       sync.Mutex
	settings config.Config
	recents  []menubar.Recent
	pulling  map[string]bool         // the models that this process fetches
	slept    []string                // those that were paused for the machine to sleep
	broken   map[string]models.Event // those whose download failed here, with why
	rebind   chan struct{}           // has one element when the hotkey is to be taken anew
	rewatch  chan struct{}           // when the engine's socket may be another one
	reread   chan struct{}           // when the settings are to be read
}

// Run shows the app until the person quits or ctx ends. It must be called by the main
// goroutine, once. Where another instance runs, that one is asked to open its window.
func Run(ctx context.Context, o Options) error {
	notifier := notify.New(nil)
	defer notifier.Close()
	settings, err := load(o)
	if err != nil {
		// Who has it opened at login sees no terminal.
		problem := fault.From(err, fault.Usage)
		_ = notifier.Notify(ctx, notify.Notification{Title: "Caro can't start", Body: problem.Message, Urgency: notify.Normal})
		return problem
	}
	socket, err := local.Socket(settings.Worker.Socket)
	if err != nil {
		return err
	}
	dir := filepath.Dir(socket)
	instance, err := Claim(dir)
	if errors.Is(err, ErrRunning) {
		if err = Send(ctx, dir, CallOpen); err == nil {
			return nil
		}
	}
	if err != nil {
		return fault.From(err, fault.Failed)
	}
	defer func() { _ = instance.Close() }()

	ctx, quit := context.WithCancel(ctx)
	defer quit()
	a := &App{
		o: o, settings: settings, quit: quit, home: o.Getenv("HOME"),
		notifier: notifier, folders: watchFolders(),
		events: make(chan func(*facts), 256), pulling: map[string]bool{}, broken: map[string]models.Event{},
		rebind: make(chan struct{}, 1), rewatch: make(chan struct{}, 1), reread: make(chan struct{}, 1),
	}
	defer a.folders.close()
	a.tray = tray.New(native(tray.Options{Icons: o.Icons, Tap: true, Begun: func() { a.start(ctx, instance) }}))
	a.tray.Show((&facts{}).menu())
	err = a.tray.Run(ctx)
	quit()
	a.work.Wait()
	if err == nil {
		a.end() //nolint:contextcheck // ctx has ended
	}
	return err
}

// endLimit is how long the engine has for the request that it is at when the app ends.
const endLimit = 10 * time.Second

// end leaves no process behind: the window goes, and the engine once it has answered.
func (a *App) end() {
	if a.window != nil { // it ended before it was there
		a.window.end()
	}
	ctx, cancel := context.WithTimeout(context.Background(), endLimit)
	defer cancel()
	if socket, err := a.socket(); err == nil {
		_, _ = service.Stop(ctx, socket) // one that hangs has its own guards
	}
}

// start begins all that the app does beside the tray, as soon as there is a desktop.
func (a *App) start(ctx context.Context, instance *Instance) {
	a.window = newWindow(ctx, a)
	run := func(do func(context.Context)) {
		a.work.Go(func() { do(ctx) })
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
	run(a.lookAtTool)
	if a.o.Drive != nil {
		run(func(ctx context.Context) {
			defer a.quit()
			a.o.Drive(ctx, &Live{a})
		})
	}
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
		if !welcomed && len(f.list) > 0 && f.hotkeyKnown {
			welcomed = true
			if s.Phase == menubar.NoModel { // the window offers the download
				a.window.welcome(ctx, f.pressable())
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

// tell shows a notification; where nothing shows one, the terminal has it.
func (a *App) tell(ctx context.Context, tag, title, body string, urgency notify.Urgency) {
	err := a.notifier.Notify(ctx, notify.Notification{Tag: tag, Title: title, Body: body, Urgency: urgency})
	if err != nil && ctx.Err() == nil {
		a.say(title + ": " + body)
	}
}

// failed shows what went wrong and what to do.
func (a *App) failed(ctx context.Context, title string, err error) {
	f := fault.From(err, fault.Failed)
	body := f.Message
	if f.Hint != "" {
		body += "\n" + f.Hint
	}
	a.tell(ctx, "problem", title, body, notify.Normal)
}

// socket is the engine's.
func (a *App) socket() (string, error) { return local.Socket(a.current().Worker.Socket) }

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
