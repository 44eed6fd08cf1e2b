package libs

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

var (
	releaseForm = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+$`)
	variantForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	packageForm = regexp.MustCompile(`^(@[a-z0-9._-]+/)?[a-z0-9][a-z0-9._-]*$`)
	versionForm = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)
)

// check says what is wrong with a lock, nil if nothing is.
func (l Lock) check() error {
	if !releaseForm.MatchString(l.Release) {
		return fmt.Errorf("%q is no release of llama.cpp", l.Release)
	}
	if len(l.Variants) == 0 {
		return errors.New("it has no variants")
	}
	seen := map[string]bool{}
	for _, v := range l.Variants {
		if err := v.check(); err != nil {
			return fmt.Errorf("variant %q: %w", v.Name, err)
		}
		machine := v.OS + "/" + v.Arch
		if seen[v.Name] || v.Default && seen[machine] {
			return fmt.Errorf("variant %q: it is there twice, or two are the default for %s", v.Name, machine)
		}
		seen[v.Name] = true
		if v.Default {
			seen[machine] = true
		}
	}
	return nil
}

func (v Variant) check() error {
	switch {
	case !variantForm.MatchString(v.Name):
		return errors.New("its name is malformed")
	case v.OS == "" || v.Arch == "" || v.Licence == "":
		return errors.New("it doesn't say its system, machine and licence")
	case !packageForm.MatchString(v.Package) || !versionForm.MatchString(v.Version):
		return fmt.Errorf("%q at %q is no npm package", v.Package, v.Version)
	}
	sum, ok := strings.CutPrefix(v.Integrity, "sha512-")
	if raw, err := base64.StdEncoding.Strict().DecodeString(sum); !ok || err != nil || len(raw) != 64 {
		return fmt.Errorf("%q is no sha512 of npm's form", v.Integrity)
	}
	names, err := v.checkFiles()
	if err != nil {
		return err
	}
	for _, link := range v.Links {
		if path.Base(link.Name) != link.Name || !isLibrary(link.Name) || names[link.Name] || !names[link.Target] {
			return fmt.Errorf("the link %q to %q is malformed", link.Name, link.Target)
		}
		names[link.Name] = true
	}
	return nil
}

// checkFiles checks the list of files and returns their names.
func (v Variant) checkFiles() (map[string]bool, error) {
	names, roles := map[string]bool{}, map[Role]int{}
	for _, f := range v.Files {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("file %q: %w", f.Path, err)
		}
		if names[f.Name()] {
			return nil, fmt.Errorf("file %q: its name is there twice", f.Path)
		}
		names[f.Name()] = true
		roles[f.Role]++
	}
	if roles[RoleLlama] != 1 || roles[RoleGGML] != 1 || roles[RoleBase] != 1 || roles[RoleBackend] == 0 {
		return nil, errors.New("it needs one llama, ggml and base library each, and a backend")
	}
	return names, nil
}

func (f File) check() error {
	switch {
	case !fs.ValidPath(f.Path) || strings.ContainsAny(f.Path, "\\\x00") || f.Name() == ".":
		return errors.New("its path is malformed")
	case f.Bytes <= 0:
		return errors.New("it has no size")
	}
	switch f.Role {
	case RoleLlama, RoleGGML, RoleBase, RoleBackend:
		if !isLibrary(f.Name()) {
			return errors.New("its name is not that of a library")
		}
	case RoleLicence:
		if isLibrary(f.Name()) {
			return errors.New("a library is no licence")
		}
	default:
		return fmt.Errorf("%q is no role", f.Role)
	}
	pieces := int((f.Bytes + PieceBytes - 1) / PieceBytes)
	if len(f.Pieces) != pieces && (pieces != 1 || len(f.Pieces) != 0) {
		return fmt.Errorf("it has %d hashes of pieces, %d are needed", len(f.Pieces), pieces)
	}
	for _, sum := range append([]string{f.SHA256}, f.Pieces...) {
		if raw, err := hex.DecodeString(sum); err != nil || len(raw) != 32 || strings.ToLower(sum) != sum {
			return fmt.Errorf("%q is no SHA-256", sum)
		}
	}
	return nil
}
