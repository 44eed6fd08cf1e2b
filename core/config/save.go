package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Save changes settings in the file at path, which need not be there: each key of changes
// gets the value, given as Set takes it. Comments, order and all other settings stay as
// they are. A symbolic link is followed. Whoever reads the file meanwhile, and whatever
// happens, it is the old one or the new one; its mode is 0600 afterwards.
//
// A file that has mistakes, but in the values that are changed, is left as it is. Errors
// are a *SettingError for a key or value, a *FileError for the file.
func Save(path string, changes map[string]string) error {
	values, err := parseAll(changes)
	if err != nil || len(values) == 0 {
		return err
	}
	target, err := followLinks(path)
	if err != nil {
		return unwritable(path, err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return unwritable(path, err)
	}
	release, err := lockFolder(filepath.Dir(target))
	if err != nil {
		return unwritable(path, err)
	}
	defer release()
	// Programs that know nothing of the lock, as an editor, may write in between.
	for range 5 {
		err = save(path, target, values)
		if !errors.Is(err, errChanged) {
			return err
		}
	}
	return unwritable(path, err)
}

// errChanged says that the file isn't what the change was made for.
var errChanged = errors.New("another program keeps writing to the file")

// parseAll checks what is to be set.
func parseAll(changes map[string]string) (map[*setting]any, error) {
	values := map[*setting]any{}
	for key, text := range changes {
		i := indexOf(key)
		if i < 0 {
			return nil, &SettingError{Key: key, message: unknownSetting(key)}
		}
		v, err := settings[i].parseInFile(text)
		if err != nil {
			return nil, &SettingError{Key: key, message: key + err.Error()}
		}
		values[&settings[i]] = v
	}
	return values, nil
}

func save(path, target string, values map[*setting]any) error {
	before, err := os.Stat(target)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(path, err)
	}
	if before != nil && before.Mode().Perm()&0o200 == 0 {
		return unwritable(path, errors.New("the file is read-only"))
	}
	old, err := readFile(target, false)
	if err != nil {
		return err
	}
	text, err := edit(path, old, values)
	if err != nil || before != nil && bytes.Equal(text, old) {
		return err
	}
	if len(text) > maxFile {
		return tooLarge(path)
	}
	err = replace(target, text, before)
	if err != nil && !errors.Is(err, errChanged) {
		err = unwritable(path, err)
	}
	return err
}

// edit returns the text with the values set, and looks whether it says what it should and
// nothing else.
func edit(path string, text []byte, values map[*setting]any) ([]byte, error) {
	old := decode(text)
	now := old
	for i := range settings {
		s := &settings[i]
		value, ok := values[s]
		if !ok {
			continue
		}
		changed, ok := now.with(s, value)
		if !ok {
			return nil, old.err(path)
		}
		now = decode(changed)
	}
	if err := now.err(path); err != nil {
		// What was wrong before is what the person can find in the file.
		if before := old.err(path); before != nil {
			return nil, before
		}
		return nil, err
	}
	want := old.values()
	maps.Copy(want, values)
	if !maps.Equal(want, now.values()) {
		return nil, &FileError{Path: path, Err: errors.New("the file is written in a way that can't be changed by program"),
			hint: "change it in an editor"}
	}
	if bytes.HasPrefix(text, byteOrderMark) {
		return append(bytes.Clone(byteOrderMark), now.text...), nil
	}
	return now.text, nil
}

// values are the settings that the file has.
func (d *document) values() map[*setting]any {
	values := map[*setting]any{}
	for _, e := range d.entries {
		values[e.setting] = e.value
	}
	return values
}

func unwritable(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) && at.Path == path {
		err = at.Err // the path is said already
	}
	return &FileError{Path: path, Err: fmt.Errorf("the settings cannot be saved: %w", err)}
}
