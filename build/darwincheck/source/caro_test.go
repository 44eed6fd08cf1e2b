package source

import (
	"context"
	"path"
	"strings"
	"testing"
)

// caro is the top of the project.
const caro = "../../.."

// TestCaro plants faults into each package of Caro's own that touches AppKit, in a file of
// their own.
func TestCaro(t *testing.T) {
	tree, err := Load(context.Background(), caro, "arm64", "./macos/...")
	if err != nil {
		t.Fatal(err)
	}
	before := len(tree.Check())
	for _, dir := range []string{"macos", "macos/system", "macos/probe"} {
		for _, tt := range []struct{ body, want string }{
			{"func planted(cocoa.Main) { appkit.NewPopover().Retain() }", ""},
			{"func planted(cocoa.Main) { appkit.NewPopover().Retan() }", "appkit.NewPopover().Retan undefined"},
			{"func planted() { appkit.NewPopover() }", "NewPopover of AppKit where no cocoa.Main is at hand"},
			{"func planted() { cocoa.Send(appkit.Popover{}, \"close\") }", "a message to appkit.Popover where no cocoa.Main is at hand"},
			{"func planted(cocoa.Main) { appkit.NewPopover().IsShown() }", "IsShown: returns bool"},
			{"func planted(cocoa.Main) { appkit.NewPopover().SetDelegate(nil) }", "SetDelegate: takes a Go value as delegate"},
			{"func planted(cocoa.Main) { p := appkit.NewPopover(); objc.Call[objc.Void](p, objc.Sel(\"closed\")) }", `selector "closed" is neither`},
			{"func planted(cocoa.Main) { cocoa.Send(appkit.NewPopover(), \"closed\") }", `selector "closed" is neither`},
			{"func planted(cocoa.Main) { cocoa.Send(appkit.NewPopover(), \"setEditable:\", true) }", "NSPopover has no method -setEditable:"},
			{"func planted(m cocoa.Main) { go func() { _ = m }() }; var _ = appkit.PopoverClass", "a cocoa.Main is taken to another goroutine"},
			{"func planted() { cocoa.OnMain(func(cocoa.Main) {}); _ = cocoa.Main{} }; var _ = appkit.PopoverClass", "cocoa.Main is for parameters only"},
		} {
			file := dir + "/planted_darwin.go"
			found := tree.With(map[string]string{file: "package " + path.Base(dir) + head + tt.body + "\n"}).Check()
			if tt.want == "" {
				if len(found) != before {
					t.Errorf("%s: %s: %q", dir, tt.body, found)
				}
				continue
			}
			hit := false
			for _, p := range found {
				hit = hit || strings.HasPrefix(p.Place, file) && strings.HasPrefix(p.Text, tt.want)
			}
			if !hit {
				t.Errorf("%s: %s: want %q, got %q", dir, tt.body, tt.want, found)
			}
		}
	}
}

const head = `

import (
	"github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/objc"

	"caro/macos/cocoa"
)

var _ = objc.Sel("close")

var _ = cocoa.Text

`
