package macos_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"caro/app/popover"
)

// notDarwinkits are the messages that darwinkit's sources don't spell, and who does.
var notDarwinkits = map[string]string{
	"show_menu":             "systray, systray_darwin.m",
	"auxiliaryTopLeftArea":  "NSScreen, macOS 12; asked for with respondsToSelector:",
	"auxiliaryTopRightArea": "the same",
	"setLineBreakMode:":     "NSMutableParagraphStyle and NSCell",
	"cell":                  "NSControl",
	"setEventHandler:andSelector:forEventClass:andEventID:": "NSAppleEventManager, Foundation on macOS",
	"mainAppService":                                     "SMAppService, ServiceManagement",
	"registerAndReturnError:":                            "the same",
	"unregisterAndReturnError:":                          "the same",
	"currentNotificationCenter":                          "UNUserNotificationCenter, UserNotifications",
	"requestAuthorizationWithOptions:completionHandler:": "the same",
	"addNotificationRequest:withCompletionHandler:":      "the same",
	"requestWithIdentifier:content:trigger:":             "UNNotificationRequest",
	"setBody:":                                           "UNMutableNotificationContent",
	"undo:":                                              "NSWindow and the undo manager take it from the Edit menu",
	"redo:":                                              "the same",
}

// sources are this package's files for macOS, parsed.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*_darwin.go")
	if err != nil || len(paths) < 8 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	var list []*ast.File
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// messages are the selectors that the sources name.
func messages(t *testing.T) map[string]bool {
	t.Helper()
	looksLike := regexp.MustCompile(`^([a-z][A-Za-z]*:)+$`)
	list := map[string]bool{}
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			name, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			list[name] = true
		}
	}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if name, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && looksLike.MatchString(name) {
					list[name] = true
				}
			case *ast.CallExpr:
				switch name := called(n.Fun); {
				case (name == "Sel" || name == "RegisterName") && len(n.Args) == 1:
					add(n.Args[0])
				case (name == "send" || name == "yes") && len(n.Args) > 1:
					add(n.Args[1])
				}
			}
			return true
		})
	}
	return list
}

// called is the name of what is called.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// TestMessages: each message is one that AppKit has, as far as darwinkit's sources, which are
// made from Apple's headers, can tell.
func TestMessages(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", "github.com/progrium/darwinkit").Output()
	if err != nil {
		t.Fatalf("no darwinkit to compare with: %v", err)
	}
	dir := regexp.MustCompile(`"Dir": "(.*)"`).FindSubmatch(out)
	if dir == nil {
		t.Fatalf("go says %s", out)
	}
	known := map[string]bool{}
	spelled := regexp.MustCompile(`objc\.Sel\("([^"]+)"\)`)
	for _, kit := range []string{"appkit", "foundation"} {
		paths, err := filepath.Glob(filepath.Join(string(dir[1]), "macos", kit, "*.go"))
		if err != nil || len(paths) < 100 {
			t.Fatalf("%d files of %s, %v", len(paths), kit, err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range spelled.FindAllSubmatch(text, -1) {
				known[string(m[1])] = true
			}
		}
	}
	basics := map[string]bool{"alloc": true, "init": true, "new": true, "release": true, "status": true, "string": true, "object": true}
	sent := messages(t)
	if len(sent) < 30 {
		t.Fatalf("only %d messages found: %v", len(sent), sent)
	}
	for name := range sent {
		if _, listed := notDarwinkits[name]; !known[name] && !basics[name] && !listed {
			t.Errorf("nothing is known to take the message %q", name)
		}
	}
	for name := range notDarwinkits {
		if !sent[name] || known[name] {
			t.Errorf("%q needn't be listed", name)
		}
	}
}

// TestColours: each colour of a picture has one of the system's.
func TestColours(t *testing.T) {
	names := map[string]bool{}
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Names[0].Name != "colours" {
				return true
			}
			for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
				names[called(e.(*ast.KeyValueExpr).Key)] = true
			}
			return false
		})
	}
	if len(names) != len(popover.Colours) {
		t.Errorf("%d colours of %d: %v", len(names), len(popover.Colours), names)
	}
}

// TestThreads: what names AppKit has the token that it is on the main thread, or is
// where tokens come from.
func TestThreads(t *testing.T) {
	takes := func(f *ast.FuncType) bool {
		return len(f.Params.List) > 0 && called(f.Params.List[0].Type) == "mainThread"
	}
	entries := map[string]bool{"Prepare": true, "Tapped": true, "OpenMenu": true} // main thread by their own words
	for _, f := range sources(t) {
		for _, d := range f.Decls {
			function, ok := d.(*ast.FuncDecl)
			if !ok || takes(function.Type) || entries[function.Name.Name] {
				continue
			}
			ast.Inspect(function.Body, func(n ast.Node) bool {
				if inner, ok := n.(*ast.FuncLit); ok && takes(inner.Type) {
					return false
				}
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if s, ok := call.Fun.(*ast.SelectorExpr); ok && called(s.X) == "appkit" && !strings.HasSuffix(s.Sel.Name, "From") {
					t.Errorf("%s calls appkit.%s without the token", function.Name.Name, s.Sel.Name)
				}
				return true
			})
		}
	}
}
