package source

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

const (
	darwinkit = "github.com/progrium/darwinkit/"
	kitObjC   = darwinkit + "objc"
	kitAppKit = darwinkit + "macos/appkit"
	pureObjC  = "github.com/ebitengine/purego/objc"
)

// readInto says whether a package outside the module is looked into beyond its
// declarations: for its selectors, or for the symbols that it loads.
func readInto(path string) bool {
	return strings.HasPrefix(path, darwinkit) || strings.HasPrefix(path, "github.com/hybridgroup/yzma/")
}

// reporter takes a fault and where it is.
type reporter func(pos token.Pos, format string, args ...any)

// banned are functions that must not be used, by package and name, and why. Those of
// darwinkit make a closure of libffi's from a Go function; with Go 1.25 and later the
// array of its argument types is freed under it (darwinkit's issue 286).
var banned = map[string]string{
	kitObjC + ".WrapAsProtocol":     closure,
	kitObjC + ".NewClass":           closure,
	kitObjC + ".AddMethod":          closure,
	kitObjC + ".ReplaceMethod":      closure,
	kitObjC + ".AddClassMethod":     closure,
	kitObjC + ".ReplaceClassMethod": closure,
	kitObjC + ".CreateMallocBlock":  closure,
	kitObjC + ".CreateGlobalBlock":  closure,
	darwinkit + "macos.RunApp":      closure,

	kitObjC + ".Retain":                      "its finalizer releases off the main thread; call the method Retain",
	darwinkit + "dispatch.DispatchSync":      "blocks, for ever on the main thread itself; use DispatchAsync and a channel",
	"fyne.io/systray.RunWithExternalLoop":    "leaves the loop to others; systray.Run owns it",
	kitAppKit + ".Run":                       "systray.Run owns the loop",
	"golang.design/x/hotkey/mainthread.Init": "another owner of the main thread; systray.Run has it",
}

const closure = "makes a closure of a Go function, which crashes with Go 1.25 and later (darwinkit's issue 286)"

// checkBans refuses what is unsafe of darwinkit.
func (p *Package) checkBans(passed passedOn, report reporter) {
	for id, obj := range p.info.Uses {
		f, ok := obj.(*types.Func)
		if !ok || f.Pkg() == nil {
			continue
		}
		if why := banOf(f); why != "" {
			report(id.Pos(), "%s: %s", id.Name, why)
		}
	}
	p.checkCalls(passed.results, report)
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f := p.callee(call); f != nil && isCall(f) {
				for _, arg := range call.Args {
					if _, ok := under(p.info.TypeOf(arg)).(*types.Signature); ok {
						report(arg.Pos(), "a Go function as a block: %s", closure)
					}
				}
			}
			return true
		})
	}
}

// banOf says why a function must not be used, "" if it may.
func banOf(f *types.Func) string {
	path := f.Pkg().Path()
	if why := banned[path+"."+f.Name()]; why != "" {
		if f.Name() == "Retain" && f.Signature().Recv() != nil || f.Name() == "Run" && !isApplication(f) {
			return ""
		}
		return why
	}
	if !strings.HasPrefix(path, darwinkit+"macos/") {
		return ""
	}
	sig := f.Signature()
	for v := range sig.Params().Variables() {
		switch {
		case isGoFunc(v.Type()):
			return "takes a block made of a Go function: " + closure
		case isProtocol(v.Type()):
			return "takes a Go value as delegate: " + closure + "; register a class with purego and use " + f.Name() + "Object"
		}
	}
	if sig.Results().Len() == 1 && narrow(sig.Results().At(0).Type()) {
		return "returns " + sig.Results().At(0).Type().String() + ": " + narrowCall
	}
	return ""
}

const narrowCall = "libffi writes 8 bytes into the result, more than it has; call objc.Call[uint64] and cut it"

// isApplication tells appkit.Application.Run from methods of that name on others.
func isApplication(f *types.Func) bool {
	recv := f.Signature().Recv()
	return recv != nil && strings.HasSuffix(recv.Type().String(), "Application")
}

// isGoFunc says whether a parameter is a Go function that becomes a block. An
// action.Handler becomes the target of an action, a real class: safe.
func isGoFunc(t types.Type) bool {
	_, ok := under(t).(*types.Signature)
	return ok && !strings.HasSuffix(t.String(), "helper/action.Handler")
}

// isProtocol says whether a type is one of darwinkit's Go interfaces for an Objective-C
// protocol: their names begin with P, and they ask for Has… methods.
func isProtocol(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || !strings.HasPrefix(named.Obj().Pkg().Path(), darwinkit) {
		return false
	}
	name := named.Obj().Name()
	return types.IsInterface(t) && len(name) > 1 && name[0] == 'P' && 'A' <= name[1] && name[1] <= 'Z'
}

// narrow says whether libffi would write past a result of this type: it stores a whole
// register for each integer, and a bool is one to it.
func narrow(t types.Type) bool {
	b, ok := under(t).(*types.Basic)
	if !ok {
		return false
	}
	switch b.Kind() {
	case types.Bool, types.Int8, types.Int16, types.Int32, types.Uint8, types.Uint16, types.Uint32:
		return true
	}
	return false
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// passedOn are the module's own functions that hand what they are given to Objective-C, of the
// packages that were looked at so far, and the index of what it is.
type passedOn struct {
	selectors map[*types.Func]int // a parameter, as a selector's text
	results   map[*types.Func]int // a type parameter, as the type of a result
}

func newPassedOn() passedOn { return passedOn{map[*types.Func]int{}, map[*types.Func]int{}} }

// checkCalls refuses objc.Call for results that are too narrow, through the module's own
// generic functions too, callers, to which it adds the package's.
func (p *Package) checkCalls(callers map[*types.Func]int, report reporter) {
	owner := map[*types.TypeParam]*types.Func{}
	for _, obj := range p.info.Defs {
		if f, ok := obj.(*types.Func); ok {
			for tp := range f.Signature().TypeParams().TypeParams() {
				owner[tp] = f
			}
		}
	}
	for more := true; more; {
		more = false
		for id, inst := range p.info.Instances {
			index, f := p.resultParam(id, callers)
			if f == nil {
				continue
			}
			if tp, ok := inst.TypeArgs.At(index).(*types.TypeParam); ok && owner[tp] != nil {
				if _, seen := callers[owner[tp]]; !seen {
					callers[owner[tp]], more = tp.Index(), true
				}
			}
		}
	}
	for id, inst := range p.info.Instances {
		if index, f := p.resultParam(id, callers); f != nil && narrow(inst.TypeArgs.At(index)) {
			report(id.Pos(), "%s[%s]: %s", id.Name, inst.TypeArgs.At(index), narrowCall)
		}
	}
}

// resultParam gives the function that an identifier instantiates, if it is objc.Call or
// one that passes its type parameter on to it, and the index of that parameter.
func (p *Package) resultParam(id *ast.Ident, callers map[*types.Func]int) (int, *types.Func) {
	f, ok := p.info.Uses[id].(*types.Func)
	if !ok {
		return 0, nil
	}
	f = f.Origin()
	if isCall(f) {
		return 0, f
	}
	if index, ok := callers[f]; ok {
		return index, f
	}
	return 0, nil
}

// isCall says whether a function is darwinkit's objc.Call, or CallBlock, its like.
func isCall(f *types.Func) bool {
	return f.Pkg() != nil && f.Pkg().Path() == kitObjC && (f.Name() == "Call" || f.Name() == "CallBlock")
}

// callee is the function that a call names, nil if it names none.
func (p *Package) callee(call *ast.CallExpr) *types.Func {
	f, ok := p.info.Uses[calledName(call)].(*types.Func)
	if !ok {
		return nil
	}
	return f.Origin()
}

// calledName is the identifier that names what is called, nil where an expression gives it.
func calledName(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch x := fun.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}
