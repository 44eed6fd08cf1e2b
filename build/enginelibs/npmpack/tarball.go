package npmpack

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Integrity gives the SHA-512 of a tarball in the form that npm states it in.
func Integrity(tarball string) (string, error) {
	f, err := os.Open(tarball)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("read %s: %w", tarball, err)
	}
	return "sha512-" + base64.StdEncoding.EncodeToString(sum.Sum(nil)), nil
}

// Bounds on what a tarball may hold; the largest of ours has 25 files and 84 MB.
const (
	maxEntries = 1000
	maxBytes   = 512 << 20
)

// ErrTooLarge says that a tarball holds more than any package of ours.
var ErrTooLarge = errors.New("it holds too much")

// Walk calls visit for every regular file of a tarball, in its order, with the
// file's path in the package, its size and its contents. Paths are relative,
// clean and never given twice; links, devices and paths out of the package make
// Walk fail.
func Walk(tarball string, visit func(path string, size int64, contents io.Reader) error) error {
	f, err := os.Open(tarball)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := walk(f, visit); err != nil {
		return fmt.Errorf("unpack %s: %w", tarball, err)
	}
	return nil
}

func walk(r io.Reader, visit func(string, int64, io.Reader) error) error {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	bounded := &io.LimitedReader{R: unzipped, N: maxBytes}
	entries := tar.NewReader(bounded)
	seen := map[string]bool{}
	for {
		entry, err := entries.Next()
		if bounded.N <= 0 || len(seen) > maxEntries {
			return ErrTooLarge
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if entry.Typeflag == tar.TypeDir {
			continue
		}
		path, err := pathIn(entry)
		if err != nil {
			return err
		}
		if seen[path] {
			return fmt.Errorf("%q is there twice", path)
		}
		seen[path] = true
		if err := visit(path, entry.Size, entries); err != nil {
			if bounded.N <= 0 {
				return ErrTooLarge
			}
			return err
		}
	}
}

// pathIn gives an entry's path in the package: npm puts everything under one
// folder, of a name that doesn't matter.
func pathIn(entry *tar.Header) (string, error) {
	if entry.Typeflag != tar.TypeReg {
		return "", fmt.Errorf("%q is no regular file", entry.Name)
	}
	top, path, ok := strings.Cut(entry.Name, "/")
	if !ok || !fs.ValidPath(top) || top == "." || !fs.ValidPath(path) || path == "." || strings.ContainsAny(path, "\\\x00") {
		return "", fmt.Errorf("%q is no path in a package", entry.Name)
	}
	return path, nil
}
