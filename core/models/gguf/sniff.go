package gguf

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

// sniffed is how many bytes are looked at to say what a file seems to be.
const sniffed = 1024

// magic reads the four bytes that begin every GGUF file, and says what the
// file is instead when they are missing.
func (s *scanner) magic() error {
	head, err := s.take(int(min(sniffed, s.left())))
	if err != nil {
		return err
	}
	s.pos = 4
	if bytes.HasPrefix(head, []byte("GGUF")) {
		return nil
	}
	if n := len(head); n > 0 && n < 4 && string(head) == "GGUF"[:n] {
		return &TruncatedError{Have: s.size}
	}
	if name, ok := legacy[string(head[:min(4, len(head))])]; ok {
		return &UnsupportedError{Reason: OldVersion, What: name + ", a format that llama.cpp no longer reads"}
	}
	return &NotGGUFError{Looks: looks(head)}
}

// legacy holds the magic numbers of llama.cpp's formats before GGUF, as the
// bytes lie in a file.
var legacy = map[string]string{
	"lmgg": "a GGML file from before GGUF",
	"fmgg": "a GGMF file from before GGUF",
	"tjgg": "a GGJT file from before GGUF",
	"algg": "a GGLA adapter from before GGUF",
}

var magics = []struct {
	prefix string
	looks  string
}{
	{"PK\x03\x04", "a zip archive"}, // wheels and PyTorch's files, too
	{"PK\x05\x06", "a zip archive"},
	{"\x1f\x8b", "a gzip archive"},
	{"\x28\xb5\x2f\xfd", "a zstd archive"},
	{"\xfd7zXZ\x00", "an xz archive"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive"},
	{"BZh", "a bzip2 archive"},
	{"\x7fELF", "a program"},
	{"\xcf\xfa\xed\xfe", "a program"},
	{"\x80\x02", "a Python pickle"},
	{"\x80\x04", "a Python pickle"},
	{"%PDF-", "a PDF document"},
	{"nsgg", "a saved llama.cpp session"},
	{"qsgg", "a saved llama.cpp session"},
	{"version https://git-lfs.github.com/spec/", "a Git LFS pointer, not the file it stands for"},
}

// looks says what a file that begins with head seems to be, "" for no idea.
func looks(head []byte) string {
	if len(head) == 0 {
		return "an empty file"
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.looks
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return "a tar archive"
	}
	if len(bytes.Trim(head, "\x00")) == 0 {
		return "a file of zeros, as an unfinished download leaves it"
	}
	// safetensors: the length of a JSON header, then the header.
	if len(head) > 9 && head[8] == '{' && binary.LittleEndian.Uint64(head) < 1<<32 {
		return "a safetensors file"
	}
	return looksText(head)
}

func looksText(head []byte) string {
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	text = bytes.ToLower(bytes.TrimLeft(text, " \t\r\n"))
	switch {
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "an HTML page"
	case bytes.HasPrefix(text, []byte("<?xml")):
		return "an XML document"
	case !printable(head):
		return ""
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return "a JSON document"
	}
	return "a text file"
}

// printable reports whether b is UTF-8 text; a character cut off at its end is
// forgiven.
func printable(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' || r == 0x7f {
			return false
		}
		b = b[n:]
	}
	return true
}
