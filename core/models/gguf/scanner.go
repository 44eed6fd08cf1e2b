package gguf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// window is how much of the file is read at once: large enough that skipping a
// vocabulary of some megabytes takes few system calls.
const window = 256 << 10

// maxHeader bounds the time that a hostile header can take. The largest real
// ones, with vocabularies of 260,000 tokens and their merges, stay under 30 MB.
const maxHeader = 512 << 20

// scanner walks a header from its start through one buffer. It never reads past
// end, and allocates for a length only when the file can still hold it.
type scanner struct {
	r    io.ReaderAt
	size int64  // bytes of the file
	end  int64  // where the header must end: size, but for huge files
	pos  int64  // offset of the next byte
	buf  []byte // the bytes of the file from base on
	base int64
}

func newScanner(r io.ReaderAt, size int64) *scanner {
	end := min(size, maxHeader)
	return &scanner{r: r, size: size, end: end, buf: make([]byte, 0, min(window, end))}
}

// left is how many bytes of the header can lie ahead.
func (s *scanner) left() uint64 { return uint64(s.end - s.pos) }

// short is the error for a header that goes on past end.
func (s *scanner) short() error {
	if s.end < s.size {
		return &CorruptError{Offset: s.pos, Why: fmt.Sprintf("its header is longer than %s bytes", comma(maxHeader))}
	}
	return &TruncatedError{Have: s.size}
}

// take returns the next n bytes, n at most window; they are valid until the
// next call.
func (s *scanner) take(n int) ([]byte, error) {
	if uint64(n) > s.left() {
		return nil, s.short()
	}
	if s.pos < s.base || s.pos+int64(n) > s.base+int64(len(s.buf)) {
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
	at := int(s.pos - s.base)
	s.pos += int64(n)
	return s.buf[at : at+n], nil
}

// fill reads the buffer anew, beginning at pos.
func (s *scanner) fill() error {
	want := int(min(int64(cap(s.buf)), s.end-s.pos))
	s.base, s.buf = s.pos, s.buf[:want]
	return s.readAt(s.buf, s.pos)
}

func (s *scanner) readAt(into []byte, offset int64) error {
	n, err := s.r.ReadAt(into, offset)
	switch {
	case n == len(into):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return &TruncatedError{Have: offset + int64(n)} // it shrank while it was read
	}
	return fmt.Errorf("model file cannot be read: %w", err)
}

func (s *scanner) skip(n uint64) error {
	if n > s.left() {
		return s.short()
	}
	s.pos += int64(n)
	return nil
}

func (s *scanner) u32() (uint32, error) {
	b, err := s.take(4)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint32(b), nil
}

func (s *scanner) u64() (uint64, error) {
	b, err := s.take(8)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b), nil
}

// text reads a string of at most limit bytes; what names it in an error.
func (s *scanner) text(limit uint64, what string) (string, error) {
	at := s.pos
	n, err := s.u64()
	if err != nil {
		return "", err
	}
	if n > limit {
		return "", &CorruptError{Offset: at, Why: fmt.Sprintf("%s of %d bytes is longer than %d", what, n, limit)}
	}
	if n <= window {
		b, err := s.take(int(n))
		return string(b), err
	}
	if n > s.left() {
		return "", s.short()
	}
	b := make([]byte, n)
	if err := s.readAt(b, s.pos); err != nil {
		return "", err
	}
	s.pos += int64(n)
	return string(b), nil
}

// skipTexts passes over count strings. A vocabulary is hundreds of thousands of
// them, so it steps through the buffer without a call for each.
func (s *scanner) skipTexts(count, limit uint64) error {
	for count > 0 {
		if _, err := s.take(8); err != nil { // has the buffer filled, too
			return err
		}
		s.pos -= 8
		at := int(s.pos - s.base)
		for count > 0 && at+8 <= len(s.buf) {
			n := binary.LittleEndian.Uint64(s.buf[at:])
			if n > limit {
				return &CorruptError{Offset: s.base + int64(at), Why: fmt.Sprintf("a string of %d bytes is longer than %d", n, limit)}
			}
			count--
			at += 8 + int(n)
			if at > len(s.buf) {
				break
			}
		}
		if err := s.skip(uint64(s.base + int64(at) - s.pos)); err != nil {
			return err
		}
	}
	return nil
}
