package models

import (
	"errors"
	"fmt"
	"path/filepath"

	"caro/core/models/gguf"
)

// LocalFile is a model file outside the catalogue. Nothing says what its bytes
// should be, so only its header was checked.
type LocalFile struct {
	Path   string // full
	Name   string // from its header, else the name of the file
	Bytes  int64
	Header gguf.Header
}

// LocalError says why a file can't be used as a model.
type LocalError struct {
	Path string
	Err  error // one of package gguf, or of reading the file
}

func (e *LocalError) Error() string { return fmt.Sprintf("%s cannot be used: %v", e.Path, bare(e.Err)) }

// Unwrap gives the reason.
func (e *LocalError) Unwrap() error { return e.Err }

// Hint says what to do about the file.
func (e *LocalError) Hint() string {
	var truncated *gguf.TruncatedError
	var corrupt *gguf.CorruptError
	var unsupported *gguf.UnsupportedError
	var other *gguf.NotGGUFError
	switch {
	case errors.As(e.Err, &truncated), errors.As(e.Err, &corrupt):
		return "download or copy the file again"
	case errors.As(e.Err, &unsupported):
		return "look for a newer conversion of the model to GGUF, little-endian"
	case errors.As(e.Err, &other):
		return "give the path of a model in the GGUF format; such files usually end in .gguf"
	}
	return "check the path and the file's permissions"
}

// Local looks at a model file outside the catalogue. The error is a
// *LocalError.
func Local(path string) (LocalFile, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return LocalFile{}, &LocalError{Path: path, Err: err}
	}
	h, err := gguf.ReadFile(abs)
	if err == nil {
		err = usable(h)
	}
	if err != nil {
		return LocalFile{}, &LocalError{Path: abs, Err: err}
	}
	name := clean(h.Name, 100)
	if name == "" {
		name = filepath.Base(abs)
	}
	return LocalFile{Path: abs, Name: name, Bytes: h.Size, Header: h}, nil
}

// usable turns away whole GGUF files that hold no language model.
func usable(h gguf.Header) error {
	switch {
	case h.Type != "" && h.Type != "model":
		return fmt.Errorf("it holds no model but a part of one: its type is %q", clean(h.Type, 40))
	case len(h.Tensors) == 0:
		return errors.New("it holds a vocabulary only, no weights")
	case h.Architecture == "":
		return errors.New("it doesn't say which architecture it has")
	}
	return nil
}
