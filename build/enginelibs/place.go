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

	"caro/build/internal/folders"
	"caro/core/engine/libs"
)

// tempPrefix begins the names of the folders in which a new one is made.
const tempPrefix = ".enginelibs-"

// place is where one variant is to lie.
type place struct {
	lock    libs.Lock
	variant libs.Variant
	root    string // the folder of all libraries, as given
	sub     string // the variant's folder in it, "" for itself
}

// ensure lays the variant out unless it is there and right.
func (p place) ensure(ctx context.Context, fetch fetcher, say io.Writer) error {
	root, err := resolve(p.root)
	if err != nil {
		return err
	}
	dir := filepath.Join(root, p.sub)
	if p.lock.Verify(dir, p.variant.Name) == nil {
		return nil
	}
	// Everything new is made beside root: in it, the engine would see it.
	beside := filepath.Dir(root)
	if err := os.MkdirAll(beside, 0o755); err != nil {
		return err
	}
	release, err := folders.Lock(ctx, beside)
	if err != nil {
		return err
	}
	defer release()
	if p.lock.Verify(dir, p.variant.Name) == nil {
		return nil // another run has done it while this one waited
	}
	if err := p.mayReplace(dir); err != nil {
		return err
	}
	removeLeftovers(beside)
	temp, err := os.MkdirTemp(beside, tempPrefix)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }() // what stays, the next run removes
	fresh := filepath.Join(temp, "lib")
	if err := p.build(ctx, fetch, temp, fresh); err != nil {
		return err
	}
	if err := p.carryOver(dir, fresh); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := folders.Swap(fresh, dir, filepath.Join(temp, "old")); err != nil {
		return fmt.Errorf("put the engine libraries into %s: %w", dir, err)
	}
	fmt.Fprintf(say, "llama.cpp %s for %s is in %s\n", p.lock.Release, p.variant.Name, filepath.Join(p.root, p.sub))
	return nil
}

// resolve gives the absolute path of a folder that may not be there yet, links
// followed: what is beside a link to a folder is not beside the folder.
func resolve(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	followed, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return dir, nil
	}
	return followed, err
}

// build makes the new folder fresh, in temp, and checks every file in it.
func (p place) build(ctx context.Context, fetch fetcher, temp, fresh string) error {
	tarball, err := fetch(ctx, p.variant, temp)
	if err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o755); err != nil {
		return err
	}
	if err := unpack(tarball, p.variant, fresh); err != nil {
		return fmt.Errorf("unpack %s: %w", p.variant.Package, err)
	}
	if err := p.lock.Verify(fresh, p.variant.Name); err != nil {
		return fmt.Errorf("check what %s holds: %w", p.variant.Package, err)
	}
	return nil
}

// mayReplace refuses to replace a folder that holds what no engine library
// folder does: the -out flag may name any folder of the person's.
func (p place) mayReplace(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		_, err := p.lock.Find(name)
		known := err == nil && entry.IsDir() ||
			!entry.IsDir() && (strings.HasPrefix(name, "lib") || name == "LICENSE" || name == ".DS_Store")
		if !known {
			return fmt.Errorf("%s holds %s, which is no engine library: give a new or empty folder", dir, name)
		}
	}
	return nil
}

// carryOver puts the other variants, which lie in subfolders of dir, into fresh
// too. Their files are linked, not moved: until the swap, dir is whole.
func (p place) carryOver(dir, fresh string) error {
	for _, v := range p.lock.Variants {
		if p.lock.Verify(filepath.Join(dir, v.Name), v.Name) != nil {
			continue // not there, or not worth keeping
		}
		to := filepath.Join(fresh, v.Name)
		if err := os.Mkdir(to, 0o755); err != nil {
			return err
		}
		for _, f := range v.Files {
			if err := os.Link(filepath.Join(dir, v.Name, f.Name()), filepath.Join(to, f.Name())); err != nil {
				return err
			}
		}
		for _, link := range v.Links {
			if err := os.Symlink(link.Target, filepath.Join(to, link.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeLeftovers removes what runs that were killed have left. The caller holds
// the folder's lock, so no other run is at work in it.
func removeLeftovers(beside string) {
	left, _ := filepath.Glob(filepath.Join(beside, tempPrefix+"*"))
	for _, dir := range left {
		_ = os.RemoveAll(dir) // it is in nobody's way
	}
}
