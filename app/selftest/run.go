package selftest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"caro/app/clip"
	"caro/app/install"
	"caro/app/login"
	"caro/core/config"
	"caro/core/service"
)

// Options say how to run the test.
type Options struct {
	Executable string        // this program
	Arguments  []string      // that have it run Drive, and write each Result as JSON on a line
	Settings   config.Config // the person's
	// Tell is told of each result as it comes.
	Tell func(Result)
}

// endLimit is how long the app may take to end when it is told to; then it is killed.
const endLimit = 20 * time.Second

// Run runs the test and puts back what it has changed, also where ctx ends it, or the app
// crashes. The error is ctx's, or says that the test couldn't begin.
func Run(ctx context.Context, o Options) (report Report, err error) {
	p, err := newPlace(ctx, o.Settings)
	if err != nil {
		return report, err
	}
	defer p.remove()
	tell := func(r Result) {
		report.add(r)
		o.Tell(r)
	}
	back := keep(ctx, o.Executable)
	// What ends with ctx is put back all the same.
	defer func() {
		for _, r := range back(context.WithoutCancel(ctx)) {
			tell(r)
		}
	}()
	crashed := app(ctx, o, p, tell)
	if ctx.Err() == nil {
		missing(&report, crashed, tell)
	}
	began := time.Now()
	last := ending(context.WithoutCancel(ctx), p)
	if ctx.Err() != nil {
		return report, ctx.Err()
	}
	last.Seconds = round(time.Since(began))
	tell(last)
	return report, nil
}

// app runs the app, and says how it broke; "" where it ended well.
func app(ctx context.Context, o Options, p place, tell func(Result)) (crashed string) {
	cmd := exec.CommandContext(ctx, o.Executable, o.Arguments...)
	cmd.Env = p.environ(os.Environ())
	// Told to end it closes its window, and has the engine end.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = endLimit
	said := &tail{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return "the app doesn't start: " + err.Error()
	}
	// One that says nothing for longer than any step takes hangs.
	watch := time.AfterFunc(answerLimit+endLimit, func() { _ = cmd.Process.Kill() })
	defer watch.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var r Result
		if json.Unmarshal(lines.Bytes(), &r) == nil && r.Name != "" {
			tell(r)
		}
		if watch.Reset(answerLimit + endLimit); r.Name == stepQuit { // the last one: it ends now
			watch.Reset(endLimit)
		}
	}
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil {
		crashed = "the app ended with " + err.Error()
		if words := said.String(); words != "" {
			crashed += ": " + words
		}
	}
	return crashed
}

// missing says of each step that the app didn't get to that it failed, or wasn't tried.
func missing(report *Report, crashed string, tell func(Result)) {
	first := true
	for _, s := range steps {
		if slices.ContainsFunc(report.Results, func(r Result) bool { return r.Name == s.name }) {
			continue
		}
		r := Result{Name: s.name, Outcome: Skipped, Note: "not tried"}
		if first {
			r.Outcome, r.Note = Failed, crashed
			if crashed == "" {
				r.Note = "the app ended before it"
			}
			first = false
		}
		tell(r)
	}
}

// ending looks whether the app has left something running, and ends it.
func ending(ctx context.Context, p place) Result {
	ctx, cancel := context.WithTimeout(ctx, endLimit)
	defer cancel()
	r := Result{Name: stepEnds, Outcome: Passed}
	left, err := service.Look(ctx, p.socket())
	if errors.Is(err, service.ErrNone) {
		return r
	}
	r.Outcome, r.Note = Failed, fmt.Sprintf("the engine was left running, process %d", left.PID)
	if _, err := service.Stop(ctx, p.socket()); err != nil {
		r.Note += "; it can't be ended: " + line(err.Error())
	}
	return r
}

// keep remembers what the test changes. back puts it back, and says what couldn't be.
func keep(ctx context.Context, executable string) (back func(context.Context) []Result) {
	clipboard, none := clip.Keep(ctx)
	opened, _ := login.Enabled()
	tool, noBundle := install.Of(executable)
	_, linked := tool.Find()
	return func(ctx context.Context) (lost []Result) {
		try := func(what string, err error) {
			r := Result{Name: "put back: " + what, Outcome: Failed}
			if errors.Is(err, clip.ErrNotKept) {
				r.Outcome = Skipped
			}
			if err != nil {
				r.Note = line(err.Error())
				lost = append(lost, r)
			}
		}
		if none == nil {
			try("clipboard", clipboard(ctx))
		}
		switch now, _ := login.Enabled(); {
		case now && !opened:
			try("opening at login", login.Disable())
		case opened && !now:
			try("opening at login", login.Enable(executable, "app"))
		}
		if noBundle != nil {
			return lost
		}
		if _, now := tool.Find(); now && !linked {
			_, err := tool.Remove()
			try("command line tool", err)
		} else if linked && !now {
			_, err := tool.Install()
			try("command line tool", err)
		}
		return lost
	}
}

// tail keeps the end of what a program says.
type tail struct{ text []byte }

const maxTail = 600 // bytes

// Write takes what is said.
func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if over := len(t.text) - maxTail; over > 0 {
		t.text = slices.Delete(t.text, 0, over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	return strings.ToValidUTF8(line(string(bytes.TrimSpace(t.text))), "?")
}
