package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"caro/core/engine/libs"
)

// writeManifest writes the bundle's own list of libraries, with the hashes of those that
// lie in its Frameworks now.
func writeManifest(contents string, lock libs.Lock) error {
	variant := lock.Variants[0]
	var files []libs.File
	for _, f := range variant.Files {
		if !f.Loaded() {
			continue // it is in Resources, where the signature seals it
		}
		measured, err := libs.Measure(filepath.Join(contents, "Frameworks", f.Name()))
		if err != nil {
			return err
		}
		measured.Role, measured.Path = f.Role, f.Path
		files = append(files, measured)
	}
	variant.Files = files
	lock.Variants = []libs.Variant{variant}
	text, err := json.MarshalIndent(lock, "", "\t")
	if err != nil {
		return err
	}
	if _, err := libs.Parse(text); err != nil {
		return fmt.Errorf("the bundle's list of libraries: %w", err)
	}
	name := filepath.Join(contents, "Resources", libs.ManifestName)
	fresh := name + ".new"
	if err := os.WriteFile(fresh, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, name)
}

// remeasure writes the list of a bundle whose libraries have been signed anew.
func remeasure(app string) error {
	defer syscall.Umask(syscall.Umask(0o022))
	contents := filepath.Join(app, "Contents")
	text, err := os.ReadFile(filepath.Join(contents, "Resources", libs.ManifestName))
	if err != nil {
		return fmt.Errorf("%s is no bundle of Caro: %w", app, err)
	}
	lock, err := libs.Parse(text)
	if err != nil {
		return err
	}
	if err := writeManifest(contents, lock); err != nil {
		return err
	}
	_, err = inspect(app, lock.Variants[0].Arch)
	return err
}
