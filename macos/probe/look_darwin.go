//go:build darwin && cgo

package probe

import (
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

// Seen is what a window of the process shows.
type Seen struct {
	Texts   map[string]string // of labels and fields, by their identifiers
	Focused string            // the identifier of the field with the keyboard; "" for none
}

// Look looks at the window that is on the screen and has a control with an identifier; ok is
// false where there is none. From any goroutine but the main thread, with the loop running.
func Look(identifier string) (s Seen, ok bool) {
	cocoa.OnMainWait(func(m cocoa.Main) {
		var window appkit.Window
		if window, s, ok = find(m, identifier); ok {
			s.Focused = focused(m, window)
		}
	})
	return s, ok
}

func find(m cocoa.Main, identifier string) (appkit.Window, Seen, bool) {
	for _, window := range cocoa.App(m).Windows() {
		if content := window.ContentView(); !content.IsNil() && cocoa.Yes(window, "isVisible") {
			s := Seen{Texts: map[string]string{}}
			read(m, content, s.Texts)
			if _, ok := s.Texts[identifier]; ok {
				return window, s, true
			}
		}
	}
	return appkit.Window{}, Seen{}, false
}

// read reads what a view and those in it say.
func read(m cocoa.Main, view appkit.View, texts map[string]string) {
	if view.IsKindOfClass(objc.GetClass("NSTextField")) {
		texts[objc.Call[string](view, objc.Sel("identifier"))] = appkit.TextFieldFrom(view.Ptr()).StringValue()
	}
	for _, inner := range view.Subviews() {
		read(m, inner, texts)
	}
}

// focused is the field with the keyboard: the window's editor has it in the field's place.
func focused(_ cocoa.Main, window appkit.Window) string {
	responder := window.FirstResponder()
	if responder.IsNil() || !responder.RespondsToSelector(objc.Sel("isFieldEditor")) {
		return ""
	}
	field := appkit.TextFrom(responder.Ptr()).Delegate()
	if field.IsNil() || !field.RespondsToSelector(objc.Sel("identifier")) {
		return ""
	}
	return objc.Call[string](field, objc.Sel("identifier"))
}
