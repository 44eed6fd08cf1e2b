package config

import (
	"fmt"
	"path/filepath"
	"strings"
)

// FileError says why a file of settings can't be used: it can't be read or written (Err),
// or it has mistakes.
type FileError struct {
	Path     string
	Mistakes []Mistake // the first few, in the file's order
	More     int       // mistakes that aren't listed
	Err      error     // where the file itself is the trouble
	hint     string
}

// Mistake is a place in the file and what is wrong there. Lines and columns count from 1,
// columns in characters.
type Mistake struct {
	Line, Column int
	Message      string
}

// Error gives a line for each mistake, "PATH:LINE:COLUMN: MESSAGE"; the folder is in the
// first one only.
func (e *FileError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s", e.Path, e.Err)
	}
	var b strings.Builder
	for i, m := range e.Mistakes {
		name := e.Path
		if i > 0 {
			b.WriteByte('\n')
			name = filepath.Base(e.Path)
		}
		fmt.Fprintf(&b, "%s:%d:%d: %s", name, m.Line, m.Column, m.Message)
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\nand %d more", e.More)
	}
	return b.String()
}

// Unwrap gives the cause of trouble with the file itself.
func (e *FileError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *FileError) Hint() string {
	if e.hint != "" || e.Err != nil {
		return e.hint
	}
	return "mend the file; docs/configuration.md has all settings"
}

// SettingError says why a value of the environment, of a flag or for Save is refused.
type SettingError struct {
	Key     string // of the setting
	Source  string // as Config.Source has it; "" for Save
	message string
}

// Error names the variable or the flag that the person wrote.
func (e *SettingError) Error() string { return e.message }

// valueError is what is wrong with a value, to be put behind the name of the setting.
type valueError string

func (e valueError) Error() string { return string(e) }

// subject is what a person calls a setting that they gave by way of a source.
func subject(key, source string) string {
	for _, kind := range []string{sourceEnv, sourceFlag} {
		if name, ok := strings.CutPrefix(source, kind); ok {
			return name
		}
	}
	return key
}
