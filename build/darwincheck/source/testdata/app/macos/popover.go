//go:build darwin

// Package macos touches AppKit in the ways that Caro does.
package macos

import (
	"time"

	"fyne.io/systray"
	pure "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/helper/action"
	_ "github.com/progrium/darwinkit/macos" // so that a fault can use it
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"
	"golang.design/x/hotkey"

	"example/app/macos/cocoa"
)

// popover holds objects that are used on the main thread only.
type popover struct {
	ask     func(string) string
	app     appkit.Application
	popover appkit.Popover
	field   appkit.TextField
	targets []action.Target
}

// entry is an item of the Edit menu.
type entry struct{ title, selector, key string }

var entries = []entry{{"Copy", "copy:", "c"}, {title: "Paste", selector: "paste:", key: "v"}}

// Run shows the popover whenever the status item is clicked.
func Run(ask func(string) string) {
	p := &popover{ask: ask}
	systray.SetOnTapped(p.tapped)
	systray.Run(p.ready, func() {})
}

// colours are asked for when they are used: then they are those of the day or the night.
var colours = map[bool]func() appkit.Color{true: appkit.Color_LabelColor, false: appkit.Color_SystemRedColor}

func (p *popover) tapped() {
	m := cocoa.Called()
	if d := p.app.Delegate(); !d.IsNil() {
		p.show(m)
	}
}

func (p *popover) ready() {
	built := make(chan error, 1)
	cocoa.OnMain(func(m cocoa.Main) { built <- p.build(m) })
	<-built
	k := hotkey.New([]hotkey.Modifier{hotkey.ModCmd}, hotkey.KeySpace)
	if k.Register() == nil {
		go func() {
			for range k.Keydown() {
				cocoa.OnMain(p.show)
			}
		}()
	}
	time.AfterFunc(time.Second, func() { cocoa.OnMain(func(m cocoa.Main) { p.hide(m) }) })
}

func (p *popover) build(m cocoa.Main) error {
	p.app = appkit.Application_SharedApplication()
	cocoa.SendBool(p.app, "setActivationPolicy:", appkit.ApplicationActivationPolicyAccessory)
	p.popover = appkit.NewPopover()
	p.popover.Retain()
	p.field = appkit.NewTextField()
	p.field.Retain()
	action.Set(p.field, func(objc.Object) { p.enter(m) })
	target, selector := action.Wrap(func(objc.Object) {})
	p.targets = append(p.targets, target)
	foundation.NotificationCenter_DefaultCenter().AddObserverSelectorNameObject(target, selector,
		"NSPopoverDidCloseNotification", p.popover)
	menu := appkit.NewMenuWithTitle("Edit")
	for _, e := range entries {
		menu.AddItem(appkit.NewMenuItemWithSelector(e.title, e.key, objc.Sel(e.selector)))
	}
	for _, row := range [][2]string{{"z", "undo:"}, {"x", "cut:"}} {
		menu.AddItem(appkit.NewMenuItemWithSelector("", row[0], objc.Sel(row[1])))
	}
	p.field.SetTextColor(colours[true]())
	return p.watch(m)
}

// watch is told of each keystroke by an object of a class of its own.
func (p *popover) watch(cocoa.Main) error {
	class, err := pure.RegisterClass("CaroWatcher", pure.GetClass("NSObject"), nil, nil, []pure.MethodDef{
		{Cmd: pure.RegisterName("controlTextDidChange:"), Fn: func(pure.ID, pure.SEL, pure.ID) {}},
		{Cmd: pure.RegisterName("caroTick:"), Fn: func(pure.ID, pure.SEL, pure.ID) {}},
	})
	if err != nil {
		return err
	}
	watcher := pure.ID(class).Send(pure.RegisterName("new"))
	cocoa.Send[objc.Void](p.field, "setDelegate:", watcher)
	return nil
}

func (p *popover) show(m cocoa.Main) {
	if cocoa.SendBool(p.popover, "isShown") {
		p.hide(m)
		return
	}
	if d := p.app.Delegate(); !d.IsNil() && d.IsKindOfClass(objc.GetClass("SystrayAppDelegate")) {
		item := cocoa.Send[appkit.StatusItem](d, "valueForKey:", "statusItem")
		button := item.Button()
		p.popover.ShowRelativeToRectOfViewPreferredEdge(button.Bounds(), button, foundation.RectEdgeMinY)
	}
}

func (p *popover) hide(cocoa.Main) { p.popover.Close() }

func (p *popover) enter(cocoa.Main) {
	question := p.field.StringValue()
	go func() {
		answer := p.ask(question)
		cocoa.OnMain(func(cocoa.Main) { p.field.SetStringValue(answer) })
	}()
}

// openAtLogin is a class that darwinkit doesn't have.
func openAtLogin(on bool) bool {
	class := objc.GetClass("SMAppService")
	service := objc.Call[objc.Object](class, objc.Sel("mainAppService"))
	selector := "unregisterAndReturnError:"
	if on {
		selector = "registerAndReturnError:"
	}
	return cocoa.SendBool(service, selector, nil)
}
