package source

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"caro/core/testneed"
)

const app = "testdata/app"

// fixture is the app that faults are planted in, loaded once.
var fixture = sync.OnceValues(func() (*Tree, error) {
	return Load(context.Background(), app, "arm64", "./...")
})

func load(t *testing.T) *Tree {
	t.Helper()
	tree, err := fixture()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range tree.found {
		if strings.Contains(p.Text, "no required module") || strings.Contains(p.Text, "dial") || strings.Contains(p.Text, "lookup") {
			testneed.Missing(t, "a Go module of "+app, "run `go mod download` in build/darwincheck/source/"+app)
		}
	}
	return tree
}

// TestRight finds nothing wrong with code that is right, for both processors, and sees
// all of it.
func TestRight(t *testing.T) {
	tree := load(t)
	intel, err := Load(context.Background(), app, "amd64", "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range []*Tree{tree, intel, tree.With(nil)} {
		for _, p := range tree.Check() {
			t.Errorf("darwin/%s: %s", tree.arch, p)
		}
		packages, own, names := tree.Counts()
		if packages < 100 || own != 3 || names != 18 {
			t.Errorf("darwin/%s: %d packages, %d own, %d names", tree.arch, packages, own, names)
		}
	}
}

// TestFaults plants one fault after the other into code that is right.
func TestFaults(t *testing.T) {
	const popover, thread, message = "macos/popover.go", "macos/cocoa/main.go", "macos/cocoa/message.go"
	tests := []struct {
		name, file, old, new string
		want                 string // the whole of one problem, less its place
	}{
		{"wrong method", popover, "p.popover.Close()", "p.popover.Shut()",
			"p.popover.Shut undefined (type appkit.Popover has no field or method Shut)"},
		{"wrong argument type", popover, "SetStringValue(answer)", "SetStringValue(42)",
			"cannot use 42 (untyped int constant) as string value in argument to p.field.SetStringValue"},
		{"wrong number of arguments", popover, "button.Bounds(), button, foundation", "button.Bounds(), foundation",
			"not enough arguments in call to p.popover.ShowRelativeToRectOfViewPreferredEdge"},
		{"wrong result", popover, "question := p.field.StringValue()", "question := p.field.IntValue()",
			"cannot use question"},
		{"unused variable", popover, "menu := appkit.NewMenuWithTitle(\"Edit\")", "menu, other := appkit.NewMenuWithTitle(\"Edit\"), 1",
			"declared and not used: other"},
		{"no such package", popover, "\"github.com/progrium/darwinkit/macos/foundation\"", "\"github.com/progrium/darwinkit/macos/fundation\"",
			"could not import github.com/progrium/darwinkit/macos/fundation"},
		{"syntax", popover, "return p.watch(m)", "return p.watch(m", "missing ',' before newline in argument list"},

		{"delegate in Go", popover, "p.app = appkit.Application_SharedApplication()",
			"p.app = appkit.Application_SharedApplication(); p.app.SetDelegate(&appkit.ApplicationDelegate{})",
			"SetDelegate: takes a Go value as delegate: makes a closure"},
		{"block", popover, "p.popover.Retain()",
			"(&appkit.ApplicationDelegate{}).SetApplicationDidFinishLaunching(func(foundation.Notification) {})",
			"SetApplicationDidFinishLaunching: takes a block made of a Go function"},
		{"block in a message", popover, "p.popover.Retain()", "objc.Call[objc.Void](p.popover, objc.Sel(\"performClose:\"), func() {})",
			"a Go function as a block: makes a closure"},
		{"method in Go", popover, "p.popover.Retain()", "objc.AddMethod(objc.GetClass(\"NSPopover\"), objc.Sel(\"init\"), func(objc.Object) {})",
			"AddMethod: makes a closure"},
		{"class in Go", popover, "p.popover.Retain()", "objc.NewClass[objc.Object](nil)", "NewClass: makes a closure"},
		{"another loop", thread, "import \"github.com/progrium/darwinkit/dispatch\"",
			"import \"github.com/progrium/darwinkit/dispatch\"\nimport kit \"github.com/progrium/darwinkit/macos\"\nvar loop = kit.RunApp",
			"RunApp: makes a closure"},
		{"loop without its owner", popover, "systray.Run(p.ready, func() {})", "systray.RunWithExternalLoop(p.ready, func() {})",
			"RunWithExternalLoop: leaves the loop to others"},
		{"released elsewhere", popover, "p.popover.Retain()", "objc.Retain(&p.popover)",
			"Retain: its finalizer releases off the main thread"},
		{"waiting for the main thread", thread, "DispatchAsync", "DispatchSync", "DispatchSync: blocks"},
		{"bool", popover, `cocoa.SendBool(p.popover, "isShown")`, "p.popover.IsShown()", "IsShown: returns bool: libffi writes 8 bytes"},
		{"bool by an interface", popover, `cocoa.SendBool(p.popover, "isShown")`, "appkit.IPopover(p.popover).IsShown()", "IsShown: returns bool"},
		{"bool by a message", popover, `cocoa.SendBool(p.popover, "isShown")`, `objc.Call[bool](p.popover, objc.Sel("isShown"))`, "Call[bool]: libffi"},
		{"bool by a function of one's own", popover, `cocoa.SendBool(p.popover, "isShown")`, `cocoa.Send[bool](p.popover, "isShown")`, "Send[bool]: libffi"},
		{"two bytes", popover, `cocoa.SendBool(p.popover, "isShown")`, `objc.Call[uint16](p.popover, objc.Sel("mnemonic")) == 1`, "Call[uint16]: libffi writes 8 bytes"},

		{"no main thread", popover, "hide(cocoa.Main) { p.popover.Close() }", "hide(cocoa.Main) {}\nfunc (p *popover) away() { p.popover.Close() }",
			"Close of AppKit where no cocoa.Main is at hand"},
		{"on a goroutine", popover, "cocoa.OnMain(func(cocoa.Main) { p.field.SetStringValue(answer) })", "p.field.SetStringValue(answer)",
			"SetStringValue of AppKit where no cocoa.Main is at hand"},
		{"on a goroutine, by its name", popover, "func (p *popover) hide(cocoa.Main) { p", "func (p *popover) hide(cocoa.Main) { go p", "Close is started on a goroutine of its own"},
		{"by a timer", popover, "cocoa.OnMain(func(m cocoa.Main) { p.hide(m) }) })", "p.popover.Close() })",
			"Close of AppKit where no cocoa.Main is at hand"},
		{"when the package starts", popover, "// Run shows", "var shared = appkit.Application_SharedApplication()\n\n// Run shows",
			"Application_SharedApplication of AppKit where no cocoa.Main is at hand"},
		{"a message off the main thread", popover, "built := make(chan error, 1)", "built := make(chan error, 1); cocoa.SendBool(p.popover, \"isShown\")",
			"a message to appkit.Popover where no cocoa.Main is at hand"},
		{"proof taken along", popover, "enter(cocoa.Main) {\n\tquestion := p.field.StringValue()\n\tgo func() {",
			"enter(m cocoa.Main) {\n\tquestion := p.field.StringValue()\n\tgo func() { p.hide(m)", "a cocoa.Main is taken to another goroutine"},
		{"proof handed to a goroutine", popover, "action.Set(p.field, func(objc.Object) { p.enter(m) })", "go p.enter(m)",
			"a cocoa.Main is taken to another goroutine"},
		{"proof made", popover, "<-built", "<-built; p.show(cocoa.Main{})", "cocoa.Main is for parameters only"},
		{"proof made without its name", popover, "<-built", "<-built; p.show(struct{}{})", "a cocoa.Main made up on the spot"},
		{"proof made where messages are", message, "// Send sends", "var made = Main{}\n\n// Send sends", "cocoa.Main is for parameters only"},
		{"proof asked for elsewhere", "main.go", "func main() {", "func main() { cocoa.Called();", "a cocoa.Main is asked for outside of example/app/macos"},
		{"proof kept", popover, "ask     func(string) string", "ask     func(string) string; m cocoa.Main", "cocoa.Main is for parameters only"},
		{"no proof declared", popover, "func openAtLogin", "func openAtLogin2() { appkit.NewMenuWithTitle(\"\") }\nfunc openAtLogin",
			"NewMenuWithTitle of AppKit where no cocoa.Main is at hand"},
		{"not asked for", popover, "\tm := cocoa.Called()\n", "\tvar m struct{}\n", "Delegate of AppKit where no cocoa.Main is at hand"},
		{"asked for on a goroutine", popover, "answer := p.ask(question)", "answer := p.ask(question); p.hide(cocoa.Called())",
			"a cocoa.Main is asked for on another goroutine"},
		{"a function from a table", popover, "<-built", "<-built; colours[true]()", "a function that gives an appkit.Color where no cocoa.Main is at hand"},
		{"hotkey on the main thread", popover, "return p.watch(m)", "_ = hotkey.New(nil, hotkey.KeySpace).Register(); return p.watch(m)",
			"Register waits for the main thread"},

		{"misspelt selector", popover, `"setActivationPolicy:"`, `"setActivationPolice:"`,
			`selector "setActivationPolice:" is neither in darwinkit nor in selectors.txt`},
		{"misspelt selector in a table", popover, `"copy:"`, `"coppy:"`, `selector "coppy:" is neither`},
		{"misspelt selector in a row", popover, `"undo:"`, `"unddo:"`, `selector "unddo:" is neither`},
		{"misspelt selector in a variable", popover, `"unregisterAndReturnError:"`, `"unregisterAndReturn:"`, `selector "unregisterAndReturn:" is neither`},
		{"misspelt delegate method", popover, `"controlTextDidChange:"`, `"controlTextChanged:"`, `selector "controlTextChanged:" is neither`},
		{"selector without its colon", popover, `"valueForKey:"`, `"valueForKey"`, `selector "valueForKey" is neither`},
		{"another class's selector", popover, `cocoa.SendBool(p.popover, "isShown")`, `cocoa.SendBool(p.popover, "isEditable")`, "NSPopover has no method -isEditable"},
		{"another class's selector by a message", popover, `cocoa.Send[objc.Void](p.field, "setDelegate:", watcher)`,
			`objc.Call[objc.Void](p.field, objc.Sel("setContentViewController:"), watcher)`, "NSTextField has no method -setContentViewController:"},
		{"an object's selector to its class", popover, `objc.Sel("mainAppService")`, `objc.Sel("status")`, "SMAppService has no method +status"},
		{"too few arguments", popover, `"valueForKey:", "statusItem"`, `"valueForKey:"`, `"valueForKey:" takes 1 arguments, not 0`},
		{"selector not of ours", popover, "p.popover.Retain()", `objc.Sel("caroTock:")`, `no class of this package registers "caroTock:"`},
		{"selector that can't be told", popover, "objc.Sel(e.selector)", "objc.Sel(string([]byte(e.selector)))", "a selector that isn't written as a constant"},
		{"misspelt class", popover, `objc.GetClass("SMAppService")`, `objc.GetClass("SMAppServices")`, `class "SMAppServices" is neither`},
		{"misspelt notification", popover, `"NSPopoverDidCloseNotification"`, `"NSPopoverClosedNotification"`, `notification "NSPopoverClosedNotification" is neither`},
	}
	tree := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := read(t, tt.file)
			if strings.Count(text, tt.old) != 1 {
				t.Fatalf("%q is %d times in %s", tt.old, strings.Count(text, tt.old), tt.file)
			}
			found := tree.With(map[string]string{tt.file: strings.Replace(text, tt.old, tt.new, 1)}).Check()
			for _, p := range found {
				if strings.HasPrefix(p.Text, tt.want) && strings.HasPrefix(p.Place, tt.file+":") {
					return
				}
			}
			t.Errorf("want %q, got %q", tt.want, found)
		})
	}
}

// TestNoProofDeclared refuses a package that uses AppKit without the type for the proof.
func TestNoProofDeclared(t *testing.T) {
	found := load(t).With(map[string]string{
		"main.go": "package main\n\nimport \"github.com/progrium/darwinkit/macos/appkit\"\n\nfunc main() { appkit.NewPopover() }\n",
	}).Check()
	if len(found) != 1 || found[0].Place != "main.go:5:22" || !strings.Contains(found[0].Text, "no cocoa.Main is at hand") {
		t.Errorf("got %q", found)
	}
}

// TestList refuses a list of names that is malformed, or that names what isn't there.
func TestList(t *testing.T) {
	tree := load(t)
	for line, want := range map[string]string{
		"NSPopover -close":                             "class, selector and where",
		"NSPopover close NSPopover, close":             "begins with neither + nor -",
		"SystrayAppDelegate -show module " + systray:   "show is not in the sources",
		"SystrayAppDelegate -show_menu module":         "the path of one module",
		"SystrayDelegate -show_menu module " + systray: "SystrayDelegate is not in the sources",
	} {
		if err := (&catalogue{methods: map[string][]string{}, listed: map[string]bool{}}).addList(line, tree); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

const systray = "fyne.io/systray"

// TestLoadFails says what is wrong when nothing can be loaded.
func TestLoadFails(t *testing.T) {
	for root, pattern := range map[string]string{t.TempDir(): "./...", app: "./missing"} {
		if _, err := Load(context.Background(), root, "arm64", pattern); err == nil || !strings.Contains(err.Error(), "names no package of the module") {
			t.Errorf("%s in %s: %v", pattern, root, err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(app, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
