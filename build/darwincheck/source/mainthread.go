package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strings"
)

// The empty struct by which code shows that it runs on the main thread: a function that
// touches AppKit takes a parameter of it, and only the file that declares it makes values.
const (
	proofPackage = "cocoa" // the last part of its package's path
	proofType    = "Main"
	proofName    = proofPackage + "." + proofType
)

// proof finds it in the module's own packages, nil where there is none.
func (t *Tree) proof() *types.TypeName {
	for _, p := range t.packages {
		if p.own && p.types != nil && path.Base(p.ImportPath) == proofPackage {
			if name, ok := p.types.Scope().Lookup(proofType).(*types.TypeName); ok {
				return name
			}
		}
	}
	return nil
}

// elsewhere are functions that run a function they are given on another goroutine.
var elsewhere = map[string]bool{
	"time.AfterFunc": true, "context.AfterFunc": true, "sync.Go": true,
	"golang.org/x/sync/errgroup.Go": true, "runtime.SetFinalizer": true, "runtime.AddCleanup": true,
}

// offMain are functions that must not be called on the main thread, and why.
var offMain = map[string]string{
	"golang.design/x/hotkey.Register": "waits for the main thread: call it off it, with the loop running",
}

// checkMainThread refuses what touches AppKit where nothing shows that it runs on the
// main thread, and such proofs that are made up, kept, or taken to another goroutine.
func (p *Package) checkMainThread(proof *types.TypeName, report reporter) {
	for _, file := range p.files {
		w := &walk{p: p, report: report, proof: proof, params: map[*ast.Ident]bool{}, called: map[*ast.Ident]bool{}}
		w.home = proof != nil && proof.Pkg() == p.types && file.FileStart <= proof.Pos() && proof.Pos() < file.FileEnd
		for _, decl := range file.Decls {
			w.node(decl, scope{})
		}
		if proof != nil && !w.home {
			w.proofsKept(file)
		}
	}
}

// scope is what is known where a piece of code stands.
type scope struct {
	inside bool      // of a function
	main   bool      // it runs on the main thread
	from   token.Pos // proofs declared before it belong to another goroutine; 0: none do
}

// walk goes through one file.
type walk struct {
	p      *Package
	report reporter
	proof  *types.TypeName
	home   bool                // the file declares the proof
	params map[*ast.Ident]bool // uses of the proof as the type of a parameter
	called map[*ast.Ident]bool // names of functions that are called
}

// node looks at n, which stands in s, and at all in it.
func (w *walk) node(n ast.Node, s scope) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncDecl:
			if x.Body != nil {
				w.node(x.Type, s)
				w.node(x.Body, scope{inside: true, main: w.takesProof(x.Type) || w.asks(x.Body, scope{})})
			}
			return false
		case *ast.FuncLit:
			w.node(x.Type, s)
			w.node(x.Body, scope{inside: true, main: s.main || w.takesProof(x.Type) || w.asks(x.Body, s), from: s.from})
			return false
		case *ast.GoStmt:
			w.started(x.Call, s)
			return false
		case *ast.CallExpr:
			if id := calledName(x); id != nil {
				w.called[id] = true
			}
			w.arguments(x, s)
			if f := w.p.callee(x); f != nil && f.Pkg() != nil && elsewhere[f.Pkg().Path()+"."+f.Name()] {
				w.node(x.Fun, s)
				w.parts(x.Args, s)
				return false
			}
		case *ast.FuncType:
			w.paramTypes(x)
		case *ast.Ident:
			w.use(x, s)
		}
		return true
	})
}

// asks says whether a function's own statements ask for a proof, as what AppKit calls
// does: from a function in the file that declares it. On another goroutine there is none,
// and only packages beside the proof's are called by AppKit.
func (w *walk) asks(body *ast.BlockStmt, s scope) bool {
	asks := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if w.isProof(w.p.info.TypeOf(x)) {
				asks = true
				if beside := path.Dir(w.proof.Pkg().Path()); w.p.ImportPath != beside && !strings.HasPrefix(w.p.ImportPath, beside+"/") {
					w.report(x.Pos(), "a %s is asked for outside of %s", proofName, beside)
				}
				if s.from != 0 {
					w.report(x.Pos(), "a %s is asked for on another goroutine", proofName)
				}
			}
		}
		return true
	})
	return asks
}

// started looks at a call that a go statement makes: what it is given is evaluated here,
// functions among that run elsewhere.
func (w *walk) started(call *ast.CallExpr, s scope) {
	w.arguments(call, s)
	if f := w.p.callee(call); f != nil && w.needsMain(f) {
		w.report(call.Pos(), "%s is started on a goroutine of its own, AppKit is for the main thread", f.Name())
	}
	for _, arg := range call.Args {
		if w.isProof(w.p.info.TypeOf(arg)) {
			w.report(arg.Pos(), "a %s is taken to another goroutine", proofName)
		}
	}
	w.parts(append([]ast.Expr{call.Fun}, call.Args...), s)
}

// parts looks at the function and arguments of a call that go elsewhere.
func (w *walk) parts(list []ast.Expr, s scope) {
	for _, x := range list {
		if lit, ok := ast.Unparen(x).(*ast.FuncLit); ok {
			w.node(lit.Type, s)
			there := scope{inside: true, from: lit.Pos()}
			there.main = w.takesProof(lit.Type) || w.asks(lit.Body, there)
			w.node(lit.Body, there)
			continue
		}
		w.node(x, s)
	}
}

// use looks at a name that is used.
func (w *walk) use(id *ast.Ident, s scope) {
	switch obj := w.p.info.Uses[id].(type) {
	case *types.Func:
		// As a value in a table it does nothing yet: arguments looks at calls of such.
		if w.needsMain(obj) && !s.main && (s.inside || w.called[id]) {
			w.report(id.Pos(), "%s of AppKit where no %s is at hand: is this the main thread?", id.Name, proofName)
		}
		if obj.Pkg() != nil && s.main {
			if why := offMain[obj.Pkg().Path()+"."+obj.Name()]; why != "" {
				w.report(id.Pos(), "%s %s", id.Name, why)
			}
		}
	case *types.Var:
		if w.isProof(obj.Type()) && s.from != 0 && obj.Pos() < s.from {
			w.report(id.Pos(), "a %s is taken to another goroutine", proofName)
		}
	}
}

// arguments looks at what a call is given: objects of AppKit may be passed to a function
// that sends messages only on the main thread, and a proof must be one.
func (w *walk) arguments(call *ast.CallExpr, s scope) {
	sig, ok := under(w.p.info.TypeOf(call.Fun)).(*types.Signature)
	if !ok {
		return
	}
	if w.p.callee(call) == nil && !s.main && sig.Results().Len() > 0 && fromAppKit(sig.Results().At(0).Type()) {
		w.report(call.Pos(), "a function that gives an %s where no %s is at hand: is this the main thread?", bare(sig.Results().At(0).Type()), proofName)
	}
	for i, arg := range call.Args {
		param := paramType(sig, i)
		if param == nil {
			continue
		}
		given := w.p.info.TypeOf(arg)
		if w.isProof(param) && !w.isProof(given) && !w.home {
			w.report(arg.Pos(), "a %s made up on the spot", proofName)
		}
		if f := w.p.callee(call); f != nil && isSender(f) && fromAppKit(given) && !s.main && i == 0 {
			w.report(arg.Pos(), "a message to %s where no %s is at hand: is this the main thread?", bare(given), proofName)
		}
	}
}

// isSender says whether a function sends a message to its first argument: objc.Call, or
// one of the module's own that takes any object of Objective-C first.
func isSender(f *types.Func) bool {
	if isCall(f) {
		return true
	}
	params := f.Signature().Params()
	if params.Len() == 0 || strings.HasPrefix(f.Pkg().Path(), darwinkit) {
		return false
	}
	first := params.At(0).Type().String()
	return first == kitObjC+".Handle" || first == kitObjC+".IObject"
}

// needsMain says whether a function of darwinkit sends a message to AppKit. The …From
// functions only wrap a pointer.
func (w *walk) needsMain(f *types.Func) bool {
	if f.Pkg() == nil || f.Pkg().Path() != kitAppKit {
		return false
	}
	params := f.Signature().Params()
	wraps := strings.HasSuffix(f.Name(), "From") && params.Len() == 1 && params.At(0).Type() == types.Typ[types.UnsafePointer]
	return !wraps
}

// proofsKept refuses the proof's type anywhere but as that of a parameter: in a field, a
// variable or a result it would outlive the call that it is about.
func (w *walk) proofsKept(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.p.info.Uses[id] == w.proof && !w.params[id] {
			w.report(id.Pos(), "%s is for parameters only: made or kept here it proves nothing", proofName)
		}
		return true
	})
}

func (w *walk) paramTypes(f *ast.FuncType) {
	for _, field := range f.Params.List {
		switch x := field.Type.(type) {
		case *ast.Ident:
			w.params[x] = true
		case *ast.SelectorExpr:
			w.params[x.Sel] = true
		}
	}
}

// takesProof says whether a function has a parameter of the proof's type.
func (w *walk) takesProof(f *ast.FuncType) bool {
	for _, field := range f.Params.List {
		if w.isProof(w.p.info.TypeOf(field.Type)) {
			return true
		}
	}
	return false
}

func (w *walk) isProof(t types.Type) bool {
	named, ok := t.(*types.Named)
	return ok && w.proof != nil && named.Obj() == w.proof
}

// fromAppKit says whether a type is one of AppKit's classes.
func fromAppKit(t types.Type) bool {
	named, ok := t.(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == kitAppKit
}

// bare is a type's name without its package's path.
func bare(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}

// paramType is the type of the parameter that argument i goes to.
func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}
