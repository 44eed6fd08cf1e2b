//go:build darwin && cgo

package macos

import (
	"github.com/progrium/darwinkit/helper/action"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"

	"caro/app/popover"
	"caro/macos/cocoa"
)

// control is an element on the popover; it is kept when it is out of sight. Of field, button
// and gauge it has the one that its kind needs.
type control struct {
	view    appkit.View
	field   appkit.TextField
	button  appkit.Button
	gauge   appkit.ProgressIndicator
	echo    popover.Echo
	element popover.Element
}

// make makes the control of an element.
func (p *Popover) make(m cocoa.Main, e popover.Element) *control {
	c := &control{element: e}
	switch e.Kind {
	case popover.Label:
		c.label(m, e)
	case popover.Field:
		c.field = appkit.NewTextField()
		c.field.SetBezelStyle(appkit.TextFieldRoundedBezel)
		c.field.SetUsesSingleLineMode(true)
		cocoa.Send(objc.Call[objc.Object](c.field, objc.Sel("cell")), "setScrollable:", true)
	case popover.Spinner:
		c.gauge = appkit.NewProgressIndicator()
		c.gauge.SetStyle(appkit.ProgressIndicatorStyleSpinning)
		c.gauge.SetControlSize(appkit.ControlSizeSmall)
	case popover.Bar:
		c.gauge = appkit.NewProgressIndicator()
		c.gauge.SetIndeterminate(false)
		c.gauge.SetMinValue(0)
		c.gauge.SetMaxValue(1)
	case popover.Button, popover.Choice:
		c.button = appkit.NewButtonWithTitle("")
		if e.Kind == popover.Choice {
			c.button.SetButtonType(appkit.ButtonTypeRadio)
		}
		action.Set(c.button, func(objc.Object) { p.clicked(cocoa.Called(), c) })
	}
	switch {
	case !c.field.IsNil():
		c.field.SetDelegateObject(p.root)
		c.view = c.field.View
	case !c.button.IsNil():
		c.view = c.button.View
	default:
		c.view = c.gauge.View
	}
	c.view.Retain()
	cocoa.Send(c.view, "setIdentifier:", string(e.ID))
	c.view.SetTranslatesAutoresizingMaskIntoConstraints(false)
	hugging, resistance := appkit.LayoutPriorityDefaultHigh, appkit.LayoutPriorityDefaultHigh
	if e.Flexible {
		hugging, resistance = 1, appkit.LayoutPriorityDefaultLow
	}
	c.view.SetContentHuggingPriorityForOrientation(hugging, appkit.LayoutConstraintOrientationHorizontal)
	c.view.SetContentCompressionResistancePriorityForOrientation(resistance, appkit.LayoutConstraintOrientationHorizontal)
	return c
}

func (c *control) label(_ cocoa.Main, e popover.Element) {
	if e.Wrap == 0 {
		c.field = appkit.TextField_LabelWithString("")
		return
	}
	c.field = appkit.TextField_WrappingLabelWithString("")
	c.field.SetAllowsEditingTextAttributes(true) // or its colours go when it is clicked
}

// update gives a control what an element says.
func (c *control) update(m cocoa.Main, e popover.Element) {
	c.element = e
	switch e.Kind {
	case popover.Label:
		c.field.SetSelectable(e.Selectable)
		c.field.SetPreferredMaxLayoutWidth(e.Wrap)
		c.field.SetAttributedStringValue(attributed(m, e))
		cocoa.Send(c.view, "setAccessibilityValue:", cocoa.Text(e.Spoken)) // in place of what is read off
	case popover.Field:
		c.updateField(m, e)
	case popover.Spinner:
		c.gauge.StartAnimation(nil)
	case popover.Bar:
		c.gauge.SetDoubleValue(e.Fraction)
	case popover.Button:
		c.button.SetTitle(cocoa.Text(e.Text))
		c.button.SetFont(font(m, e.Style, false, false))
		c.button.SetEnabled(e.Enabled)
		c.button.SetKeyEquivalent(e.Key.Key)
		c.button.SetKeyEquivalentModifierMask(appkit.EventModifierFlags(e.Key.Modifiers))
	case popover.Choice:
		c.button.SetAttributedTitle(attributed(m, e))
		c.button.SetEnabled(e.Enabled)
		c.check(m)
	}
	if e.Kind != popover.Label {
		cocoa.Send(c.view, "setAccessibilityLabel:", cocoa.Text(e.Spoken))
	}
	cocoa.Send(c.view, "setAccessibilityHelp:", cocoa.Text(e.Help))
	c.view.SetToolTip(cocoa.Text(e.Help))
}

func (c *control) updateField(m cocoa.Main, e popover.Element) {
	c.field.SetFont(font(m, e.Style, e.Mono, false))
	c.field.SetPlaceholderString(cocoa.Text(e.Placeholder))
	if e.LeftToRight {
		c.field.SetBaseWritingDirection(appkit.WritingDirectionLeftToRight)
	}
	if c.echo.Take(e.Text) {
		c.field.SetStringValue(cocoa.Text(e.Text))
		c.toEnd(m)
	}
}

// check sets a choice as it is: a click has set it as it may become.
func (c *control) check(cocoa.Main) {
	state := appkit.ControlStateValueOff
	if c.element.On {
		state = appkit.ControlStateValueOn
	}
	c.button.SetState(state)
}

// toEnd puts the cursor behind the text, if the field has the keyboard.
func (c *control) toEnd(cocoa.Main) {
	if editor := c.field.CurrentEditor(); !editor.IsNil() {
		cocoa.Send(editor, "moveToEndOfDocument:", nil)
	}
}
