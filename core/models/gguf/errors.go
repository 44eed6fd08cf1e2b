package gguf

import (
	"fmt"
	"strconv"
)

// NotGGUFError says that the file is something else altogether.
type NotGGUFError struct {
	// Looks says what the file seems to be, with its article: "a text file".
	// It is empty when nothing was recognised.
	Looks string
}

func (e *NotGGUFError) Error() string {
	if e.Looks == "" {
		return "not a GGUF model file: it does not begin with GGUF"
	}
	return "not a GGUF model file: it looks like " + e.Looks
}

// Reason tells the kinds of UnsupportedError apart.
type Reason int

// The reasons for which a file of the right family can't be used.
const (
	OldVersion  Reason = iota + 1 // GGUF version 1, or a format from before GGUF
	NewVersion                    // a GGUF version that isn't known yet
	BigEndian                     // written for a big-endian machine
	RetiredType                   // a tensor type that llama.cpp no longer reads
)

// UnsupportedError says that the file is a model, but of a kind that llama.cpp
// doesn't load.
type UnsupportedError struct {
	Reason Reason
	What   string // what was found, with its article
}

func (e *UnsupportedError) Error() string {
	return "model file of a kind that cannot be loaded: " + e.What
}

// TruncatedError says that the file ends too early.
type TruncatedError struct {
	Need int64 // bytes the file must have at least; 0 when its header is cut off
	Have int64 // bytes it has
}

func (e *TruncatedError) Error() string {
	if e.Need == 0 {
		return fmt.Sprintf("model file is truncated: it ends within its header, after %s bytes", comma(e.Have))
	}
	return fmt.Sprintf("model file is truncated: it needs %s bytes, has %s", comma(e.Need), comma(e.Have))
}

// CorruptError says that the header contradicts the format.
type CorruptError struct {
	Offset int64 // bytes from the start of the file, near the fault
	Why    string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("model file is damaged: %s (near byte %s)", e.Why, comma(e.Offset))
}

// comma writes n with a comma between groups of three digits.
func comma(n int64) string {
	digits := strconv.FormatInt(n, 10)
	first := len(digits) % 3
	if first == 0 {
		first = 3
	}
	if n < 0 {
		return digits // sizes are never negative; say what came
	}
	out := digits[:min(first, len(digits))]
	for i := first; i < len(digits); i += 3 {
		out += "," + digits[i:i+3]
	}
	return out
}
