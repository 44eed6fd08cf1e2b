package source

import (
	"go/ast"
	"go/constant"
	"strconv"
	"strings"
)

const yzma = "github.com/hybridgroup/yzma/"

// Symbols gives the C functions that the tree looks up by name when it runs, by the plain
// name of the library that it asks (llama, ggml), "" where the code doesn't tell. They are
// read from yzma's source, where Load opens a library and passes it to functions that ask
// it for one symbol each with Prep, and from calls of purego.Dlsym in the tree's own.
func (t *Tree) Symbols() map[string][]string {
	all := map[string][]string{}
	for _, p := range t.packages {
		switch {
		case p.own:
			p.dlsyms(func(name string) { all[""] = append(all[""], name) })
		case strings.HasPrefix(p.ImportPath, yzma):
			libraries := p.librariesLoaded()
			p.functions(func(f *ast.FuncDecl) {
				ast.Inspect(f.Body, func(n ast.Node) bool {
					if name := firstString(n, "Prep"); name != "" {
						library := libraries[f.Name.Name]
						all[library] = append(all[library], name)
					}
					return true
				})
			})
		}
	}
	return all
}

// functions goes through a package's functions that have a body.
func (p *Package) functions(do func(*ast.FuncDecl)) {
	for _, file := range p.files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				do(f)
			}
		}
	}
}

// librariesLoaded says which library each function of the package is given: the one that
// was opened last before its call.
func (p *Package) librariesLoaded() map[string]string {
	given := map[string]string{}
	p.functions(func(f *ast.FuncDecl) {
		last := ""
		ast.Inspect(f.Body, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if fun, ok := call.Fun.(*ast.SelectorExpr); ok && fun.Sel.Name == "LoadLibrary" && len(call.Args) == 2 {
				last = literal(call.Args[1])
			}
			if id, ok := call.Fun.(*ast.Ident); ok && last != "" && len(call.Args) == 1 {
				given[id.Name] = last
			}
			return true
		})
	})
	return given
}

// firstString is the string that a call of that name has first, "" for all else.
func firstString(n ast.Node, name string) string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return ""
	}
	if fun, ok := call.Fun.(*ast.SelectorExpr); !ok || fun.Sel.Name != name {
		return ""
	}
	return literal(call.Args[0])
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

// dlsyms calls do with each name that the package looks up by purego itself.
func (p *Package) dlsyms(do func(string)) {
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 2 {
				return true
			}
			f := p.callee(call)
			if f == nil || f.Pkg() == nil || f.Pkg().Path() != "github.com/ebitengine/purego" || f.Name() != "Dlsym" {
				return true
			}
			if value := p.info.Types[call.Args[1]].Value; value != nil && value.Kind() == constant.String {
				do(constant.StringVal(value))
			}
			return true
		})
	}
}
