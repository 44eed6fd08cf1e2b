package gguf

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Kind is the type of a metadata value, enum gguf_type in gguf.h.
type Kind uint32

// The kinds of metadata values.
const (
	Uint8 Kind = iota
	Int8
	Uint16
	Int16
	Uint32
	Int32
	Float32
	Bool
	Text
	List
	Uint64
	Int64
	Float64
)

// width is the bytes of one value of a kind; 0 for texts, lists and unknown kinds.
func (k Kind) width() int {
	switch k {
	case Uint8, Int8, Bool:
		return 1
	case Uint16, Int16:
		return 2
	case Uint32, Int32, Float32:
		return 4
	case Uint64, Int64, Float64:
		return 8
	}
	return 0
}

// Value is one metadata value. Its methods answer ok only for a kind that fits.
type Value struct {
	Kind Kind
	bits uint64 // a number or truth value, as it lay in the file
	text string

	// For a List: the kind and the number of its elements. Items holds them
	// unless there are more than keptItems, as in a vocabulary.
	Elem  Kind
	Count uint64
	Items []Value
}

// Uint returns a whole number that isn't negative.
func (v Value) Uint() (n uint64, ok bool) {
	switch v.Kind {
	case Uint8, Uint16, Uint32, Uint64:
		return v.bits, true
	case Int8, Int16, Int32, Int64:
		n := v.signed()
		return uint64(n), n >= 0
	}
	return 0, false
}

// Int returns a whole number.
func (v Value) Int() (n int64, ok bool) {
	switch v.Kind {
	case Int8, Int16, Int32, Int64:
		return v.signed(), true
	}
	u, ok := v.Uint()
	return int64(u), ok && u <= math.MaxInt64
}

func (v Value) signed() int64 {
	shift := 64 - 8*v.Kind.width()
	return int64(v.bits<<shift) >> shift
}

// Float returns any number.
func (v Value) Float() (x float64, ok bool) {
	switch v.Kind {
	case Float32:
		return float64(math.Float32frombits(uint32(v.bits))), true
	case Float64:
		return math.Float64frombits(v.bits), true
	case Uint64:
		return float64(v.bits), true
	}
	n, ok := v.Int()
	return float64(n), ok
}

// Bool returns a truth value.
func (v Value) Bool() (truth, ok bool) { return v.bits != 0, v.Kind == Bool }

// Text returns a string. It comes from the file as it is: clean it before it
// reaches a terminal.
func (v Value) Text() (text string, ok bool) { return v.text, v.Kind == Text }

const (
	maxText   = 16 << 20 // bytes of a string: a chat template is far shorter
	maxKept   = 64 << 20 // bytes of all strings kept of one header
	keptItems = 1024     // elements of a list that are kept; more are counted only
)

// metadata reads count pairs of key and value.
func (s *scanner) metadata(count uint64) (map[string]Value, error) {
	values := make(map[string]Value)
	kept := 0
	for range count {
		at := s.pos
		key, err := s.text(math.MaxUint16, "a metadata key")
		if err != nil {
			return nil, err
		}
		if key == "" {
			return nil, &CorruptError{Offset: at, Why: "a metadata key is empty"}
		}
		if _, twice := values[key]; twice {
			return nil, &CorruptError{Offset: at, Why: fmt.Sprintf("metadata key %.80q is there twice", key)}
		}
		value, size, err := s.value(key)
		if err != nil {
			return nil, err
		}
		if kept += len(key) + size; kept > maxKept {
			return nil, &CorruptError{Offset: at, Why: fmt.Sprintf("its metadata is larger than %d bytes", maxKept)}
		}
		values[key] = value
	}
	return values, nil
}

// value reads the value of key and says how many bytes of text it keeps.
func (s *scanner) value(key string) (Value, int, error) {
	at := s.pos
	number, err := s.u32()
	if err != nil {
		return Value{}, 0, err
	}
	if kind := Kind(number); kind != List {
		v, err := s.scalar(kind, key, at)
		return v, len(v.text), err
	}
	elem, err := s.u32()
	if err != nil {
		return Value{}, 0, err
	}
	count, err := s.u64()
	if err != nil {
		return Value{}, 0, err
	}
	return s.list(Kind(elem), count, key, at)
}

func (s *scanner) scalar(kind Kind, key string, at int64) (Value, error) {
	if kind == Text {
		text, err := s.text(maxText, "a metadata string")
		return Value{Kind: Text, text: text}, err
	}
	width := kind.width()
	if width == 0 {
		return Value{}, &CorruptError{Offset: at, Why: fmt.Sprintf("metadata key %.80q has the unknown kind %d", key, kind)}
	}
	b, err := s.take(width)
	if err != nil {
		return Value{}, err
	}
	var word [8]byte
	copy(word[:], b)
	return Value{Kind: kind, bits: binary.LittleEndian.Uint64(word[:])}, nil
}

func (s *scanner) list(elem Kind, count uint64, key string, at int64) (Value, int, error) {
	v := Value{Kind: List, Elem: elem, Count: count}
	width := uint64(elem.width())
	switch {
	case elem == Text:
		width = 8 // each has at least its length
	case width == 0: // llama.cpp takes no lists of lists either
		return v, 0, &CorruptError{Offset: at, Why: fmt.Sprintf("metadata key %.80q is a list of the unknown kind %d", key, elem)}
	}
	if count > s.left()/width {
		return v, 0, s.short()
	}
	if count > keptItems {
		if elem == Text {
			return v, 0, s.skipTexts(count, maxText)
		}
		return v, 0, s.skip(count * width)
	}
	v.Items = make([]Value, 0, count)
	kept := 0
	for range count {
		item, err := s.scalar(elem, key, at)
		if err != nil {
			return v, 0, err
		}
		if kept += len(item.text); kept > maxKept {
			return v, 0, &CorruptError{Offset: at, Why: fmt.Sprintf("its metadata is larger than %d bytes", maxKept)}
		}
		v.Items = append(v.Items, item)
	}
	return v, kept, nil
}
