package machofile

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"
)

// FuzzExports reads lists of exports that anyone may have made.
func FuzzExports(f *testing.F) {
	f.Add([]byte("\x00\x01_ab\x00\x07\x02\x00\x00\x00\x02c\x00\x0fd\x00\x12\x00\x00"))
	f.Add([]byte("\x00\x01a\x00\x00")) // its own child
	f.Fuzz(func(_ *testing.T, trie []byte) {
		m := &Image{Exports: map[string]bool{}}
		_ = m.exports(trie, 0, uint32(len(trie)))
	})
}

// TestExports reads a list made by hand: _ab, which _abc begins with.
func TestExports(t *testing.T) {
	trie := []byte("\x00\x01_ab\x00\x07" + "\x02\x00\x00\x01c\x00\x0e" + "\x02\x00\x00\x00")
	m := &Image{Exports: map[string]bool{}}
	if err := m.exports(trie, 0, uint32(len(trie))); err != nil || len(m.Exports) != 2 || !m.Exports["_ab"] || !m.Exports["_abc"] {
		t.Errorf("got %v, %v", m.Exports, err)
	}
	if err := m.exports([]byte("\x00\x01a\x00\x00"), 0, 5); err == nil {
		t.Error("a list that leads in a circle is taken")
	}
}

// signed is code with a signature behind it.
func signed(code []byte) []byte {
	be := binary.BigEndian
	dir := make([]byte, 44+32)
	for at, v := range map[int]uint32{0: magicDirectory, 4: 76, 12: flagAdHoc, 16: 44, 20: 43, 28: 1, 32: uint32(len(code))} {
		be.PutUint32(dir[at:], v)
	}
	dir[36], dir[37], dir[39] = 32, hashSHA256, 12
	sum := sha256.Sum256(code)
	copy(dir[44:], sum[:])
	blob := make([]byte, 20)
	for at, v := range map[int]uint32{0: magicSignature, 4: 96, 8: 1, 16: 20} {
		be.PutUint32(blob[at:], v)
	}
	return append(append(code, blob...), dir...)
}

// TestSignature reads a signature made by hand.
func TestSignature(t *testing.T) {
	data := signed([]byte("code"))
	s, err := readSignature(data, 4, uint32(len(data)-4))
	if err != nil || !s.AdHoc || s.Pages != 1 || s.Broken != 0 {
		t.Fatalf("got %+v, %v", s, err)
	}
	data[0] = 'C'
	if s, err := readSignature(data, 4, uint32(len(data)-4)); err != nil || s.Broken != 1 {
		t.Errorf("changed code: %+v, %v", s, err)
	}
}

// FuzzSignature reads signatures that anyone may have made.
func FuzzSignature(f *testing.F) {
	f.Add(signed([]byte("code")))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if len(data) >= 4 {
			_, _ = readSignature(data, 4, uint32(len(data)-4))
		}
	})
}
