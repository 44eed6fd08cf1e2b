package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"caro/build/enginelibs/npmpack"
	"caro/core/engine/libs"
)

// fetcher gets the tarball of a variant's package; it may write into temp.
type fetcher func(ctx context.Context, v libs.Variant, temp string) (tarball string, err error)

// fromNPM asks the npm client.
func fromNPM(say io.Writer) fetcher {
	return func(ctx context.Context, v libs.Variant, temp string) (string, error) {
		fmt.Fprintf(say, "fetching %s %s with npm\n", v.Package, v.Version)
		return npmpack.Fetch(ctx, v.Package, v.Version, temp)
	}
}

// fromFile takes a tarball that is there.
func fromFile(name string) fetcher {
	return func(context.Context, libs.Variant, string) (string, error) { return name, nil }
}

// unpack takes the locked files of v out of tarball, puts them into the folder
// dir and adds the links. A file is only as good as its hash: [libs.Lock.Verify]
// comes after.
func unpack(tarball string, v libs.Variant, dir string) error {
	integrity, err := npmpack.Integrity(tarball)
	if err != nil {
		return err
	}
	if integrity != v.Integrity {
		return fmt.Errorf("the package %s %s is not the locked one: its hash is %s, the lock says %s",
			v.Package, v.Version, integrity, v.Integrity)
	}
	files := map[string]libs.File{}
	for _, f := range v.Files {
		files[f.Path] = f
	}
	err = npmpack.Walk(tarball, func(path string, size int64, contents io.Reader) error {
		f, ok := files[path]
		if !ok {
			return nil
		}
		if size != f.Bytes {
			return fmt.Errorf("%s has %d bytes, the lock says %d", path, size, f.Bytes)
		}
		return writeFile(filepath.Join(dir, f.Name()), contents)
	})
	if err != nil {
		return err
	}
	for _, link := range v.Links {
		if err := os.Symlink(link.Target, filepath.Join(dir, link.Name)); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a new file. Libraries need no execute permission.
func writeFile(name string, contents io.Reader) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, contents)
	return errors.Join(err, f.Close())
}
