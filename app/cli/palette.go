package cli

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	asking "caro/app/ask"
	"caro/app/clip"
	screen "caro/app/terminal"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/shell"
)

// palette is `caro ask` without a request: a session in the terminal.
type palette struct {
	*ask
	once  bool
	plain bool
	show  string // a command to show in place of asking for one: the menu's recents
	hello string // the hotkey that opened the window first, or "none"
}

func (p *palette) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&p.once, "once", false, "open the palette, with REQUEST where there is one, and end it after a copy")
	cmd.Flags().StringVar(&p.show, "show", "", "a command to show in place of asking for one")
	cmd.Flags().StringVar(&p.hello, "welcome", "", "greet, and say that this hotkey (none: none) opens the window")
	for _, own := range []string{"show", "welcome"} { // the app's
		_ = cmd.Flags().MarkHidden(own)
	}
	cmd.Flags().BoolVar(&p.plain, "plain", false, "a talk line by line in place of the palette, for screen readers (ACCESSIBLE)")
}

// wanted reports whether the words want the palette and not an answer.
func (p *palette) wanted(words []string) bool {
	if p.goesOn || p.takesText {
		return false
	}
	return p.once || p.plain || p.show != "" || p.hello != "" || len(words) == 0 && p.options.output == formatPlain && p.isTerminal()
}

// isTerminal reports whether a person sits at both ends.
func (p *palette) isTerminal() bool {
	in, out := p.files()
	return in != nil && out != nil && term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}

// files are standard input and output; nil where they are none.
func (p *palette) files() (in, out *os.File) {
	in, _ = p.In.(*os.File)
	to := p.Out
	if s, ok := to.(*sink); ok {
		to = s.to
	}
	out, _ = to.(*os.File)
	return in, out
}

func (p *palette) run(cmd *cobra.Command, words []string) error {
	ctx := cmd.Context()
	plain := p.plain || screen.IsPlain(os.Getenv)
	if !plain && !p.isTerminal() {
		return fault.New(fault.Usage, "there is no terminal to open a palette in", "give the request, as in: caro ask list the files; or use --plain")
	}
	settings, err := p.settingsWith(cmd.Flags())
	if err != nil {
		return err
	}
	s, end, err := newSession(ctx, settings, p.platform, asking.Options{
		Copy: settings.Copy, Explain: p.modelExplains, Once: p.once, Query: strings.Join(words, " "),
		Welcome: p.hello != "", Hotkey: strings.TrimPrefix(p.hello, "none"),
	})
	if err != nil {
		return err
	}
	defer end()
	defer s.Close()
	switch {
	case p.show != "":
		s.Show(strings.Join(words, " "), p.show)
	case len(words) > 0:
		s.Do(asking.Enter, "")
	}
	in, out := p.files()
	err = screen.Run(ctx, s, screen.Options{In: in, Out: out, Getenv: os.Getenv, Plain: plain})
	if copied := s.View().Copied; copied != "" && !plain {
		p.ui.say("copied: %s", copied)
	}
	if errors.Is(err, screen.ErrInterrupted) {
		return silentError(fault.Interrupted)
	}
	return err
}

// newSession begins a session of asking by these settings; end gives back what answers in
// it, once it is closed.
func newSession(ctx context.Context, settings config.Config, system string, o asking.Options) (s *asking.Session, end func(), err error) {
	r, machine, err := requestFor(ctx, settings, system)
	if err != nil {
		return nil, nil, err
	}
	l := &asking.Local{Options: answering(settings), Request: r, Machine: machine, Downloads: pullPatience(settings)}
	if path, _ := settings.Path(); path != "" && chosenByFile(settings) {
		l.Keep = func(id string) error { return config.Save(path, map[string]string{"model": id}) }
	}
	if r.Target.OS == machine.OS {
		l.Installed = installed
		l.Preview = func(list []shell.Touch) []string { return here(ctx, list) }
		l.Folder, l.Shape = workingFolder(settings), fileShapes(settings)
	}
	tools := l.Tools(clip.Copy)
	tools.Recent, tools.Remember = pastRequests(settings), remembering(settings, r.Target)
	o.FollowUps = true
	return asking.New(ctx, o, tools), func() { _ = l.Close() }, nil
}

// chosenByFile reports whether it is the person's file, or nothing, that says which model
// answers: what is said for this run alone, or by the environment, goes before.
func chosenByFile(settings config.Config) bool {
	source := settings.Source("model")
	return source == "default" || source == "file"
}
