//go:build darwin && cgo

package macos

import (
	"fmt"
	"sync"

	"github.com/ebitengine/purego"
	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"

	"caro/app/ask"
	"caro/app/popover"
	"caro/macos/cocoa"
)

// asNSView is performKeyEquivalent: as NSView has it.
var asNSView func(self pobjc.ID, selector pobjc.SEL, event pobjc.ID) bool

// viewClass is the class of the popover's view, which is its fields' delegate too: here keys
// and typing come in. Its methods are called on the main thread.
var viewClass = sync.OnceValues(func() (pobjc.Class, error) {
	implementation := objc.GetClass("NSView").MethodImplementation(objc.Sel("performKeyEquivalent:"))
	purego.RegisterFunc(&asNSView, uintptr(implementation.Ptr()))
	class, err := pobjc.RegisterClass("CaroView", pobjc.GetClass("NSView"), nil, nil, []pobjc.MethodDef{
		{Cmd: pobjc.RegisterName("acceptsFirstResponder"), Fn: func(pobjc.ID, pobjc.SEL) bool { return true }},
		{Cmd: pobjc.RegisterName("keyDown:"), Fn: func(_ pobjc.ID, _ pobjc.SEL, event pobjc.ID) {
			current.keyDown(cocoa.Called(), appkit.EventFrom(cocoa.Pointer(event)))
		}},
		{Cmd: pobjc.RegisterName("performKeyEquivalent:"), Fn: func(self pobjc.ID, selector pobjc.SEL, event pobjc.ID) bool {
			return current.shortcut(cocoa.Called(), appkit.EventFrom(cocoa.Pointer(event))) || asNSView(self, selector, event)
		}},
		{Cmd: pobjc.RegisterName("controlTextDidChange:"), Fn: func(_ pobjc.ID, _ pobjc.SEL, notification pobjc.ID) {
			sender := objc.Call[objc.Object](objc.ObjectFrom(cocoa.Pointer(notification)), objc.Sel("object"))
			current.typed(cocoa.Called(), sender)
		}},
		{Cmd: pobjc.RegisterName("control:textView:doCommandBySelector:"), Fn: func(_ pobjc.ID, _ pobjc.SEL, _, _ pobjc.ID, command pobjc.SEL) bool {
			return current.press(cocoa.Called(), popover.SelectorKey(objc.SelectorFrom(cocoa.Pointer(command)).Name()))
		}},
	})
	if err != nil {
		return 0, fmt.Errorf("make the popover's class: %w", err)
	}
	return class, nil
})

// eventKey is the key of an event.
func eventKey(m cocoa.Main, event appkit.Event) string {
	return popover.EventKey(event.Characters(), held(m, event))
}

// held are the modifier keys of an event: darwinkit has only those that are held now.
func held(_ cocoa.Main, event appkit.Event) popover.Modifiers {
	return popover.Modifiers(objc.Call[uint](event, objc.Sel("modifierFlags")))
}

// press does what a key means, and tells whether it means something.
func (p *Popover) press(m cocoa.Main, key string) bool {
	action, taken := popover.Press(p.view, key)
	if action != "" {
		p.act(m, action)
	}
	return taken
}

// act does what a person does other than typing.
func (p *Popover) act(_ cocoa.Main, a ask.Action) {
	for _, c := range p.controls {
		c.echo.Acted()
	}
	p.o.Do(a, "")
}

// keyDown is a key while no field has the keyboard: what means nothing is typed into one.
func (p *Popover) keyDown(m cocoa.Main, event appkit.Event) {
	if p.press(m, eventKey(m, event)) {
		return
	}
	to := p.picture.TypesInto()
	if c, ok := p.controls[to]; ok {
		p.focus(m, to)
		if editor := c.field.CurrentEditor(); !editor.IsNil() {
			cocoa.Send(editor, "keyDown:", event)
		}
	}
}

// shortcut is a key with ⌘, before any field sees it.
func (p *Popover) shortcut(m cocoa.Main, event appkit.Event) bool {
	key := eventKey(m, event)
	switch popover.Means(p.picture, key, func() popover.Selection { return p.selection(m) }) {
	case popover.OpensSettings:
		p.o.Settings()
		return true
	case popover.Acts:
		return p.press(m, key)
	}
	return false
}

// selection is the text that is selected now.
func (p *Popover) selection(cocoa.Main) (s popover.Selection) {
	responder := p.root.Window().FirstResponder()
	if responder.IsNil() || !responder.RespondsToSelector(objc.Sel("selectedRange")) {
		return s
	}
	editor := appkit.TextFrom(responder.Ptr())
	for id, c := range p.controls {
		if !c.field.IsNil() && c.field.CurrentEditor().Ptr() == editor.Ptr() {
			s.In = id
		}
	}
	s.Length = int(objc.Call[uint64](objc.Call[objc.Object](editor, objc.Sel("string")), objc.Sel("length")))
	s.Selected = int(editor.SelectedRange().Length)
	return s
}

// typed tells what a person has typed into a field.
func (p *Popover) typed(_ cocoa.Main, field objc.Object) {
	for _, c := range p.controls {
		if !c.field.IsNil() && c.field.Ptr() == field.Ptr() && c.element.Typed != "" {
			words := c.field.StringValue()
			c.echo.Typed(words)
			p.o.Do(c.element.Typed, words)
		}
	}
}

// clicked does what a button stands for.
func (p *Popover) clicked(m cocoa.Main, c *control) {
	for _, a := range c.element.Actions {
		p.act(m, a)
	}
	if c.element.Kind == popover.Choice {
		c.check(m)
	}
}
