package models

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A reference names a model that is in no catalogue by where it lies: a file of the hub,
//
//	hf:OWNER/REPO/FILE.gguf
//	hf:OWNER/REPO@REVISION/FOLDER/FILE.gguf
//
// or an address. Its size and hash are found out at its first download (see pin).

// hubReference begins a reference to a file of the hub.
const hubReference = "hf:"

// IsReference reports whether a model's name is a reference: it begins with hf:, https://
// or http://.
func IsReference(name string) bool {
	return slices.ContainsFunc([]string{hubReference, "https://", "http://"}, func(begin string) bool {
		return len(name) >= len(begin) && strings.EqualFold(name[:len(begin)], begin)
	})
}

// ReferenceError says why a reference can't be one to a model.
type ReferenceError struct {
	Name string
	Why  string
}

func (e *ReferenceError) Error() string { return clean(e.Name, 200) + " names no model: " + e.Why }

// Hint shows what references look like.
func (e *ReferenceError) Hint() string {
	return "write hf:OWNER/REPO/FILE.gguf, or the https address of a .gguf file"
}

// maxReference bounds a reference, in bytes: signed addresses have up to some 2,000.
const maxReference = 8192

// notInFile are the bytes that no name of a file in the store has.
var notInFile = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// parseReference makes a model of a reference. The error is a *ReferenceError.
func parseReference(name string) (Model, error) {
	wrong := func(format string, args ...any) (Model, error) {
		return Model{}, &ReferenceError{Name: name, Why: fmt.Sprintf(format, args...)}
	}
	if len(name) > maxReference {
		return wrong("it is longer than %d bytes", maxReference)
	}
	at, err := parseAddress(name)
	if err != nil {
		return wrong("%v", err)
	}
	m := Model{Purpose: "of your own choice", Role: ForUser}
	file := ""
	switch {
	case at.hub != nil:
		if err := at.hub.check(); err != nil {
			return wrong("%v", err)
		}
		m.Hub, file = at.hub, at.hub.File
		m.ID = hubReference + m.Hub.Repo
		m.File = "hf--" + strings.ReplaceAll(m.Hub.Repo, "/", "--")
		if m.Hub.Revision != "main" {
			m.ID += "@" + m.Hub.Revision
			m.File += "--" + m.Hub.Revision
		}
		m.ID += "/" + file
		m.File += "--" + file
	default:
		m.URL, file = at.url.String(), at.url.Path
		// What follows the path, such as a signature, may differ the next time.
		plain := url.URL{Scheme: at.url.Scheme, Host: at.url.Host, Path: at.url.Path}
		m.ID = plain.String()
		mark := sha256.Sum256([]byte(m.ID))
		m.File = "url--" + hex.EncodeToString(mark[:4]) + "--" + at.url.Host + "--" + path.Base(file)
	}
	m.Name = clean(strings.TrimSuffix(path.Base(file), path.Ext(file)), 100)
	m.File = notInFile.ReplaceAllString(strings.TrimSuffix(m.File, path.Ext(m.File)), "-") + ".gguf"
	if !formFile.MatchString(m.File) {
		return wrong("its name is too long")
	}
	return m, nil
}

// address is what a reference leads to: a file of the hub, or another one.
type address struct {
	hub *HubFile
	url *url.URL
}

func parseAddress(name string) (address, error) {
	if n := len(hubReference); strings.EqualFold(name[:min(n, len(name))], hubReference) {
		elements := strings.SplitN(name[n:], "/", 3)
		if len(elements) < 3 {
			return address{}, fmt.Errorf("it has no OWNER/REPO/FILE")
		}
		repo, revision, _ := strings.Cut(elements[1], "@")
		if revision == "" {
			revision = "main"
		}
		return address{hub: &HubFile{Repo: elements[0] + "/" + repo, Revision: revision, File: elements[2]}}, nil
	}
	u, err := url.Parse(name)
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return address{}, fmt.Errorf("it is no address")
	case u.User != nil:
		return address{}, fmt.Errorf("a name or password doesn't belong in an address")
	case u.Scheme != "https" && !loopback(u):
		return address{}, fmt.Errorf("only https is safe")
	case !strings.EqualFold(path.Ext(u.Path), ".gguf"):
		return address{}, fmt.Errorf("its path doesn't end in .gguf")
	}
	u.Fragment = ""
	if h := hubPage(u); h != nil {
		return address{hub: h}, nil
	}
	return address{url: u}, nil
}

// hubPage is the file of the hub that an address of it shows or downloads:
// OWNER/REPO/resolve/REVISION/FILE, or blob in place of resolve.
func hubPage(u *url.URL) *HubFile {
	elements := strings.SplitN(strings.Trim(u.Path, "/"), "/", 5)
	home, _ := url.Parse(hubHome)
	if !sameOrigin(u, home) || len(elements) < 5 || elements[2] != "resolve" && elements[2] != "blob" {
		return nil
	}
	return &HubFile{Repo: elements[0] + "/" + elements[1], Revision: elements[3], File: elements[4]}
}
