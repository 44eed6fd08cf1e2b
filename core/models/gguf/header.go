package gguf

import (
	"fmt"
	"io"
	"math"
	"os"
)

// Header is what a GGUF file says of itself.
type Header struct {
	Version    uint32 // of the format: 2 or 3
	Alignment  int64  // bytes
	DataOffset int64  // where the tensors' data begins, bytes from the start
	Size       int64  // bytes the file has
	// Needed is how many bytes the file must have to hold all of its tensors.
	// When Exact is false a tensor has a type unknown to this program, and
	// Needed is only a lower bound.
	Needed int64
	Exact  bool

	Metadata map[string]Value
	Tensors  []Tensor

	// The fields below are taken from the metadata; what the file doesn't say
	// is zero. Texts come as they are in the file: clean them before showing.
	Architecture    string // "qwen2"
	Name            string // "Qwen2.5 Coder 1.5B Instruct"
	Type            string // "model", "adapter", "mmproj", …; often absent
	ChatTemplate    string // Jinja source
	Quantisation    string // "Q4_K medium"
	Parameters      uint64 // elements of all tensors
	ContextLength   int64  // tokens that the model was trained for
	BlockCount      int64  // layers
	EmbeddingLength int64
	HeadCount       int64 // attention heads; the largest where layers differ
	HeadCountKV     int64 // heads that are cached; the largest where layers differ
	VocabularySize  int64 // tokens
	SplitCount      int64 // files the model is split into; 0 or 1 for a whole one
}

// ReadFile reads the header of the file at path. Errors are those of Read and
// those of opening the file.
func ReadFile(path string) (Header, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe would wait for a writer
	if err != nil {
		return Header{}, fmt.Errorf("model file cannot be opened: %w", err)
	}
	if info.IsDir() {
		return Header{}, &NotGGUFError{Looks: "a folder"}
	}
	if !info.Mode().IsRegular() {
		return Header{}, &NotGGUFError{Looks: "a device or a pipe"}
	}
	f, err := os.Open(path)
	if err != nil {
		return Header{}, fmt.Errorf("model file cannot be opened: %w", err)
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil {
		return Header{}, fmt.Errorf("model file cannot be opened: %w", err)
	}
	return Read(f, info.Size())
}

// Read reads the header of a file of size bytes. The error is a *NotGGUFError,
// *UnsupportedError, *TruncatedError, *CorruptError or one of reading. With a
// TruncatedError whose Need isn't 0 the header is complete and returned too.
func Read(r io.ReaderAt, size int64) (Header, error) {
	s := newScanner(r, max(size, 0))
	h := Header{Size: size}
	tensors, pairs, err := s.preamble(&h)
	if err != nil {
		return Header{}, err
	}
	if h.Metadata, err = s.metadata(pairs); err != nil {
		return Header{}, err
	}
	if err := h.align(); err != nil {
		return Header{}, err
	}
	if h.Tensors, err = s.tensors(tensors); err != nil {
		return Header{}, err
	}
	h.DataOffset = int64(pad(uint64(s.pos), uint64(h.Alignment)))
	end, exact, err := place(h.Tensors, uint64(h.Alignment), s.pos)
	if err != nil {
		return Header{}, err
	}
	if end > math.MaxInt64-uint64(h.DataOffset) {
		return Header{}, &CorruptError{Offset: s.pos, Why: "its tensors end past what a file can hold"}
	}
	h.Exact, h.Needed = exact, s.pos
	if len(h.Tensors) > 0 {
		h.Needed = h.DataOffset + int64(end)
	}
	h.describe()
	if h.Needed > size {
		return h, &TruncatedError{Need: h.Needed, Have: size}
	}
	return h, nil
}

// preamble reads magic, version and the two counts.
func (s *scanner) preamble(h *Header) (tensors, pairs uint64, err error) {
	if err := s.magic(); err != nil {
		return 0, 0, err
	}
	if h.Version, err = s.u32(); err != nil {
		return 0, 0, err
	}
	if err := checkVersion(h.Version); err != nil {
		return 0, 0, err
	}
	if tensors, err = s.u64(); err != nil {
		return 0, 0, err
	}
	if pairs, err = s.u64(); err != nil {
		return 0, 0, err
	}
	if tensors > maxCount {
		return 0, 0, &CorruptError{Offset: 8, Why: fmt.Sprintf("it claims %d tensors, more than %d", tensors, maxCount)}
	}
	if pairs > maxCount {
		return 0, 0, &CorruptError{Offset: 16, Why: fmt.Sprintf("it claims %d metadata pairs, more than %d", pairs, maxCount)}
	}
	return tensors, pairs, nil
}

func checkVersion(version uint32) error {
	switch {
	case version == 2 || version == 3:
		return nil
	case version == 1:
		return &UnsupportedError{Reason: OldVersion, What: "GGUF version 1, which llama.cpp no longer reads"}
	case version == 0:
		return &CorruptError{Offset: 4, Why: "its version is 0"}
	case version&0xffff == 0: // a small number, its bytes the other way round
		return &UnsupportedError{Reason: BigEndian, What: "a GGUF file for big-endian machines"}
	}
	return &UnsupportedError{Reason: NewVersion, What: fmt.Sprintf("GGUF version %d, newer than the 3 known here", version)}
}

// align takes the alignment from the metadata.
func (h *Header) align() error {
	h.Alignment = 32 // GGUF_DEFAULT_ALIGNMENT
	v, ok := h.Metadata["general.alignment"]
	if !ok {
		return nil
	}
	n, _ := v.Uint()
	if v.Kind != Uint32 || n == 0 || n&(n-1) != 0 {
		return &CorruptError{Why: "general.alignment is not a power of two"}
	}
	h.Alignment = int64(n)
	return nil
}
