package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"caro/build/enginelibs/npmpack"
	"caro/core/engine/libs"
)

// measure gets v's package into the new folder dir, fills in v's integrity,
// licence, files and links, and returns the release of llama.cpp that it is.
func measure(ctx context.Context, v *libs.Variant, dir string) (release string, err error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	tarball, err := npmpack.Fetch(ctx, v.Package, v.Version, dir)
	if err != nil {
		return "", err
	}
	return read(tarball, v, dir)
}

// read does what measure does once the tarball is there.
func read(tarball string, v *libs.Variant, dir string) (release string, err error) {
	if v.Integrity, err = npmpack.Integrity(tarball); err != nil {
		return "", err
	}
	bins := path.Join("bins", v.Name)
	err = npmpack.Walk(tarball, func(name string, _ int64, contents io.Reader) error {
		switch {
		case name == "package.json":
			var manifest struct{ License string }
			err := json.NewDecoder(contents).Decode(&manifest)
			v.Licence = manifest.License
			return err
		case name == path.Join(bins, "_nlcBuildMetadata.json"):
			release, err = releaseIn(contents)
			return err
		}
		role := roleOf(name, bins)
		if role == "" {
			return nil
		}
		file, err := measureOne(filepath.Join(dir, "measured"), contents)
		file.Role, file.Path = role, name
		v.Files = append(v.Files, file)
		return err
	})
	if err != nil {
		return "", err
	}
	if v.Licence != "MIT" {
		return "", fmt.Errorf("its licence is %q now, not MIT: look at it", v.Licence)
	}
	if release == "" {
		return "", errors.New("it doesn't say which llama.cpp it is")
	}
	v.Links, err = linksFor(v.Files)
	return release, err
}

// releaseIn reads the release out of what the package says of its build.
func releaseIn(metadata io.Reader) (string, error) {
	var said struct {
		BuildOptions struct {
			LlamaCpp struct{ Repo, Release string }
		}
	}
	if err := json.NewDecoder(metadata).Decode(&said); err != nil {
		return "", err
	}
	if repo := said.BuildOptions.LlamaCpp.Repo; repo != "ggml-org/llama.cpp" {
		return "", fmt.Errorf("it is built from %q", repo)
	}
	return said.BuildOptions.LlamaCpp.Release, nil
}

var (
	versionedLlama = regexp.MustCompile(`^libllama(\.[a-z0-9]+)*\.v[0-9.]+\.(so|dylib)$`)
	versionedGGML  = regexp.MustCompile(`^libggml(\.[a-z0-9]+)*\.v[0-9.]+\.(so|dylib)$`)
)

// roleOf says what a file of the package is for, "" for what isn't needed: the
// Node addon, and libllama-common, which only the addon needs.
func roleOf(name, bins string) libs.Role {
	if name == "LICENSE" {
		return libs.RoleLicence
	}
	file := path.Base(name)
	switch {
	case path.Dir(name) != bins:
		return ""
	case versionedLlama.MatchString(file):
		return libs.RoleLlama
	case versionedGGML.MatchString(file):
		return libs.RoleGGML
	case strings.HasPrefix(file, "libggml-base."):
		return libs.RoleBase
	case strings.HasPrefix(file, "libggml-"):
		return libs.RoleBackend
	}
	return ""
}

// linksFor gives the plain names by which yzma loads the two libraries whose
// files carry the release in their names.
func linksFor(files []libs.File) ([]libs.Link, error) {
	plain := map[libs.Role]string{libs.RoleLlama: "libllama", libs.RoleGGML: "libggml"}
	var links []libs.Link
	for _, f := range files {
		if name, ok := plain[f.Role]; ok {
			links = append(links, libs.Link{Name: name + path.Ext(f.Name()), Target: f.Name()})
		}
	}
	if len(links) != len(plain) {
		return nil, fmt.Errorf("it has %d libraries with the release in their names, not %d", len(links), len(plain))
	}
	return links, nil
}

// measureOne writes contents to the file called name, to be measured there.
func measureOne(name string, contents io.Reader) (libs.File, error) {
	f, err := os.Create(name)
	if err != nil {
		return libs.File{}, err
	}
	_, err = io.Copy(f, contents)
	if err := errors.Join(err, f.Close()); err != nil {
		return libs.File{}, err
	}
	return libs.Measure(name)
}
