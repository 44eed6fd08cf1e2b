//go:build darwin && cgo

package macos

import (
	"github.com/ebitengine/purego"
	pobjc "github.com/ebitengine/purego/objc"
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"

	"caro/app/popover"
	"caro/macos/cocoa"
)

// colours are the system's own, which follow dark mode and the wish for more contrast.
var colours = map[popover.Colour]func() appkit.Color{
	popover.Plain:          appkit.Color_LabelColor,
	popover.Secondary:      appkit.Color_SecondaryLabelColor,
	popover.Good:           appkit.Color_SystemGreenColor,
	popover.Info:           appkit.Color_SystemBlueColor,
	popover.Caution:        appkit.Color_SystemPurpleColor,
	popover.Warning:        appkit.Color_SystemOrangeColor,
	popover.Danger:         appkit.Color_SystemRedColor,
	popover.SyntaxCommand:  appkit.Color_SystemBlueColor,
	popover.SyntaxFlag:     appkit.Color_SystemIndigoColor,
	popover.SyntaxString:   appkit.Color_SystemBrownColor,
	popover.SyntaxVariable: appkit.Color_SystemPurpleColor,
	popover.SyntaxOperator: appkit.Color_SystemPinkColor,
	popover.SyntaxKeyword:  appkit.Color_SystemPurpleColor,
	popover.SyntaxPath:     appkit.Color_LabelColor,
	popover.SyntaxNumber:   appkit.Color_SystemBrownColor,
	popover.SyntaxComment:  appkit.Color_SecondaryLabelColor,
}

var styles = map[popover.Style]appkit.FontTextStyle{
	popover.StyleTitle: appkit.FontTextStyleTitle3,
	popover.StyleBody:  appkit.FontTextStyleBody,
	popover.StyleSmall: appkit.FontTextStyleSubheadline,
}

// font is of the size that the person has set for a text style.
func font(_ cocoa.Main, style popover.Style, mono, strong bool) appkit.Font {
	f := appkit.Font_PreferredFontForTextStyleOptions(styles[style], nil)
	switch size := f.PointSize(); {
	case mono && strong:
		return appkit.Font_MonospacedSystemFontOfSizeWeight(size, appkit.FontWeightSemibold)
	case mono:
		return appkit.Font_MonospacedSystemFontOfSizeWeight(size, appkit.FontWeightRegular)
	case strong:
		return appkit.Font_BoldSystemFontOfSize(size)
	}
	return f
}

// attributed is the text of a label or choice in its colours.
func attributed(m cocoa.Main, e popover.Element) foundation.MutableAttributedString {
	paragraph := appkit.NewMutableParagraphStyle()
	if e.LeftToRight {
		paragraph.SetBaseWritingDirection(appkit.WritingDirectionLeftToRight)
	}
	if e.Wrap == 0 {
		cocoa.Send(paragraph, "setLineBreakMode:", appkit.LineBreakByTruncatingTail)
	}
	all := foundation.NewMutableAttributedString()
	for _, r := range e.Runs {
		attributes := map[foundation.AttributedStringKey]objc.IObject{ // the names that AppKit's constants stand for
			"NSFont": font(m, e.Style, r.Mono, r.Strong), "NSColor": colours[r.Colour](), "NSParagraphStyle": paragraph,
		}
		if r.Underlined {
			attributes["NSUnderline"] = foundation.Number_NumberWithInteger(int(appkit.UnderlineStyleSingle))
		}
		all.AppendAttributedString(foundation.NewAttributedStringWithStringAttributes(cocoa.Text(r.Text), attributes))
	}
	return all
}

// announce has VoiceOver say something at once.
func announce(m cocoa.Main, words string) {
	post, err := purego.Dlsym(purego.RTLD_DEFAULT, "NSAccessibilityPostNotificationWithUserInfo")
	if err != nil {
		return // VoiceOver can still read what is there
	}
	const high = 90 // NSAccessibilityPriorityHigh
	info := objc.Call[objc.Object](foundation.DictionaryClass, objc.Sel("dictionaryWithDictionary:"), map[string]objc.IObject{
		string(appkit.AccessibilityAnnouncementKey): objc.ObjectFrom(objc.ToNSString(cocoa.Text(words))),
		string(appkit.AccessibilityPriorityKey):     foundation.Number_NumberWithInteger(high),
	})
	name := objc.ObjectFrom(objc.ToNSString(string(appkit.AccessibilityAnnouncementRequestedNotification)))
	var notify func(element, notification, info pobjc.ID)
	purego.RegisterFunc(&notify, post)
	notify(cocoa.ID(cocoa.App(m)), cocoa.ID(name), cocoa.ID(info))
}
