package source

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// listText names what darwinkit doesn't have: a line each, of a class, a selector with +
// for a method of the class itself or - for one of its objects, and where it is
// documented. See the top of the file.
//
//go:embed selectors.txt
var listText string

// root is the class that all others inherit from.
const root = "NSObject"

// catalogue is the names that the Objective-C runtime knows, as far as they are known
// here: what darwinkit's generated sources pass to it, and the list in selectors.txt.
type catalogue struct {
	methods       map[string][]string // selector to the classes that have it, with + or - before
	classes       map[string]string   // name in darwinkit (appkit.Popover) to that in the runtime (NSPopover)
	supers        map[string]string   // class to its superclass, in the runtime's names
	listed        map[string]bool     // classes of selectors.txt
	notifications map[string]bool
}

// newCatalogue collects the names from a tree that has darwinkit, or from the list only.
func newCatalogue(t *Tree) (*catalogue, error) {
	c := &catalogue{
		methods: map[string][]string{}, classes: map[string]string{}, supers: map[string]string{},
		listed: map[string]bool{root: true}, notifications: map[string]bool{},
	}
	for _, p := range t.packages {
		if strings.HasPrefix(p.ImportPath, darwinkit) {
			c.addClasses(p)
		}
	}
	for _, p := range t.packages {
		if strings.HasPrefix(p.ImportPath, darwinkit) {
			c.addSupers(p)
			c.addMethods(p)
		}
	}
	return c, c.addList(listText, t)
}

// addClasses takes `var PopoverClass = _PopoverClass{objc.GetClass("NSPopover")}`.
func (c *catalogue) addClasses(p *Package) {
	for _, file := range p.files {
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				if _, ok := n.(*ast.FuncDecl); ok {
					return false
				}
				lit, ok := n.(*ast.CompositeLit)
				if !ok || len(lit.Elts) != 1 {
					return true
				}
				class, ok := lit.Type.(*ast.Ident)
				if name := stringPassed(lit.Elts[0], "GetClass"); ok && name != "" {
					c.classes[p.types.Name()+"."+goClass(class.Name)] = name
				}
				return true
			})
		}
	}
}

// goClass takes the type of a class's own methods, _PopoverClass, to that of its objects.
func goClass(name string) string {
	if plain, ok := strings.CutPrefix(name, "_"); ok {
		return strings.TrimSuffix(plain, "Class")
	}
	return name
}

// addSupers reads from the structs which class embeds which.
func (c *catalogue) addSupers(p *Package) {
	for _, name := range p.types.Scope().Names() {
		s, ok := p.types.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		class := c.classes[p.types.Name()+"."+name]
		if !ok || class == "" || s.NumFields() == 0 || !s.Field(0).Embedded() {
			continue
		}
		c.supers[class] = c.classOf(s.Field(0).Type())
	}
}

// classOf is the runtime's name for a class of darwinkit's, "" for none.
func (c *catalogue) classOf(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !strings.HasPrefix(named.Obj().Pkg().Path(), darwinkit) {
		return ""
	}
	name := goClass(named.Obj().Name())
	class := c.classes[named.Obj().Pkg().Name()+"."+name]
	if class == "" && types.IsInterface(t) {
		class = c.classes[named.Obj().Pkg().Name()+"."+strings.TrimPrefix(name, "I")]
	}
	return class
}

// addMethods takes each objc.Sel("…") in a method of a class, and those of protocols
// under no class.
func (c *catalogue) addMethods(p *Package) {
	for _, file := range p.files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			class := c.receiver(p, f)
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok {
					if sel := stringPassed(e, "Sel"); sel != "" {
						c.methods[sel] = append(c.methods[sel], class)
					}
				}
				return true
			})
		}
	}
}

// receiver is the class of a method, with + or - before it; "" for a protocol's.
func (c *catalogue) receiver(p *Package, f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) != 1 {
		return ""
	}
	id, ok := f.Recv.List[0].Type.(*ast.Ident)
	if !ok {
		return ""
	}
	class := c.classes[p.types.Name()+"."+goClass(id.Name)]
	switch {
	case class == "":
		return ""
	case strings.HasPrefix(id.Name, "_"):
		return "+" + class
	}
	return "-" + class
}

// stringPassed is the string that e passes to a function of that name, "" if it is no
// such call.
func stringPassed(e ast.Expr, name string) string {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return ""
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	lit, isLit := call.Args[0].(*ast.BasicLit)
	if !ok || !isLit || fun.Sel.Name != name {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

// addList reads the list. A line whose documentation is a module must have its names in
// that module's Objective-C sources, if the tree has the module.
func (c *catalogue) addList(text string, t *Tree) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if len(fields) < 3 {
			return fmt.Errorf("selectors.txt:%d: class, selector and where it is documented are needed", number)
		}
		class, sel := fields[0], fields[1]
		switch {
		case class == "notification":
			c.notifications[sel] = true
		case strings.HasPrefix(sel, "+"), strings.HasPrefix(sel, "-"):
			c.listed[class] = true
			c.methods[sel[1:]] = append(c.methods[sel[1:]], sel[:1]+class)
		default:
			return fmt.Errorf("selectors.txt:%d: %q begins with neither + nor -", number, sel)
		}
		if fields[2] == "module" {
			if err := t.foundIn(fields[3:], class, strings.Trim(sel, "+-:")); err != nil {
				return fmt.Errorf("selectors.txt:%d: %w", number, err)
			}
		}
	}
	return nil
}

// foundIn looks for words in the Objective-C sources of a module.
func (t *Tree) foundIn(module []string, words ...string) error {
	if len(module) != 1 {
		return fmt.Errorf("the path of one module is needed after the word")
	}
	for _, p := range t.packages {
		if p.ImportPath != module[0] {
			continue
		}
		sources, err := filepath.Glob(filepath.Join(p.Dir, "*.m"))
		if err != nil {
			return err
		}
		var all strings.Builder
		for _, name := range sources {
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			all.Write(text)
		}
		for _, word := range words {
			if whole := regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`); !whole.MatchString(all.String()) {
				return fmt.Errorf("%s is not in the sources of %s", word, module[0])
			}
		}
	}
	return nil
}

// hasClass says whether there is a class of that name.
func (c *catalogue) hasClass(name string) bool {
	if c.listed[name] {
		return true
	}
	for _, class := range c.classes {
		if class == name {
			return true
		}
	}
	return false
}

// has says whether a class or one that it inherits from has the method; kind is + or -.
// With kind or class "" it is enough that any has it.
func (c *catalogue) has(kind, class, sel string) bool {
	owners, ok := c.methods[sel]
	if !ok || class == "" || kind == "" {
		return ok
	}
	for class != "" {
		if slices.Contains(owners, kind+class) {
			return true
		}
		class = c.supers[class]
	}
	// Each class is an object too: it takes the messages of the root's objects.
	return slices.Contains(owners, kind+root) || slices.Contains(owners, "-"+root)
}
