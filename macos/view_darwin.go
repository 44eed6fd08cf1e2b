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
			current.keyDown(called(), appkit.EventFrom(pointer(event)))
		}},
		{Cmd: pobjc.RegisterName("performKeyEquivalent:"), Fn: func(self pobjc.ID, selector pobjc.SEL, event pobjc.ID) bool {
			return current.shortcut(called(), appkit.EventFrom(pointer(event))) || asNSView(self, selector, event)
		}},
		{Cmd: pobjc.RegisterName("controlTextDidChange:"), Fn: func(_ pobjc.ID, _ pobjc.SEL, notification pobjc.ID) {
			sender := objc.Call[objc.Object](objc.ObjectFrom(pointer(notification)), objc.Sel("object"))
			current.typed(called(), sender)
		}},
		{Cmd: pobjc.RegisterName("control:textView:doCommandBySelector:"), Fn: func(_ pobjc.ID, _ pobjc.SEL, _, _ pobjc.ID, command pobjc.SEL) bool {
			return current.press(called(), popover.SelectorKey(objc.SelectorFrom(pointer(command)).Name()))
		}},
	})
	if err != nil {
		return 0, fmt.Errorf("make the popover's class: %w", err)
	}
	return class, nil
})

// eventKey is the key of an event.
func eventKey(m mainThread, event appkit.Event) string {
	return popover.EventKey(event.Characters(), held(m, event))
}

// held are the modifier keys of an event: darwinkit has only those that are held now.
func held(_ mainThread, event appkit.Event) popover.Modifiers {
	return popover.Modifiers(objc.Call[uint](event, objc.Sel("modifierFlags")))
}

// press does what a key means, and tells whether it means something.
func (p *Popover) press(m mainThread, key string) bool {
	action, taken := popover.Press(p.view, key)
	if action != "" {
		p.act(m, action)
	}
	return taken
}

// act does what a person does other than typing.
func (p *Popover) act(_ mainThread, a ask.Action) {
	for _, c := range p.controls {
		c.echo.Acted()
	}
	p.o.Do(a, "")
}

// keyDown is a key while no field has the keyboard: what means nothing is typed into the
// field that should have it, or the request.
func (p *Popover) keyDown(m mainThread, event appkit.Event) {
	if p.press(m, eventKey(m, event)) {
		return
	}
	to := p.picture.Focus
	if to == "" {
		to = popover.RequestField
	}
	if c, ok := p.controls[to]; ok {
		p.focus(m, to)
		if editor := c.field.CurrentEditor(); !editor.IsNil() {
			send(editor, "keyDown:", event)
		}
	}
}

// shortcut is a key with ⌘, before any field sees it.
func (p *Popover) shortcut(m mainThread, event appkit.Event) bool {
	key := eventKey(m, event)
	switch {
	case !popover.IsShortcut(key):
		return false
	case popover.Settings(key):
		if p.o.Settings != nil {
			p.o.Settings()
		}
		return p.o.Settings != nil
	case popover.IsCopy(key) && p.selects(m):
		return false // the Edit menu copies it
	}
	return p.press(m, key)
}

// selects reports whether ⌘C is for a selected text.
func (p *Popover) selects(mainThread) bool {
	responder := p.root.Window().FirstResponder()
	if responder.IsNil() || !responder.RespondsToSelector(objc.Sel("selectedRange")) {
		return false
	}
	editor := appkit.TextFrom(responder.Ptr())
	in := popover.ID("")
	for id, c := range p.controls {
		if !c.field.IsNil() && c.field.CurrentEditor().Ptr() == editor.Ptr() {
			in = id
		}
	}
	length := objc.Call[uint64](objc.Call[objc.Object](editor, objc.Sel("string")), objc.Sel("length"))
	return popover.CopiesSelection(p.picture, in, int(editor.SelectedRange().Length), int(length))
}

// typed tells what a person has typed into a field.
func (p *Popover) typed(_ mainThread, field objc.Object) {
	for _, c := range p.controls {
		if !c.field.IsNil() && c.field.Ptr() == field.Ptr() && c.element.Typed != "" {
			words := c.field.StringValue()
			c.echo.Typed(words)
			p.o.Do(c.element.Typed, words)
		}
	}
}

// clicked does what a button stands for.
func (p *Popover) clicked(m mainThread, c *control) {
	for _, a := range c.element.Actions {
		p.act(m, a)
	}
	if c.element.Kind == popover.Choice {
		c.check(m)
	}
}
