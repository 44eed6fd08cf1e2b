//go:build linux || (darwin && cgo)

package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	asking "caro/app/ask"
	"caro/app/clip"
	"caro/app/desktop"
	"caro/app/install"
	"caro/app/menubar"
	"caro/core"
	"caro/core/build"
	"caro/core/config"
	"caro/core/fault"
	"caro/core/history"
	"caro/core/models"
	"caro/resources"
)

// newApp is `caro app`.
func newApp(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "app",
		Short: appShort,
		Long:  appHelp,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := c.desktop()
			if err != nil {
				return err
			}
			return desktop.Run(cmd.Context(), o)
		},
	}
}

// desktop is what the app works with.
func (c *command) desktop() (o desktop.Options, err error) {
	executable, err := os.Executable()
	if err != nil {
		return o, fault.From(fmt.Errorf("find this program: %w", err), fault.Failed)
	}
	past, err := history.Place(os.Getenv)
	if err != nil {
		return o, fault.From(err, fault.Failed)
	}
	o = desktop.Options{
		Executable:  executable,
		Settings:    func() (config.Config, error) { return config.Load(os.Getenv) },
		Getenv:      os.Getenv,
		Recents:     recents,
		RecentsFile: past,
		Copy:        c.copyRecent,
		Pull: func(ctx context.Context, m models.Model, s config.Config) error {
			store, err := models.DefaultStore()
			if err != nil {
				return err
			}
			return models.Pull(ctx, store, m, pullPatience(s), func(models.Event) {})
		},
		Session: func(ctx context.Context, o asking.Options) (*asking.Session, func(), error) {
			settings, err := config.Load(os.Getenv)
			if err != nil {
				return nil, nil, err
			}
			return newSession(ctx, settings, "", o)
		},
		Icons:   icons(),
		Version: build.Version,
		Notice:  c.ui.note,
	}
	if tool, err := install.Of(executable); err == nil { // it is in a bundle
		o.Tool = tool
	}
	return o, nil
}

// icons are those of the menu bar or panel.
func icons() map[menubar.Icon][]byte {
	list := map[menubar.Icon][]byte{}
	for _, state := range resources.IconStates {
		list[menubar.Icon(state)] = resources.StatusIcon(state, iconTone, iconSize)
	}
	return list
}

// recents are the latest commands of the history, for the menu.
func recents(ctx context.Context, n int) ([]menubar.Recent, error) {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return nil, err
	}
	store, err := historyOf(settings)
	if err != nil {
		return nil, err
	}
	entries, err := store.RecentCommands(ctx, n)
	list := make([]menubar.Recent, 0, len(entries))
	for _, e := range entries {
		list = append(list, menubar.Recent{Query: e.Query, Command: e.Command, Level: e.Level})
	}
	return list, err
}

// copyRecent puts a command of the history on the clipboard if the gate lets it as it is
// judged today; ok is false where a person has to confirm.
func (c *command) copyRecent(ctx context.Context, text string) (ok bool, err error) {
	settings, err := config.Load(os.Getenv)
	if err != nil {
		return false, err
	}
	r, _, err := requestFor(ctx, settings, "")
	if err != nil {
		return false, err
	}
	assistant := core.Assistant{Rules: rules(settings), Installed: installed}
	answer := assistant.Judge(text, r)
	if needs, may := answer.Needs(); !may || needs != core.Asked {
		return false, nil
	}
	return true, clip.Copy(ctx, answer.Command)
}
