package source

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

// ownPrefix begins the selectors of classes that the module registers itself.
const ownPrefix = "caro"

var notificationForm = regexp.MustCompile(`^NS[A-Za-z]+Notification$`)

// makers are the functions that turn a string into a selector, with the index of it.
var makers = map[string]int{
	kitObjC + ".Sel": 0, kitObjC + ".RegisterSelectorName": 0, pureObjC + ".RegisterName": 0,
}

// names looks up what one package passes to the Objective-C runtime.
type names struct {
	p        *Package
	known    *catalogue
	report   reporter
	assigned map[types.Object][]ast.Expr // what variables and fields are ever set to
	ranged   map[types.Object]ast.Expr   // elements of what a range statement goes through
	unknown  map[types.Object]bool       // set by what isn't written as an expression
	wrappers map[*types.Func]int         // own functions that take a selector as a string, and its index
	own      map[string]bool             // selectors that the package registers
	looked   int
}

// checkNames looks up each selector, class and notification that the package names in
// strings, and returns how many there were.
func (p *Package) checkNames(known *catalogue, passed passedOn, report reporter) int {
	n := &names{
		p: p, known: known, report: report,
		assigned: map[types.Object][]ast.Expr{}, ranged: map[types.Object]ast.Expr{}, unknown: map[types.Object]bool{},
		wrappers: passed.selectors, own: map[string]bool{},
	}
	for _, file := range p.files {
		ast.Inspect(file, n.collect)
	}
	n.findWrappers()
	for _, file := range p.files {
		ast.Inspect(file, n.look)
	}
	return n.looked
}

// collect notes what is assigned to what.
func (n *names) collect(node ast.Node) bool {
	switch x := node.(type) {
	case *ast.AssignStmt:
		for i, left := range x.Lhs {
			n.assign(left, x.Rhs, i, len(x.Lhs))
		}
	case *ast.ValueSpec:
		for i, left := range x.Names {
			if len(x.Values) > 0 {
				n.assign(left, x.Values, i, len(x.Names))
			}
		}
	case *ast.RangeStmt:
		n.unknown[n.object(x.Key)], n.unknown[n.object(x.Value)] = true, true
		n.ranged[n.object(x.Value)] = x.X
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			n.unknown[n.object(x.X)] = true
		}
	case *ast.CompositeLit:
		n.literal(x)
	}
	return true
}

func (n *names) assign(left ast.Expr, values []ast.Expr, i, targets int) {
	obj := n.object(left)
	if obj == nil {
		return
	}
	if len(values) != targets {
		n.unknown[obj] = true
		return
	}
	n.assigned[obj] = append(n.assigned[obj], values[i])
}

// literal notes the fields of a struct literal, and selectors of methods registered.
func (n *names) literal(lit *ast.CompositeLit) {
	s, ok := under(n.p.info.TypeOf(lit)).(*types.Struct)
	if !ok {
		return
	}
	method := strings.HasSuffix(n.p.info.TypeOf(lit).String(), pureObjC+".MethodDef")
	for i, elt := range lit.Elts {
		var field types.Object
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			field, elt = n.object(kv.Key), kv.Value
		} else if i < s.NumFields() {
			field = s.Field(i)
		}
		if field == nil {
			continue
		}
		n.assigned[field] = append(n.assigned[field], elt)
		if call, ok := elt.(*ast.CallExpr); ok && method && len(call.Args) == 1 {
			if text, ok := n.constant(call.Args[0]); ok {
				n.own[text] = true
			}
		}
	}
}

// object is the variable or field that an expression names, nil for another.
func (n *names) object(e ast.Expr) types.Object {
	switch x := e.(type) {
	case *ast.Ident:
		if obj := n.p.info.Defs[x]; obj != nil {
			return obj
		}
		return n.p.info.Uses[x]
	case *ast.SelectorExpr:
		return n.p.info.Uses[x.Sel]
	case *ast.ParenExpr:
		return n.object(x.X)
	}
	return nil
}

func (n *names) constant(e ast.Expr) (string, bool) {
	value := n.p.info.Types[e].Value
	if value == nil || value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(value), true
}

// strings gives all that an expression of type string can be, as far as it is written in
// constants.
func (n *names) strings(e ast.Expr) (all []string, ok bool) {
	if text, ok := n.constant(e); ok {
		return []string{text}, true
	}
	if x, ok := e.(*ast.IndexExpr); ok {
		return n.column(x)
	}
	obj := n.object(e)
	if obj == nil || n.unknown[obj] || len(n.assigned[obj]) == 0 {
		return nil, false
	}
	for _, value := range n.assigned[obj] {
		text, ok := n.constant(value)
		if !ok {
			return nil, false
		}
		all = append(all, text)
	}
	return all, true
}

// column gives all that row[i] can be where a range statement goes through the rows of a
// table that is written there.
func (n *names) column(x *ast.IndexExpr) (all []string, ok bool) {
	table, isTable := n.ranged[n.object(x.X)].(*ast.CompositeLit)
	index := n.p.info.Types[x.Index].Value
	if !isTable || index == nil {
		return nil, false
	}
	at, _ := constant.Int64Val(index)
	for _, elt := range table.Elts {
		row, ok := elt.(*ast.CompositeLit)
		if !ok || at < 0 || int(at) >= len(row.Elts) {
			return nil, false
		}
		text, ok := n.constant(row.Elts[at])
		if !ok {
			return nil, false
		}
		all = append(all, text)
	}
	return all, len(all) > 0
}

// findWrappers finds the package's functions that pass a parameter on as a selector.
func (n *names) findWrappers() {
	for more := true; more; {
		more = false
		for _, file := range n.p.files {
			for _, decl := range file.Decls {
				f, ok := decl.(*ast.FuncDecl)
				if !ok || f.Body == nil {
					continue
				}
				self, _ := n.p.info.Defs[f.Name].(*types.Func)
				if _, seen := n.wrappers[self]; seen || self == nil {
					continue
				}
				if i := n.passedOn(f, self); i >= 0 {
					n.wrappers[self], more = i, true
				}
			}
		}
	}
}

// passedOn is the index of the parameter that a function passes on as a selector, -1 for
// none.
func (n *names) passedOn(f *ast.FuncDecl, self *types.Func) int {
	found := -1
	ast.Inspect(f.Body, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		arg := n.selectorArg(call)
		if arg == nil {
			return true
		}
		for i := range self.Signature().Params().Len() {
			if n.object(arg) == self.Signature().Params().At(i) {
				found = i
			}
		}
		return true
	})
	return found
}

// selectorArg is the argument of a call that is a selector's text, nil if there is none.
func (n *names) selectorArg(call *ast.CallExpr) ast.Expr {
	f := n.p.callee(call)
	if f == nil || f.Pkg() == nil {
		return nil
	}
	index, ok := n.wrappers[f]
	if !ok {
		index, ok = makers[f.Pkg().Path()+"."+f.Name()]
	}
	if !ok || index >= len(call.Args) {
		return nil
	}
	return call.Args[index]
}

// look looks at one call or constant.
func (n *names) look(node ast.Node) bool {
	switch x := node.(type) {
	case *ast.CallExpr:
		n.lookCall(x)
	case *ast.BasicLit:
		if text, ok := n.constant(x); ok && notificationForm.MatchString(text) {
			n.looked++
			if !n.known.notifications[text] {
				n.report(x.Pos(), "notification %q is neither in darwinkit nor in selectors.txt", text)
			}
		}
	}
	return true
}

func (n *names) lookCall(call *ast.CallExpr) {
	f := n.p.callee(call)
	if f == nil || f.Pkg() == nil {
		return
	}
	path := f.Pkg().Path()
	if f.Name() == "GetClass" && (path == kitObjC || path == pureObjC) {
		n.class(call)
		return
	}
	arg := n.selectorArg(call)
	switch {
	case isCall(f) && len(call.Args) >= 2:
		// What is sent to whom: the selector is made in the second argument.
		if inner, ok := ast.Unparen(call.Args[1]).(*ast.CallExpr); ok {
			if arg := n.selectorArg(inner); arg != nil {
				n.message(call, arg, call.Args[0], 2)
			}
		}
	case arg == nil || n.isParam(arg):
	default:
		n.selector(arg, "", "")
		if index, ok := n.wrappers[f]; ok && index > 0 && isSender(f) {
			n.message(call, arg, call.Args[0], index+1)
		}
	}
}

// isParam says whether an argument is a parameter passed on: its callers are looked at.
func (n *names) isParam(e ast.Expr) bool {
	obj := n.object(e)
	for f, i := range n.wrappers {
		if obj != nil && f.Signature().Params().At(i) == obj {
			return true
		}
	}
	return false
}

// message checks a selector against the class of what it is sent to, and the number of
// its arguments, which begin at index first of the call.
func (n *names) message(call *ast.CallExpr, arg, receiver ast.Expr, first int) {
	if n.isParam(arg) {
		return
	}
	kind, class := n.classOf(receiver)
	texts, ok := n.strings(arg)
	if !ok {
		return // selector says so
	}
	if class != "" {
		n.selector(arg, kind, class)
	}
	for _, text := range texts {
		given, want := len(call.Args)-first, strings.Count(text, ":")
		if given != want && !call.Ellipsis.IsValid() {
			n.report(arg.Pos(), "%q takes %d arguments, not %d", text, want, given)
		}
	}
}

// selector looks a selector up; kind and class are "" where what it goes to isn't known.
func (n *names) selector(arg ast.Expr, kind, class string) {
	texts, ok := n.strings(arg)
	if !ok {
		n.report(arg.Pos(), "a selector that isn't written as a constant can't be checked")
		return
	}
	for _, text := range texts {
		if class == "" {
			n.looked++
		}
		switch {
		case strings.HasPrefix(text, ownPrefix):
			if !n.own[text] {
				n.report(arg.Pos(), "no class of this package registers %q", text)
			}
		case !n.known.has("", "", text):
			if class == "" {
				n.report(arg.Pos(), "selector %q is neither in darwinkit nor in selectors.txt", text)
			}
		case !n.known.has(kind, class, text):
			n.report(arg.Pos(), "%s has no method %s%s", class, kind, text)
		}
	}
}

// classOf is the class of what a message goes to, in the runtime's names, and whether the
// message is to the class itself (+) or to one of its objects (-); "" where it can't be told.
func (n *names) classOf(e ast.Expr) (kind, class string) {
	t := n.p.info.TypeOf(e)
	if class := n.known.classOf(t); class != "" {
		if named, ok := types.Unalias(t).(*types.Named); ok && strings.HasPrefix(named.Obj().Name(), "_") {
			return "+", class
		}
		return "-", class
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if f := n.p.callee(call); f != nil && f.Name() == "GetClass" && len(call.Args) == 1 {
			if text, ok := n.constant(call.Args[0]); ok {
				return "+", text
			}
		}
		return "", ""
	}
	if obj := n.object(e); obj != nil && !n.unknown[obj] && len(n.assigned[obj]) == 1 {
		if _, ok := ast.Unparen(n.assigned[obj][0]).(*ast.CallExpr); ok {
			return n.classOf(n.assigned[obj][0])
		}
	}
	return "", ""
}

// class looks up the class that a call of GetClass names.
func (n *names) class(call *ast.CallExpr) {
	if len(call.Args) != 1 {
		return
	}
	texts, ok := n.strings(call.Args[0])
	if !ok {
		n.report(call.Pos(), "a class whose name isn't written as a constant can't be checked")
		return
	}
	n.looked += len(texts)
	for _, text := range texts {
		if !n.known.hasClass(text) {
			n.report(call.Pos(), "class %q is neither in darwinkit nor in selectors.txt", text)
		}
	}
}
