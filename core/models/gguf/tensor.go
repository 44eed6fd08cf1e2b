package gguf

import (
	"fmt"
	"math"
	"math/bits"
)

// Tensor is one entry of the table of tensors.
type Tensor struct {
	Name   string
	Dims   []uint64 // elements along each axis, the fastest first
	Type   Type
	Offset uint64 // bytes from Header.DataOffset
	Bytes  uint64 // bytes of its data; 0 when the type isn't Known
}

// Elements is the product of the dimensions.
func (t Tensor) Elements() uint64 {
	n := uint64(1)
	for _, d := range t.Dims {
		n *= d // checked for overflow when it was read
	}
	return n
}

const (
	maxCount = 1 << 17 // tensors or metadata pairs; models have some thousands
	maxName  = 64      // bytes of a tensor's name, GGML_MAX_NAME in ggml.h
	maxDims  = 4       // GGML_MAX_DIMS in ggml.h
)

// tensors reads the table of tensors.
func (s *scanner) tensors(count uint64) ([]Tensor, error) {
	var table []Tensor
	seen := make(map[string]bool)
	for range count {
		at := s.pos
		t, err := s.tensor()
		if err != nil {
			return nil, err
		}
		if seen[t.Name] {
			return nil, &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q is there twice", t.Name)}
		}
		seen[t.Name] = true
		table = append(table, t)
	}
	return table, nil
}

func (s *scanner) tensor() (t Tensor, err error) {
	at := s.pos
	if t.Name, err = s.text(maxName-1, "a tensor's name"); err != nil {
		return t, err
	}
	dims, err := s.u32()
	if err != nil {
		return t, err
	}
	if dims > maxDims {
		return t, &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q has %d dimensions, more than %d", t.Name, dims, maxDims)}
	}
	elements := uint64(1)
	for range dims {
		d, err := s.u64()
		if err != nil {
			return t, err
		}
		high, low := bits.Mul64(elements, d)
		if high != 0 || low > math.MaxInt64 || d > math.MaxInt64 {
			return t, &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q has more elements than can be counted", t.Name)}
		}
		elements = low
		t.Dims = append(t.Dims, d)
	}
	number, err := s.u32()
	if err != nil {
		return t, err
	}
	t.Type = Type(number)
	if t.Offset, err = s.u64(); err != nil {
		return t, err
	}
	return t, t.measure(elements, at)
}

// measure sets Bytes from the layout of the type.
func (t *Tensor) measure(elements uint64, at int64) error {
	l, ok := layouts[t.Type]
	if !ok {
		return nil // newer than this table: its size is anyone's guess
	}
	if l.retired {
		return &UnsupportedError{Reason: RetiredType, What: "tensor " + fmt.Sprintf("%q has the retired type %s", t.Name, l.name)}
	}
	row := uint64(1)
	if len(t.Dims) > 0 {
		row = t.Dims[0]
	}
	if row%l.block != 0 {
		return &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q has rows of %d elements, not a multiple of the %d of %s", t.Name, row, l.block, l.name)}
	}
	high, low := bits.Mul64(elements/l.block, l.bytes)
	if high != 0 || low > math.MaxInt64 {
		return &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q has more bytes than can be counted", t.Name)}
	}
	t.Bytes = low
	return nil
}

// place checks that the tensors lie one after the other, each at a multiple of
// the alignment, as llama.cpp demands, and returns where the last one ends, in
// bytes from the start of the data. Behind a tensor of unknown type only the
// stated offsets are left to go by, and exact is false.
func place(table []Tensor, alignment uint64, at int64) (end uint64, exact bool, err error) {
	exact = true
	next, known := uint64(0), true
	for _, t := range table {
		if known && t.Offset != next || t.Offset%alignment != 0 || t.Offset > math.MaxInt64 {
			return 0, false, &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q lies at offset %d of the data, expected %d", t.Name, t.Offset, next)}
		}
		last := t.Offset + t.Bytes // each at most MaxInt64: no overflow
		if last > math.MaxInt64-alignment {
			return 0, false, &CorruptError{Offset: at, Why: fmt.Sprintf("tensor %q ends past what a file can hold", t.Name)}
		}
		end = max(end, last)
		next, known = pad(last, alignment), t.Type.Known()
		exact = exact && known
	}
	return end, exact, nil
}

// pad rounds n up to a multiple of alignment, a power of two.
func pad(n, alignment uint64) uint64 { return (n + alignment - 1) &^ (alignment - 1) }
