package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"caro/build/internal/folders"
	"caro/core/engine/libs"
)

// maxBytes is how large a bundle is to be at most, without a model.
const maxBytes = 40e6

// tempPrefix begins the names of the folders in which a bundle is made.
const tempPrefix = ".bundle-"

// lay makes the bundle and puts it in place.
func lay(ctx context.Context, o options, out io.Writer) error {
	if o.goos != "darwin" || o.arch != "arm64" && o.arch != "amd64" {
		return fmt.Errorf("a bundle is for darwin on arm64 or amd64, not for %s on %s", o.goos, o.arch)
	}
	target, err := filepath.Abs(o.out)
	if err != nil {
		return err
	}
	if filepath.Ext(target) != ".app" {
		return fmt.Errorf("%s is no name for a bundle: it must end in .app, by which Caro knows that it is in one", o.out)
	}
	if err := mayReplace(target); err != nil {
		return err
	}
	// The modes are part of what is signed and shipped, whatever the person's umask.
	defer syscall.Umask(syscall.Umask(0o022))
	beside := filepath.Dir(target)
	if err := os.MkdirAll(beside, 0o755); err != nil {
		return err
	}
	release, err := folders.Lock(ctx, beside)
	if err != nil {
		return err
	}
	defer release()
	removeLeftovers(beside)
	temp, err := os.MkdirTemp(beside, tempPrefix)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }() // what stays, the next run removes
	fresh := filepath.Join(temp, "Caro.app")
	if err := fill(o, fresh); err != nil {
		return err
	}
	size, err := inspect(fresh, o.arch)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := folders.Swap(fresh, target, filepath.Join(temp, "old")); err != nil {
		return fmt.Errorf("put the bundle into %s: %w", target, err)
	}
	fmt.Fprintf(out, "%s for %s, %.1f MB, not signed\n", o.out, o.arch, float64(size)/1e6)
	if size > maxBytes {
		fmt.Fprintf(out, "That is more than the %.0f MB that it is to have.\n", maxBytes/1e6)
	}
	return nil
}

// mayReplace refuses to replace what is no bundle of Caro: -out may name anything.
func mayReplace(target string) error {
	info, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(target, "Contents", "Info.plist"))
	if !info.IsDir() || err != nil || !strings.Contains(string(text), "<string>"+identifier+"</string>") {
		return fmt.Errorf("%s is there and is no Caro.app: remove it, or give another name", target)
	}
	return nil
}

// removeLeftovers removes what runs that were killed have left. The caller holds the
// folder's lock, so no other run is at work in it.
func removeLeftovers(beside string) {
	left, _ := filepath.Glob(filepath.Join(beside, tempPrefix+"*"))
	for _, dir := range left {
		_ = os.RemoveAll(dir) // it is in nobody's way
	}
}

// fill makes the bundle app of what the options name.
func fill(o options, app string) error {
	contents := filepath.Join(app, "Contents")
	resources := filepath.Join(contents, "Resources")
	for _, dir := range []string{"MacOS", "Frameworks", "Resources"} {
		if err := os.MkdirAll(filepath.Join(contents, dir), 0o755); err != nil {
			return err
		}
	}
	template, err := os.ReadFile(filepath.Join(o.root, "Info.plist"))
	if err != nil {
		return err
	}
	info, err := fillInfo(template, o.version, o.build)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(o.root, "Info.plist"), err)
	}
	if err := os.WriteFile(filepath.Join(contents, "Info.plist"), info, 0o644); err != nil {
		return err
	}
	// Type and creator, as the system once asked for and some tools still do.
	if err := os.WriteFile(filepath.Join(contents, "PkgInfo"), []byte("APPL????"), 0o644); err != nil {
		return err
	}
	if err := addLibraries(o, contents); err != nil {
		return err
	}
	for _, f := range []struct {
		from, to string
		mode     fs.FileMode
	}{
		{o.caro, filepath.Join(contents, "MacOS", "caro"), 0o755},
		{o.engine, filepath.Join(contents, "MacOS", "caro-engine"), 0o755},
		{o.icns, filepath.Join(resources, "Caro.icns"), 0o644},
		{filepath.Join(o.root, "LICENSE"), filepath.Join(resources, "LICENSE"), 0o644},
		{filepath.Join(o.root, "THIRD_PARTY_NOTICES.md"), filepath.Join(resources, "THIRD_PARTY_NOTICES.md"), 0o644},
		{filepath.Join(o.root, "build", "uninstall.sh"), filepath.Join(resources, "uninstall.sh"), 0o755},
	} {
		if err := copyFile(f.from, f.to, f.mode); err != nil {
			return err
		}
	}
	return nil
}

// addLibraries puts the libraries of the lock into Frameworks, their licence and the list
// of their hashes into Resources: codesign takes all that lies in Frameworks for code.
func addLibraries(o options, contents string) error {
	lock, err := libs.Load()
	if err != nil {
		return err
	}
	variant, err := lock.ForMachine(o.goos, o.arch)
	if err != nil {
		return err
	}
	dir := o.libs
	if sub := filepath.Join(dir, variant.Name); isFolder(sub) {
		dir = sub
	}
	if err := lock.Verify(dir, variant.Name); err != nil {
		return err
	}
	variant = forMacs(variant)
	frameworks := filepath.Join(contents, "Frameworks")
	for _, f := range variant.Files {
		to := filepath.Join(frameworks, f.Name())
		if !f.Loaded() {
			to = filepath.Join(contents, "Resources", f.Name()+".llama.cpp")
		}
		if err := copyFile(filepath.Join(dir, f.Name()), to, 0o644); err != nil {
			return err
		}
	}
	for _, link := range variant.Links {
		// Within the folder, so that a signature can seal it.
		if err := os.Symlink(link.Target, filepath.Join(frameworks, link.Name)); err != nil {
			return err
		}
	}
	return writeManifest(contents, libs.Lock{Release: lock.Release, Variants: []libs.Variant{variant}})
}

// noMac names families of processors that no Mac with macOS 14 has, or that have another's
// library to run, for the bundle is to stay small. Macs with x86-64 go back to 2017, and
// what is for Haswell runs on all; sse42 is for Rosetta, which knew no AVX before macOS 15.
// An M4 runs what is for the M2 and M3, and leaves most of the work to Metal.
var noMac = []string{"alderlake", "apple_m4", "cannonlake", "cascadelake", "cooperlake", "icelake", "ivybridge", "piledriver", "sandybridge",
	"sapphirerapids", "skylakex", "x64", "zen4"}

// forMacs leaves out of a variant what no Mac needs.
func forMacs(v libs.Variant) libs.Variant {
	all := v.Files
	v.Files = nil
next:
	for _, f := range all {
		for _, family := range noMac {
			if f.Role == libs.RoleBackend && f.Name() == "libggml-cpu-"+family+".so" {
				continue next
			}
		}
		v.Files = append(v.Files, f)
	}
	return v
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// copyFile copies a plain file, links followed, to a new one of a mode.
func copyFile(from, to string, mode fs.FileMode) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no plain file", from)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
