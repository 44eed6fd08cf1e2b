package selftest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"caro/app/menubar"
)

// click clicks on an item as soon as it can be clicked.
func (d *drive) click(ctx context.Context, id string) error {
	return within(ctx, soon/2, "the menu's item "+id, func() (string, bool) { return "it can't be clicked", d.App.Click(id) })
}

// recent clicks on the latest command, which is copied, or shown first.
func (d *drive) recent(ctx context.Context) (string, error) {
	id := menubar.IDRecent + ".0"
	err := until(ctx, "the command among the latest", func() (string, bool) {
		item, ok := d.App.Item(id)
		return fmt.Sprintf("it is %q", item.Value), ok && item.Value == d.command
	})
	if err == nil {
		err = d.Copy(ctx, marker)
	}
	if err == nil {
		err = d.click(ctx, id)
	}
	if err != nil {
		return "", err
	}
	shown := false
	err = until(ctx, "the command on the clipboard or in the window", func() (string, bool) {
		has, err := d.Has(ctx, d.command)
		shown, _ = d.App.Window()
		return "neither", err == nil && has || shown
	})
	if err == nil && shown {
		return "shown before it is copied", d.closed(ctx)
	}
	return "", err
}

// model chooses the model that is in use, which the settings name then.
func (d *drive) model(ctx context.Context) (string, error) {
	for i := range menubar.MaxModels {
		id := menubar.IDUse + "." + strconv.Itoa(i)
		item, ok := d.App.Item(id)
		if !ok || !item.Checked {
			continue
		}
		if err := d.click(ctx, id); err != nil {
			return "", err
		}
		return item.Title, d.saved(ctx, "model", item.Value)
	}
	return "", skip("no model of Caro's list is in use")
}

// saved waits until the settings' file has a value.
func (d *drive) saved(ctx context.Context, key, value string) error {
	return until(ctx, fmt.Sprintf("the setting %s = %s", key, value), func() (string, bool) {
		got, err := d.Setting(key)
		return fmt.Sprintf("it is %s, %v", got, err), err == nil && got == value
	})
}

// auto turns copying by itself on and off, and the settings with it.
func (d *drive) auto(ctx context.Context) (string, error) {
	return "", d.toggles(ctx, menubar.IDCopy, func(on bool) error { return d.saved(ctx, "copy", strconv.FormatBool(on)) })
}

// toggles clicks twice on an item with a mark.
func (d *drive) toggles(ctx context.Context, id string, then func(on bool) error) error {
	item, ok := d.App.Item(id)
	if !ok {
		return errors.New("it isn't in the menu")
	}
	on := item.Checked
	for range 2 {
		on = !on
		if err := d.click(ctx, id); err != nil {
			return err
		}
		err := within(ctx, soon/2, fmt.Sprintf("the mark to be %v", on), func() (string, bool) {
			item, _ := d.App.Item(id)
			return "", item.Checked == on
		})
		if err == nil {
			err = then(on)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// login has the system open Caro at login, and no more.
func (d *drive) login(ctx context.Context) (string, error) {
	before := len(d.Said())
	err := d.toggles(ctx, menubar.IDLogin, func(bool) error { return nil })
	for _, text := range d.Said()[before:] {
		// What a Mac wants for it is the person's to give.
		if strings.Contains(text, "System Settings") || strings.Contains(text, "Caro.app") {
			return "", skip(line(text))
		}
	}
	return "", err
}

// tool puts the command line tool there and takes it away again.
func (d *drive) tool(ctx context.Context) (string, error) {
	switch d.App.State().Tool {
	case menubar.NoTool:
		return "", skip("only from Caro.app on a Mac")
	case menubar.ToolThere:
		return "", skip("it is there, and stays")
	}
	for _, want := range []menubar.Tool{menubar.ToolThere, menubar.ToolOffered} {
		if err := d.click(ctx, menubar.IDTool); err != nil {
			return "", err
		}
		err := within(ctx, soon/2, "the tool", func() (string, bool) {
			now := d.App.State().Tool
			item, _ := d.App.Item(menubar.IDTool)
			return fmt.Sprintf("it is %s", now), now == want && strings.HasPrefix(item.Title, "Remove") == (want == menubar.ToolThere)
		})
		if err != nil {
			return "", err
		}
	}
	return "", nil
}

// heard is how long after a click the app has told what is wrong with it.
const heard = 2 * time.Second

// editor opens the settings, if it may.
func (d *drive) editor(ctx context.Context) (string, error) {
	if !d.Editor {
		return "", skip("it opens your text editor: --editor tries it")
	}
	if text, err := d.clickAndHear(ctx, menubar.IDSettings); err != nil || text != "" {
		return "", errors.Join(err, heardError(text))
	}
	return "the text editor was told to open them", nil
}

func heardError(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// about shows a notification; where none can be shown, the app says so itself.
func (d *drive) about(ctx context.Context) (string, error) {
	text, err := d.clickAndHear(ctx, menubar.IDAbout)
	if err == nil && text != "" {
		err = skip("no notifications are shown here")
	}
	return "a notification", err
}

// clickAndHear clicks on an item and gives what the app says of it.
func (d *drive) clickAndHear(ctx context.Context, id string) (text string, err error) {
	before := len(d.Said())
	if err := d.click(ctx, id); err != nil {
		return "", err
	}
	select {
	case <-ctx.Done():
	case <-time.After(heard):
	}
	return line(strings.Join(d.Said()[before:], " ")), nil
}

// quit clicks on Quit: the app ends the context.
func (d *drive) quit(ctx context.Context) (string, error) {
	if err := d.click(ctx, menubar.IDQuit); err != nil {
		return "", err
	}
	<-ctx.Done()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", errors.New("the app goes on")
	}
	return "", nil
}
