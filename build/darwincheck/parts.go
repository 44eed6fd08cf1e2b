package main

import (
	"context"
	"debug/macho"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"caro/build/darwincheck/bundle"
	"caro/build/darwincheck/iconset"
	"caro/build/darwincheck/infoplist"
	"caro/build/darwincheck/machofile"
	"caro/build/darwincheck/problem"
	"caro/build/darwincheck/source"
	"caro/core/engine/libs"
)

// part is one thing that is checked. run gives what was looked at, in words.
type part struct {
	name string
	run  func(context.Context, *options) (looked string, found problem.List, err error)
}

// parts are all of them, in the order in which they are checked.
var parts = []part{
	{"code", code}, {"plist", plist}, {"icon", icon},
	{"libraries", libraries}, {"programs", programs}, {"bundles", bundles},
}

func partNames() []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// archs are the processors of Macs, in Go's names.
var archs = []string{"arm64", "amd64"}

// packages are what a Mac runs, and the AppKit layer whether it is used already or not.
var packages = []string{"./app", "./app/engine", "./macos/..."}

// backendSymbol is the function by which ggml loads a device's library.
const backendSymbol = "ggml_backend_init"

// shaderText is in the source of Metal's shaders: built in, since no file of them is shipped.
const shaderText = "#include <metal_stdlib>"

func code(ctx context.Context, o *options) (string, problem.List, error) {
	var found problem.List
	var wait sync.WaitGroup
	trees, errs := make([]*source.Tree, len(archs)), make([]error, len(archs))
	for i, arch := range archs {
		wait.Go(func() { trees[i], errs[i] = source.Load(ctx, o.root, arch, packages...) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return "", nil, err
	}
	var looked []string
	for i, tree := range trees {
		found = append(found, tree.Check()...)
		n, own, names := tree.Counts()
		looked = append(looked, fmt.Sprintf("%s: %d packages, %d of Caro, %d names", archs[i], n, own, names))
	}
	found.Sort() // what is wrong for both is said once
	return strings.Join(looked, "; "), found, nil
}

func plist(_ context.Context, o *options) (string, problem.List, error) {
	data, err := os.ReadFile(filepath.Join(o.root, "Info.plist"))
	if err != nil {
		return "", nil, err
	}
	values, found := infoplist.Check("Info.plist", data)
	return fmt.Sprintf("%d keys of Info.plist", len(values)), found, nil
}

func icon(_ context.Context, o *options) (string, problem.List, error) {
	data, err := os.ReadFile(o.icon)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("%d sizes", iconset.Count()), iconset.Check(o.icon, data), nil
}

// minimum is the macOS that Info.plist promises.
func minimum(o *options) (machofile.Version, error) {
	data, err := os.ReadFile(filepath.Join(o.root, "Info.plist"))
	if err != nil {
		return machofile.Version{}, err
	}
	values, _ := infoplist.Parse("Info.plist", data)
	return machofile.ParseVersion(values["LSMinimumSystemVersion"].Text)
}

// wanted is what libraries are held to: what caro-engine's own code asks them for too.
func wanted(ctx context.Context, o *options) (want machofile.Want, symbols int, err error) {
	// The names are the same on both processors.
	tree, err := source.Load(ctx, o.root, archs[0], "./app/engine")
	if err != nil {
		return want, 0, err
	}
	want = machofile.Want{Symbols: tree.Symbols(), Backend: backendSymbol, Text: map[string]string{"libggml-metal.so": shaderText}}
	for _, names := range want.Symbols {
		symbols += len(names)
	}
	if len(want.Symbols["llama"]) == 0 {
		return want, 0, fmt.Errorf("no symbol is found that yzma loads: has it changed how?")
	}
	want.Minimum, err = minimum(o)
	return want, symbols, err
}

func libraries(ctx context.Context, o *options) (string, problem.List, error) {
	lock, err := libs.Load()
	if err != nil {
		return "", nil, err
	}
	forMacs := slices.DeleteFunc(slices.Clone(lock.Variants), func(v libs.Variant) bool { return v.OS != "darwin" })
	for _, v := range forMacs {
		// Not the locked bytes: what is found in them would say nothing.
		if err := lock.Verify(filepath.Join(o.libraries, v.Name), v.Name); err != nil {
			return "", nil, err
		}
	}
	want, symbols, err := wanted(ctx, o)
	if err != nil {
		return "", nil, err
	}
	var all problem.List
	files, unsigned := 0, 0
	for _, v := range forMacs {
		dir := filepath.Join(o.libraries, v.Name)
		folder, found, err := machofile.ReadFolder(dir)
		if err != nil {
			return "", nil, err
		}
		want.Arch = v.Arch
		all = append(append(all, found...), machofile.CheckFolder(folder, want)...)
		files += folder.Len()
		unsigned += folder.Unsigned()
	}
	return fmt.Sprintf("%d files of %d variants (%d not signed, Intel's), %d symbols asked of each", files, len(forMacs), unsigned, symbols), all, nil
}

func programs(_ context.Context, o *options) (string, problem.List, error) {
	var all problem.List
	want := machofile.Want{}
	var err error
	if want.Minimum, err = minimum(o); err != nil {
		return "", nil, err
	}
	for _, arch := range archs {
		want.Arch = arch
		for _, name := range []string{"caro", "caro-engine"} {
			found, err := machofile.CheckProgram(filepath.Join(o.programs, arch, name), nil, want)
			if err != nil {
				return "", nil, err
			}
			all = append(all, found...)
		}
	}
	return "caro and caro-engine for arm64 and amd64, without cgo (amd64 not signed)", all, nil
}

func bundles(ctx context.Context, o *options) (string, problem.List, error) {
	var all problem.List
	var looked []string
	for _, arch := range archs {
		size, found, err := inBundle(ctx, o, filepath.Join(o.bundles, arch, "Caro.app"), arch)
		if err != nil {
			return "", nil, err
		}
		looked = append(looked, arch+": "+size)
		all = append(all, found...)
	}
	return strings.Join(looked, "; "), all, nil
}

// oneBundle checks the bundle that -bundle names, for the processor of its program.
func oneBundle(ctx context.Context, o *options) (string, problem.List, error) {
	f, err := macho.Open(filepath.Join(o.bundle, "Contents", "MacOS", "caro"))
	if err != nil {
		return "", nil, fmt.Errorf("for which processor is it: %w", err)
	}
	defer func() { _ = f.Close() }()
	arch := "arm64"
	if f.Cpu == macho.CpuAmd64 {
		arch = "amd64"
	}
	return inBundle(ctx, o, o.bundle, arch)
}

func inBundle(ctx context.Context, o *options, app, arch string) (string, problem.List, error) {
	if _, err := os.Stat(app); err != nil {
		return "", nil, err
	}
	want, _, err := wanted(ctx, o)
	if err != nil {
		return "", nil, err
	}
	size, found, err := bundle.Check(app, arch, want)
	return fmt.Sprintf("%d files, %.1f MB", size.Files, float64(size.Bytes)/1e6), found, err
}
