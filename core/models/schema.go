package models

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
)

// The forms of the catalogue's strings. They keep a name from being taken for
// an option by pip, or for a path out of the store.
var (
	formID      = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,62}$`)
	formFile    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,180}\.gguf$`)
	formSHA256  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	formCommit  = regexp.MustCompile(`^[0-9a-f]{40}$`)
	formLicence = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+-]*$`)
	formRepo    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*$`)
	formPackage = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	formVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*([a-z]+[0-9]+)?$`)
)

// check holds the catalogue against its schema.
func (c Catalogue) check() error {
	seen := make(map[string]bool)
	defaults := 0
	for _, m := range c.Models {
		if err := m.check(); err != nil {
			return fmt.Errorf("model %q: %w", m.ID, err)
		}
		// Case is ignored by the file systems of most Macs.
		for _, key := range []string{m.ID, strings.ToLower(m.File)} {
			if seen[key] {
				return fmt.Errorf("model %q: %q is there twice", m.ID, key)
			}
			seen[key] = true
		}
		if m.Default {
			defaults++
		}
	}
	if defaults != 1 {
		return fmt.Errorf("%d models are the default, expected one", defaults)
	}
	return nil
}

func (m Model) check() error {
	switch {
	case !formID.MatchString(m.ID):
		return errors.New("id has a wrong form")
	case m.Name == "" || m.Purpose == "" || m.Family == "" || m.Template == "":
		return errors.New("name, family, purpose or template is missing")
	case m.Least != OnCPU && m.Least != OnGPU:
		return fmt.Errorf("least device %q is unknown", m.Least)
	case m.Role != ForUser && m.Role != ForTest:
		return fmt.Errorf("role %q is unknown", m.Role)
	case m.Default && m.Role != ForUser:
		return errors.New("a test model can't be the default")
	case !formLicence.MatchString(m.Licence):
		return errors.New("licence is no SPDX identifier")
	case !formFile.MatchString(m.File):
		return fmt.Errorf("file %q has a wrong form", m.File)
	case m.MemoryBytes < m.Size():
		return errors.New("memory_bytes is less than the file")
	case m.Hub == nil && len(m.Packages) == 0:
		return errors.New("it has no source")
	case m.URL != "":
		return errors.New("it has an address")
	}
	if err := m.checkFile(); err != nil {
		return err
	}
	if m.Hub != nil {
		if err := m.Hub.check(); err != nil {
			return err
		}
	}
	return m.checkPackages()
}

// checkFile takes a file that is known, and one of the hub that isn't.
func (m Model) checkFile() error {
	if m.Bytes == 0 && m.SHA256 == "" {
		switch {
		case m.AboutBytes <= 0:
			return errors.New("neither bytes nor about_bytes is positive")
		case m.Hub == nil || len(m.Packages) > 0:
			return errors.New("only the hub can say what the file is")
		}
		return nil
	}
	switch {
	case m.Bytes <= 0 || m.AboutBytes != 0:
		return errors.New("bytes is not positive, or about_bytes is there too")
	case !formSHA256.MatchString(m.SHA256):
		return errors.New("sha256 has a wrong form")
	}
	return nil
}

func (h HubFile) check() error {
	switch {
	case !formRepo.MatchString(h.Repo):
		return fmt.Errorf("hub repo %q has a wrong form", h.Repo)
	case h.Revision == "" || strings.ContainsAny(h.Revision, " ?#%"):
		return fmt.Errorf("hub revision %q has a wrong form", h.Revision)
	case !plainPath(h.File) || !strings.HasSuffix(h.File, ".gguf"):
		return fmt.Errorf("hub file %q has a wrong form", h.File)
	}
	return nil
}

func (m Model) checkPackages() error {
	if len(m.Packages) == 0 {
		return nil
	}
	sum := int64(0)
	for _, p := range m.Packages {
		switch {
		case !formPackage.MatchString(p.Name):
			return fmt.Errorf("package %q has a wrong form", p.Name)
		case !formVersion.MatchString(p.Version):
			return fmt.Errorf("package %s: version %q has a wrong form", p.Name, p.Version)
		case !plainPath(p.Member):
			return fmt.Errorf("package %s: member %q has a wrong form", p.Name, p.Member)
		case p.Bytes <= 0 || p.Bytes > m.Bytes:
			return fmt.Errorf("package %s: bytes is wrong", p.Name)
		}
		sum += p.Bytes
	}
	if sum != m.Bytes {
		return fmt.Errorf("its parts have %d bytes, the file %d", sum, m.Bytes)
	}
	return nil
}

// plainPath reports whether p is a relative path with forward slashes only and
// no detours.
func plainPath(p string) bool {
	return p != "" && !path.IsAbs(p) && path.Clean(p) == p && !strings.HasPrefix(p, "..") && !strings.ContainsAny(p, "\\\x00")
}
