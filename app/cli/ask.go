package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"caro/app/clip"
	"caro/core"
	"caro/core/backend"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/gate"
	"caro/core/history"
	"caro/core/local"
	"caro/core/preview"
	"caro/core/shell"
)

// ask is the main job: a request in, a command out.
type ask struct {
	*command
	timing bool
	// modelExplains has the model explain what is explained without it, too.
	modelExplains bool
	platform      string
	goesOn        bool           // from the last answer
	takesText     bool           // from standard input
	before        []history.Turn // that it goes on from
	chosen        config.Config  // with the flags of this request over them
}

func newAsk(c *command) *ask { return &ask{command: c} }

// subcommand is `caro ask`, which is the same as `caro` followed by the request, and
// without one opens the palette.
func (a *ask) subcommand() *cobra.Command {
	p := &palette{ask: a}
	cmd := &cobra.Command{
		Use:   "ask [flags] [REQUEST...]",
		Short: "Answer a request, as `caro REQUEST...` does; without one, open a palette",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, words []string) error {
			if p.wanted(words) {
				return p.run(cmd, words)
			}
			return a.run(cmd, words)
		},
	}
	cmd.Flags().SetInterspersed(false)
	a.flags(cmd)
	p.flags(cmd)
	return cmd
}

func (a *ask) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&a.options.output, "output", "o", formatPlain, "plain, json, yaml or command")
	f.Bool("copy", false, "put the command on the clipboard")
	f.Bool("explain", true, "say what the command does; --explain=false leaves that out")
	f.Bool("fast", false, "take the model's first command, however doubtful")
	f.BoolVar(&a.modelExplains, "model-explains", false, "have the model say it, in its own words; that takes longer")
	f.BoolVar(&a.timing, "timing", false, "show what the answer cost, on standard error")
	f.String("model", "", "model of the catalogue, or a GGUF file (CARO_MODEL)")
	f.String("safety", "", "strict, moderate or permissive (CARO_SAFETY; default moderate)")
	f.BoolVar(&a.goesOn, "continue", false, "go on from the last answer: \"only the ones from today\"")
	f.BoolVar(&a.takesText, "stdin", false, "the command is to work on the text on standard input")
	f.StringVar(&a.platform, "platform", "", "linux or macos: what the command is for (default this machine)")
}

func (a *ask) run(cmd *cobra.Command, words []string) error {
	ctx := cmd.Context()
	if err := checkFormat(a.options.output, formats...); err != nil {
		return err
	}
	var err error
	if a.chosen, err = a.settingsWith(cmd.Flags()); err != nil {
		return err
	}
	request, err := a.request(ctx, strings.Join(words, " "))
	if err != nil {
		return err
	}
	assistant, end, err := a.assistant(ctx, a.chosen)
	if err != nil {
		return err
	}
	defer end()
	if request.Target.OS == assistant.Machine.OS {
		assistant.Installed = installed
		assistant.Manual = local.Manual().Flag
		assistant.Preview = func(list []shell.Touch) []string { return here(ctx, list) }
		assistant.Folder, assistant.Shape = workingFolder(a.chosen), fileShapes(a.chosen)
	}
	answer, err := assistant.Ask(ctx, request)
	a.ui.done()
	if err != nil {
		return err
	}
	if a.chosen.Copy {
		a.toClipboard(ctx, &answer)
	}
	return a.print(ctx, assistant, request, answer)
}

// installed reports whether a program is on the PATH.
func installed(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}

// here says what a command would touch in the working folder and elsewhere on this machine.
func here(ctx context.Context, list []shell.Touch) []string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	return preview.Of(ctx, list, dir, home)
}

// request checks what can be checked before anything is loaded.
func (a *ask) request(ctx context.Context, query string) (core.Request, error) {
	asked := core.Request{Query: query}
	var err error
	if a.goesOn {
		if asked.Thread, err = a.lastAnswers(); err != nil {
			return asked, err
		}
	}
	if err := asked.Check(); err != nil {
		return asked, err
	}
	if a.takesText {
		if asked.Input, err = a.text(ctx); err != nil {
			return asked, err
		}
	}
	r, _, err := requestFor(ctx, a.chosen, a.platform)
	r.Query, r.Thread, r.Input, r.On = query, asked.Thread, asked.Input, a.loading
	return r, err
}

// loading shows how far the model is.
func (a *ask) loading(e backend.Event) {
	switch e.Kind {
	case backend.EventLoading:
		a.ui.show(fmt.Sprintf("loading the model… %.0f %%", 100*e.Fraction))
	case backend.EventToken:
		a.ui.show("thinking…")
	case backend.EventComparing:
		a.ui.show("comparing with other commands…")
	case backend.EventRestart:
		a.ui.note("tries again: " + e.Text)
	}
}

// print shows the command at once and what else there is when the model has explained
// it.
func (a *ask) print(ctx context.Context, assistant *local.Assistant, r core.Request, answer core.Answer) error {
	out := answerWriter{out: a.Out, format: a.options.output}
	if err := out.command(answer); err != nil {
		return err
	}
	kept := a.keep(ctx, r, answer)
	plain := a.options.output == formatPlain || a.options.output == formatCommand
	if plain {
		a.remarks(answer)
	}
	var broken error
	if a.chosen.Explain {
		answer.Explanation = answer.Sentence
	}
	if (a.modelExplains || a.chosen.Explain && answer.Explanation == "") && answer.Command != "" && a.options.output != formatCommand {
		r.On = nil
		a.ui.show("explaining…")
		explanation, err := assistant.Explain(ctx, answer, r)
		a.ui.done()
		answer.Explanation = cmp.Or(explanation, answer.Explanation)
		if err != nil {
			broken = fault.From(err, fault.Failed)
			answer.Notes = append(answer.Notes, "not explained: "+broken.Error())
		}
	}
	said := kept()
	answer.Notes = append(answer.Notes, said...)
	if err := out.rest(answer); err != nil {
		return err
	}
	if a.timing {
		a.ui.timing(answer.Timing)
	}
	if broken != nil && plain {
		a.ui.note("not explained: " + broken.Error())
	}
	for _, text := range said {
		if plain {
			a.ui.note(text)
		}
	}
	switch {
	case broken != nil && ctx.Err() != nil:
		return silentError(fault.Interrupted)
	case answer.Command == "":
		return silentError(fault.NoCommand)
	case answer.Blocked:
		return silentError(fault.Blocked)
	}
	return nil
}

// remarks tells on standard error what documents have in fields of their own.
func (a *ask) remarks(answer core.Answer) {
	switch {
	case answer.Command == "":
		a.ui.say("no command: %s", answer.Clarify)
	case answer.Blocked:
		a.ui.say("blocked: the command's risk is %s; look at it well before you run it", answer.Risk.Level)
	case answer.Copied:
		a.ui.copied()
	}
	for _, f := range answer.Risk.Findings {
		if f.Level != gate.LevelModerate {
			a.ui.say("%s risk: %s", f.Level, gate.VisibleLine(f.Message, maxMessage))
		}
	}
	for _, n := range answer.Notes {
		a.ui.note(n)
	}
}

// toClipboard copies the command if it may be, and notes why where it isn't.
func (a *ask) toClipboard(ctx context.Context, answer *core.Answer) {
	not := func(why string) { answer.Notes = append(answer.Notes, "not copied: "+why) }
	needs, allowed := answer.Needs()
	switch {
	case answer.Command == "":
		return
	case !allowed:
		not("the safety level forbids it")
		return
	case needs > core.Asked && !a.confirmed(ctx, *answer, needs):
		not(answer.Confirm() + " and nobody confirmed")
		return
	}
	err := clip.Copy(ctx, answer.Command)
	if err == nil {
		answer.Copied = true
		return
	}
	var sent *clip.SentError
	if errors.As(err, &sent) {
		answer.Notes = append(answer.Notes, sent.Error()+"; "+sent.Hint())
		return
	}
	var none *clip.UnavailableError
	if errors.As(err, &none) {
		not(none.Error() + "; " + none.Hint())
		return
	}
	not(err.Error())
}

// confirmed asks the person at the terminal; without one the answer is no.
func (a *ask) confirmed(ctx context.Context, answer core.Answer, needs core.Consent) bool {
	in, ok := a.In.(*os.File)
	if !ok || !a.ui.terminal || !term.IsTerminal(int(in.Fd())) {
		return false
	}
	question := "copy it? [y/N]"
	if needs == core.Spelled {
		question = "copy it all the same? type yes"
	}
	a.ui.say("%s\n%s\n%s", answer.Confirm(), strings.TrimSuffix(indent(answer.Command), "\n"), question)
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(in).ReadString('\n')
		said <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case word := <-said:
		return word == "yes" || word == "y" && needs < core.Spelled
	case <-ctx.Done():
		return false
	}
}
