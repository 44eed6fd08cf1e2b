package models

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"unicode"
)

// Errors of this package that a person can do something about have a method
// Hint() string: one sentence that says what to do next.

// UnknownModelError says that the catalogue has no such model.
type UnknownModelError struct {
	Name    string
	Nearest string   // the id most like it
	Begin   []string // the ids that begin with it, when there are several
	Known   []string // the ids to choose from
}

func (e *UnknownModelError) Error() string {
	if len(e.Begin) > 1 {
		return fmt.Sprintf("model %s is not unambiguous: it can be %s", clean(e.Name, 100), strings.Join(e.Begin, " or "))
	}
	if strings.TrimSpace(e.Name) == "" {
		return "no model is named"
	}
	return fmt.Sprintf("model %s is unknown: did you mean %s?", clean(e.Name, 100), e.Nearest)
}

// Hint lists the models.
func (e *UnknownModelError) Hint() string { return "the models are " + strings.Join(e.Known, ", ") }

// ErrMissing is what a *MissingError is.
var ErrMissing = errors.New("model is not in the store")

// MissingError says that a model's file isn't there.
type MissingError struct {
	Model Model
	Path  string // where it should be
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("model %s is missing: there is no file %s", e.Model.ID, e.Path)
}

// Unwrap makes errors.Is(err, ErrMissing) true.
func (e *MissingError) Unwrap() error { return ErrMissing }

// Hint says how to get it.
func (e *MissingError) Hint() string {
	size := ""
	if n := e.Model.Size(); n > 0 {
		size = " (" + FormatBytes(n) + ")"
	}
	return fmt.Sprintf("fetch it%s with: caro models pull %s", size, e.Model.ID)
}

// DamagedError says that a model's file isn't the one of the catalogue.
type DamagedError struct {
	Model     Model
	Path      string
	Want, Got string // SHA-256; Got is empty when the size alone was wrong
	WantBytes int64
	GotBytes  int64
}

func (e *DamagedError) Error() string {
	what := "has the wrong contents: its SHA-256 is " + e.Got + ", not " + e.Want
	switch {
	case e.GotBytes < e.WantBytes:
		what = fmt.Sprintf("is truncated: it has %d bytes of %d", e.GotBytes, e.WantBytes)
	case e.GotBytes > e.WantBytes:
		what = fmt.Sprintf("is too long: it has %d bytes, not %d", e.GotBytes, e.WantBytes)
	}
	return "model file " + e.Path + " " + what
}

// Hint says how to replace it.
func (e *DamagedError) Hint() string {
	return "fetch it anew with: caro models pull " + e.Model.ID
}

// StoreError says that the folder of the models, or its disk, fails.
type StoreError struct {
	Op         string // what failed: "write", "create"
	Path       string
	Need, Free int64 // bytes, when there isn't room enough
	Err        error
}

func (e *StoreError) Error() string {
	switch {
	case e.Need > 0:
		return fmt.Sprintf("not enough room for the model in %s: it needs %s, %s are free", e.Path, FormatBytes(e.Need), FormatBytes(e.Free))
	case isFull(e.Err):
		return fmt.Sprintf("cannot %s %s: the disk is full", e.Op, e.Path)
	}
	return fmt.Sprintf("cannot %s %s: %v", e.Op, e.Path, bare(e.Err))
}

// Unwrap gives the system's error; no room is syscall.ENOSPC.
func (e *StoreError) Unwrap() error { return e.Err }

// Hint says what to do about the folder.
func (e *StoreError) Hint() string {
	elsewhere := "set CARO_CACHE_DIR to a folder elsewhere"
	switch {
	case e.Need > e.Free:
		return fmt.Sprintf("free %s there, or %s", FormatBytes(e.Need-e.Free), elsewhere)
	case isFull(e.Err):
		return "free some space there, or " + elsewhere
	case errors.Is(e.Err, syscall.EROFS):
		return "the file system is read-only: " + elsewhere
	case errors.Is(e.Err, os.ErrPermission):
		return "you may not write there: change the folder's permissions, or " + elsewhere
	}
	return "check the folder, or " + elsewhere
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// bare takes the operation and the path off a system error, which the error
// around it states already.
func bare(err error) error {
	var p *os.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return p.Err
	case errors.As(err, &l):
		return l.Err
	}
	return err
}

// SourceError says why one source could not give a model.
type SourceError struct {
	Source string
	Err    error
}

func (e *SourceError) Error() string { return e.Source + ": " + e.Err.Error() }

// Unwrap gives the reason.
func (e *SourceError) Unwrap() error { return e.Err }

// PullError says that no source could give a model, and why each couldn't.
type PullError struct {
	Model   Model
	Path    string // where the file belongs
	Sources []*SourceError
}

func (e *PullError) Error() string {
	var whys []string
	for _, s := range e.Sources {
		whys = append(whys, s.Error())
	}
	return fmt.Sprintf("model %s could not be fetched: %s", e.Model.ID, strings.Join(whys, "; "))
}

// away is the error of a source that couldn't be reached; nil where all could.
func (e *PullError) away() error {
	for _, s := range e.Sources {
		var t temporary
		if errors.As(s.Err, &t) && t.far {
			return s
		}
	}
	return nil
}

// Unwrap gives the errors of the sources.
func (e *PullError) Unwrap() []error {
	var errs []error
	for _, s := range e.Sources {
		errs = append(errs, s)
	}
	return errs
}

// Hint joins what the sources suggest, and says how to do without them.
func (e *PullError) Hint() string {
	var hints []string
	for _, s := range e.Sources {
		if h := hintOf(s.Err); h != "" {
			hints = append(hints, h)
		}
	}
	if len(hints) == 0 {
		hints = append(hints, "check the network and try again")
	}
	hints = append(hints, fmt.Sprintf("or put the file (%s) at %s yourself", FormatBytes(e.Model.Bytes), e.Path))
	return strings.Join(hints, "; ")
}

// hintOf returns the hint of an error that has one.
func hintOf(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		return hinted.Hint()
	}
	return ""
}

// hinted is a reason together with what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

func (h hinted) Hint() string { return h.hint }

// clean makes one printable line of at most limit bytes from foreign text.
func clean(text string, limit int) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return text
}
