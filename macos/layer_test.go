package macos_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"caro/app/popover"
)

// TestColours: each colour of a picture has one of the system's. What else can be told of
// this package without a Mac, `make check-darwin` tells.
func TestColours(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "text_darwin.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "colours" {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			names[e.(*ast.KeyValueExpr).Key.(*ast.SelectorExpr).Sel.Name] = true
		}
		return false
	})
	if len(names) != len(popover.Colours) {
		t.Errorf("%d colours of %d: %v", len(names), len(popover.Colours), names)
	}
}

// TestThin: the layer is small, and knows of Caro only what it draws: app/popover decides.
func TestThin(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lines += strings.Count(string(text), "\n")
		f, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			own := []string{"caro/app/ask", "caro/app/popover", "caro/macos/cocoa"}
			if err != nil || strings.HasPrefix(name, "caro/") && !slices.Contains(own, name) {
				t.Errorf("%s knows %s: %v", path, name, err)
			}
		}
	}
	if lines < 100 || lines >= 900 {
		t.Errorf("it has %d lines, less than 900 are meant", lines)
	}
}
