package libs

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// EnvDir names the environment variable that gives the folder of the libraries.
// A program inside an application bundle ignores it.
const EnvDir = "CARO_LIB"

// ManifestName is the list of a bundle's libraries, in its Contents/Resources:
// a [Lock] of one variant. Signing a library changes its bytes, so a bundle has
// hashes of its own, made by [Measure] after its libraries and before the whole
// was signed; the bundle's signature seals the list. Outside of a bundle such a
// file is believed by nobody.
const ManifestName = "caro-libs.json"

// Dir gives the folder where the libraries of a variant lie ("" for the default
// one of this machine), whether they are there or not:
//   - inside an application bundle, its Contents/Frameworks
//   - with CARO_LIB set, that folder, or its subfolder of the variant's name if
//     there is one
//   - else lib beside the program; in it the default variant directly, others in
//     a subfolder of their name
func Dir(variant string) (string, error) {
	exe, err := executable()
	if err != nil {
		return "", err
	}
	return dirFor(exe, runtime.GOOS, runtime.GOARCH, os.Getenv(EnvDir), variant)
}

// executable is the path of this program, links followed.
func executable() (string, error) {
	exe, err := os.Executable()
	if err == nil {
		exe, err = filepath.EvalSymlinks(exe)
	}
	if err != nil {
		return "", fmt.Errorf("find the engine libraries: where is this program: %w", err)
	}
	return exe, nil
}

// bundleOf gives the Contents folder of the application bundle that exe is the
// program of.
func bundleOf(exe, goos string) (contents string, ok bool) {
	contents, last := filepath.Split(filepath.Dir(exe))
	contents = filepath.Clean(contents)
	app := filepath.Dir(contents)
	ok = goos == "darwin" && last == "MacOS" && filepath.Base(contents) == "Contents" && strings.HasSuffix(app, ".app")
	return contents, ok
}

func dirFor(exe, goos, goarch, env, variant string) (string, error) {
	if contents, ok := bundleOf(exe, goos); ok {
		return filepath.Join(contents, "Frameworks"), nil
	}
	sub, err := subfolder(goos, goarch, variant)
	if err != nil {
		return "", err
	}
	if env == "" {
		return filepath.Join(filepath.Dir(exe), "lib", sub), nil
	}
	dir, err := filepath.Abs(env)
	if err != nil {
		return "", fmt.Errorf("find the engine libraries: %s: %w", EnvDir, err)
	}
	if info, err := os.Stat(filepath.Join(dir, sub)); err == nil && info.IsDir() {
		return filepath.Join(dir, sub), nil
	}
	return dir, nil
}

// subfolder is where a variant lies under the folder of the libraries of a
// machine: in itself ("") if it is that machine's own.
func subfolder(goos, goarch, variant string) (string, error) {
	lock, err := Load()
	if err != nil || variant == "" {
		return "", err
	}
	v, err := lock.Find(variant)
	if err != nil {
		return "", err
	}
	if v.Default && v.OS == goos && v.Arch == goarch {
		return "", nil
	}
	return v.Name, nil
}

// lockFor gives the lock to judge dir by: that of the bundle which exe is in,
// or the one in the program.
func lockFor(exe, goos, dir string) (Lock, error) {
	lock, err := Load()
	if err != nil {
		return Lock{}, err
	}
	contents, ok := bundleOf(exe, goos)
	if !ok {
		return lock, nil
	}
	frameworks := filepath.Join(contents, "Frameworks")
	if filepath.Clean(dir) != frameworks {
		return Lock{}, &Error{Kind: OutsideBundle, Dir: dir, Want: frameworks}
	}
	own, err := readManifest(filepath.Join(contents, "Resources", ManifestName))
	if err == nil && own.Release != lock.Release {
		err = fmt.Errorf("it is for llama.cpp %s, the program for %s", own.Release, lock.Release)
	}
	if err != nil {
		return Lock{}, &Error{Kind: BundleBroken, Dir: dir, Err: err}
	}
	return own, nil
}

func readManifest(name string) (Lock, error) {
	f, err := os.Open(name)
	if err != nil {
		return Lock{}, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxLockBytes+1))
	if err != nil {
		return Lock{}, err
	}
	if len(data) == 0 {
		return Lock{}, errors.New("it is empty")
	}
	return Parse(data)
}
