//go:build linux || cgo

package tray

import (
	"context"
	"runtime"
	"strings"
	"time"

	"fyne.io/systray"

	"caro/app/menubar"
)

// picture is what the tray was given last.
type picture struct {
	items   []menubar.Item
	icon    menubar.Icon
	tooltip string
}

func draw(s menubar.State) picture {
	return picture{menubar.Items(s), menubar.IconOf(s), menubar.Tooltip(s)}
}

// see notes what can be seen and clicked now.
func (t *Tray) see(items []menubar.Item) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown = items
}

// paint brings the tray up to date after each change, until ctx ends; it ends ctx itself
// where the tray is gone.
func (t *Tray) paint(ctx context.Context, end context.CancelCauseFunc) {
	shown := picture{items: t.shown}
	var painted time.Time
	var later <-chan time.Time // set where a change waits for its time
	settle, rest := time.After(settled[0]), settled[1:]
	poke(t.wake)
	for {
		select {
		case <-ctx.Done():
			return
		case <-settle:
			shown.icon, shown.tooltip = "", ""
			if settle = nil; len(rest) > 0 {
				settle, rest = time.After(rest[0]), rest[1:]
			}
		case <-later:
			later = nil
		case <-t.wake:
		}
		now := draw(t.State())
		changes := menubar.Diff(shown.items, now.items)
		if len(changes) == 0 && now.icon == shown.icon && now.tooltip == shown.tooltip {
			t.see(now.items) // what items stand for may have changed
			continue
		}
		if wait := pause(changes, now.icon == shown.icon) - time.Since(painted); wait > 0 {
			if later == nil {
				later = time.After(wait)
			}
			continue
		}
		if guard(func() { t.send(shown, now, changes) }) != nil {
			end(errGone)
			return
		}
		t.see(now.items)
		shown, painted, later = now, time.Now(), nil
	}
}

// pause is how long a change waits for others.
func pause(changes []menubar.Change, sameIcon bool) time.Duration {
	if sameIcon && (len(changes) == 0 || len(changes) == 1 && changes[0].Item.ID == menubar.IDStatus) {
		return progressEvery
	}
	return changeEvery
}

// send tells the tray what has changed. No lock is held: a tray may take its time.
func (t *Tray) send(shown, now picture, changes []menubar.Change) {
	if now.icon != shown.icon {
		if data := t.options.Icons[now.icon]; len(data) > 0 {
			systray.SetTemplateIcon(data, data)
		}
	}
	if now.tooltip != shown.tooltip {
		systray.SetTooltip(now.tooltip)
	}
	for _, c := range changes {
		set(t.items[c.Item.ID], c)
	}
}

// set changes an item: hidden first and shown last, so that nobody sees it half done.
func set(m *systray.MenuItem, c menubar.Change) {
	if m == nil {
		return // a separator
	}
	if c.Hidden && c.Item.Hidden {
		m.Hide()
	}
	if c.Title {
		m.SetTitle(label(c.Item.Title))
	}
	if c.Tooltip && runtime.GOOS != "linux" { // where menus have none
		m.SetTooltip(c.Item.Tooltip)
	}
	if c.Checked && c.Item.Checked {
		m.Check()
	} else if c.Checked {
		m.Uncheck()
	}
	if c.Enabled && c.Item.Enabled {
		m.Enable()
	} else if c.Enabled {
		m.Disable()
	}
	if c.Hidden && !c.Item.Hidden {
		m.Show()
	}
}

// label is a title as the tray has it. On Linux an underscore marks the letter behind it
// as the item's key, unless it is doubled.
func label(title string) string {
	if runtime.GOOS == "linux" {
		return strings.ReplaceAll(title, "_", "__")
	}
	return title
}

// build makes the items, all that there will ever be.
func (t *Tray) build(ctx context.Context) {
	items := menubar.Items(t.State())
	for _, i := range items {
		t.add(ctx, nil, i)
	}
	t.see(items)
}

func (t *Tray) add(ctx context.Context, parent *systray.MenuItem, i menubar.Item) {
	if i.Kind == menubar.Separator {
		if parent == nil {
			systray.AddSeparator()
		} else {
			parent.AddSeparator()
		}
		return
	}
	m := newItem(parent, i)
	t.items[i.ID] = m
	if !i.Enabled {
		m.Disable()
	}
	if i.Hidden {
		m.Hide()
	}
	if i.Kind != menubar.List {
		// systray drops a click that finds no room.
		m.ClickedCh = make(chan struct{}, maxClicks)
		go t.listen(ctx, i.ID, m.ClickedCh)
	}
	for _, child := range i.Children {
		t.add(ctx, m, child)
	}
}

func newItem(parent *systray.MenuItem, i menubar.Item) *systray.MenuItem {
	title := label(i.Title)
	switch check := i.Kind == menubar.Check; {
	case parent == nil && check:
		return systray.AddMenuItemCheckbox(title, i.Tooltip, i.Checked)
	case parent == nil:
		return systray.AddMenuItem(title, i.Tooltip)
	case check:
		return parent.AddSubMenuItemCheckbox(title, i.Tooltip, i.Checked)
	}
	return parent.AddSubMenuItem(title, i.Tooltip)
}

// maxClicks is how many clicks on an item can come before the first one is looked at.
const maxClicks = 256

// listen takes the clicks on an item.
func (t *Tray) listen(ctx context.Context, id string, clicks <-chan struct{}) {
	for {
		select {
		case <-clicks:
			t.click(id)
		case <-ctx.Done():
			return
		}
	}
}
