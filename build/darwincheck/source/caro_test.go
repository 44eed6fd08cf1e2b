package source

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// caro is the top of the project.
const caro = "../../.."

// TestCaro plants faults into Caro's own AppKit layer, in a file of their own.
func TestCaro(t *testing.T) {
	tree, err := Load(context.Background(), caro, "arm64", "./macos/...")
	if err != nil {
		t.Fatal(err)
	}
	dir := ""
	for _, p := range tree.packages {
		if p.own && p.types != nil && p.types.Scope().Lookup(proofType) != nil {
			dir, err = filepath.Rel(tree.root, p.Dir)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if dir == "" {
		t.Skip("package macos has no AppKit code yet")
	}
	before := len(tree.Check())
	for _, tt := range []struct{ body, want string }{
		{"func planted(mainThread) { appkit.NewPopover().Retain() }", ""},
		{"func planted(mainThread) { appkit.NewPopover().Retan() }", "appkit.NewPopover().Retan undefined"},
		{"func planted() { appkit.NewPopover() }", "NewPopover of AppKit where no mainThread is at hand"},
		{"func planted(mainThread) { appkit.NewPopover().IsShown() }", "IsShown: returns bool"},
		{"func planted(mainThread) { appkit.NewPopover().SetDelegate(nil) }", "SetDelegate: takes a Go value as delegate"},
		{"func planted(m mainThread) { p := appkit.NewPopover(); objc.Call[objc.Void](p, objc.Sel(\"closed\")) }", `selector "closed" is neither`},
		{"func planted(m mainThread) { go func() { _ = m }() }; var _ = appkit.PopoverClass", "a mainThread is taken to another goroutine"},
	} {
		text := "package macos\n\nimport (\n\t\"github.com/progrium/darwinkit/macos/appkit\"\n\t\"github.com/progrium/darwinkit/objc\"\n)\n\nvar _ = objc.Sel(\"close\")\n\n" + tt.body + "\n"
		file := filepath.Join(dir, "planted_darwin.go")
		found := tree.With(map[string]string{file: text}).Check()
		if tt.want == "" {
			if len(found) != before {
				t.Errorf("%s: %q", tt.body, found)
			}
			continue
		}
		hit := false
		for _, p := range found {
			hit = hit || strings.HasPrefix(p.Place, file) && strings.HasPrefix(p.Text, tt.want)
		}
		if !hit {
			t.Errorf("%s: want %q, got %q", tt.body, tt.want, found)
		}
	}
}
