//go:build linux || (darwin && cgo)

package desktop

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"caro/app/install"
	"caro/app/menubar"
	"caro/app/notify"
)

// Tool is the command line tool of the bundle that the app is in, as package install has it.
type Tool interface {
	// Find returns the link that leads to the tool, whoever has made it.
	Find() (install.Link, bool)
	// Install makes the link. Errors are *fault.Error.
	Install() (install.Link, error)
	// Remove removes the links that Install makes, and says which.
	Remove() (removed []string, err error)
}

// lookAtTool has the menu offer the tool, or its removal.
func (a *App) lookAtTool(ctx context.Context) {
	state := menubar.NoTool
	if a.o.Tool != nil {
		state = menubar.ToolOffered
		if _, there := a.o.Tool.Find(); there {
			state = menubar.ToolThere
		}
	}
	a.post(ctx, func(f *facts) { f.tool = state })
}

// toggleTool installs the tool, or removes it, and says what came of it.
func (a *App) toggleTool(ctx context.Context) {
	if a.o.Tool == nil {
		return
	}
	defer a.lookAtTool(ctx)
	link, there := a.o.Tool.Find()
	if there {
		a.removeTool(ctx, link)
		return
	}
	link, err := a.o.Tool.Install()
	if err != nil {
		a.failed(ctx, "The command line tool wasn't installed", err)
		return
	}
	body := "caro is in " + filepath.Dir(link.Path) + "."
	if link.Hint != "" {
		body += "\nTo have it found, " + link.Hint
	}
	a.tell(ctx, "tool", "The command line tool is installed", body, notify.Normal)
}

func (a *App) removeTool(ctx context.Context, link install.Link) {
	removed, err := a.o.Tool.Remove()
	if err == nil && len(removed) == 0 {
		err = errors.New(link.Path + " wasn't put there by this menu: what has put it there removes it")
	}
	if err != nil {
		a.failed(ctx, "The command line tool wasn't removed", err)
		return
	}
	a.tell(ctx, "tool", "The command line tool is removed", strings.Join(removed, "\n"), notify.Normal)
}
