package source

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"caro/build/darwincheck/problem"
)

// listed is what `go list` says of a package.
type listed struct {
	ImportPath, Dir   string
	GoFiles, CgoFiles []string
	Imports           []string
	ImportMap         map[string]string
	Module            *struct {
		Dir  string
		Main bool
	}
	Error *struct{ Err string }
}

// Package is one package of a tree. Files are kept of those only that are looked into.
type Package struct {
	listed
	own   bool // of the main module: its function bodies are checked too
	names []string
	files []*ast.File
	types *types.Package
	info  *types.Info
}

// Tree is the packages of a build for macOS, dependencies first.
type Tree struct {
	root     string
	arch     string
	fset     *token.FileSet
	packages []*Package
	done     map[string]*types.Package
	known    *catalogue
	found    problem.List // by parser and type checker
}

// Load type-checks the packages that patterns name in the module at root, as they are
// built for macOS with cgo on arch (arm64 or amd64). An error means that it couldn't
// look; what is wrong with the code, [Tree.Check] tells.
func Load(ctx context.Context, root, arch string, patterns ...string) (*Tree, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("load the packages of %s: %w", root, err)
	}
	packages, err := list(ctx, root, arch, patterns)
	if err != nil {
		return nil, err
	}
	t := &Tree{root: root, arch: arch, fset: token.NewFileSet(), done: map[string]*types.Package{"unsafe": types.Unsafe}}
	for _, p := range packages {
		t.packages = append(t.packages, p)
		t.take(p, nil)
	}
	if !slices.ContainsFunc(packages, func(p *Package) bool { return p.own }) {
		return nil, fmt.Errorf("go list for darwin/%s: %s names no package of the module in %s %v", arch, strings.Join(patterns, " "), root, t.found)
	}
	t.known, err = newCatalogue(t)
	return t, err
}

// list gives the packages that patterns name and all that they need, dependencies first.
func list(ctx context.Context, root, arch string, patterns []string) ([]*Package, error) {
	args := append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,CgoFiles,Imports,ImportMap,Module,Error"}, patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=darwin", "GOARCH="+arch, "CGO_ENABLED=1", "GOWORK=off")
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for darwin/%s: %w\n%s", arch, err, said.Bytes())
	}
	var all []*Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &Package{}
		if err := dec.Decode(&p.listed); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list for darwin/%s: %w", arch, err)
		}
		if p.ImportPath == "unsafe" || p.ImportPath == "C" {
			continue
		}
		p.own = p.Module != nil && p.Module.Main
		p.names = slices.Concat(p.GoFiles, p.CgoFiles)
		all = append(all, p)
	}
}

// take parses and type-checks a package. What overlay has of a file goes before the disk.
func (t *Tree) take(p *Package, overlay map[string][]byte) {
	if p.Error != nil {
		t.found.Add(p.ImportPath, "%s", strings.TrimSpace(p.Error.Err))
	}
	var files []*ast.File
	for _, name := range p.names {
		path := filepath.Join(p.Dir, name)
		var src any
		if text, ok := overlay[path]; ok {
			src = text
		}
		file, err := parser.ParseFile(t.fset, path, src, parser.SkipObjectResolution)
		if err != nil {
			t.syntax(path, err)
			continue
		}
		files = append(files, file)
	}
	conf := types.Config{
		FakeImportC:      len(p.CgoFiles) > 0, // C.x is taken as valid, whatever it is
		IgnoreFuncBodies: !p.own,
		Sizes:            types.SizesFor("gc", t.arch),
		Importer:         importer{p.ImportMap, t.done},
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) {
				t.found.Add(t.place(e.Pos), "%s", e.Msg)
			}
		},
	}
	if p.own {
		p.info = &types.Info{
			Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{},
			Instances: map[*ast.Ident]types.Instance{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
	}
	p.types, _ = conf.Check(p.ImportPath, t.fset, files, p.info) // its errors came through Error
	t.done[p.ImportPath] = p.types
	if p.own || readInto(p.ImportPath) {
		p.files = files
	}
}

// syntax notes what the parser said of a file.
func (t *Tree) syntax(path string, err error) {
	var all scanner.ErrorList
	if !errors.As(err, &all) {
		t.found.Add(t.relative(path), "%v", err)
	}
	for _, e := range all {
		e.Pos.Filename = t.relative(e.Pos.Filename)
		t.found.Add(e.Pos.String(), "%s", e.Msg)
	}
}

// With is the tree with other texts in place of some files of its own packages, by their
// paths below the root; a file that isn't there yet is added. Nothing is written. Only
// what the change can reach is checked anew, so planting a fault costs milliseconds.
func (t *Tree) With(texts map[string]string) *Tree {
	overlay := map[string][]byte{}
	for path, text := range texts {
		overlay[filepath.Join(t.root, path)] = []byte(text)
	}
	changed := &Tree{root: t.root, arch: t.arch, fset: t.fset, known: t.known, done: maps.Clone(t.done)}
	dirty := map[string]bool{}
	for _, p := range t.packages {
		again := slices.ContainsFunc(p.Imports, func(path string) bool { return dirty[path] })
		names := slices.Clone(p.names)
		for path := range overlay {
			if dir, name := filepath.Split(path); filepath.Clean(dir) == p.Dir {
				again = true
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		if p.own && again {
			dirty[p.ImportPath] = true
			p = &Package{listed: p.listed, own: true, names: names}
			changed.take(p, overlay)
		}
		changed.packages = append(changed.packages, p)
	}
	return changed
}

// Check gives all that is wrong with the tree's own packages, and what the type checker
// said of any.
func (t *Tree) Check() problem.List {
	found := slices.Clone(t.found)
	report := func(pos token.Pos, format string, args ...any) { found.Add(t.place(pos), format, args...) }
	proof, passed := t.proof(), newPassedOn()
	for _, p := range t.packages { // a package's functions before those that use them
		if p.own && p.types != nil {
			p.checkBans(passed, report)
			p.checkMainThread(proof, report)
			p.checkNames(t.known, passed, report)
		}
	}
	found.Sort()
	return found
}

// Counts says how many packages the tree has, how many of them are the module's own, and
// how many names passed to the Objective-C runtime were looked up in its own packages.
func (t *Tree) Counts() (packages, own, names int) {
	passed := newPassedOn()
	for _, p := range t.packages {
		if p.own {
			own++
			names += p.checkNames(t.known, passed, func(token.Pos, string, ...any) {})
		}
	}
	return len(t.packages), own, names
}

// place is a position as file:line:column, the file below the root where it is.
func (t *Tree) place(pos token.Pos) string {
	at := t.fset.Position(pos)
	at.Filename = t.relative(at.Filename)
	return at.String()
}

func (t *Tree) relative(path string) string {
	if below, err := filepath.Rel(t.root, path); err == nil && filepath.IsLocal(below) {
		return below
	}
	return path
}

// importer finds the packages that were checked before.
type importer struct {
	paths map[string]string // as in ImportMap of go list
	done  map[string]*types.Package
}

// Import gives the package that an import clause names.
func (i importer) Import(path string) (*types.Package, error) {
	if mapped, ok := i.paths[path]; ok {
		path = mapped
	}
	if p := i.done[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("package %s is not among those loaded", path)
}
