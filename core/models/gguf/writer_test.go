package gguf

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// sample is a GGUF file to be written by a test, rightly or wrongly.
type sample struct {
	magic     string // "GGUF" if empty
	version   uint32 // 3 if 0
	alignment uint64 // 32 if 0; only how it is laid out, not the metadata
	pairs     map[string]any
	tensors   []Tensor
	offsets   bool // take the tensors' offsets as they are
	noData    bool
	// The counts that the header claims, when not those of the above.
	claimTensors, claimPairs uint64
}

func (f sample) bytes() []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	text := func(s string) { put(uint64(len(s))); b.WriteString(s) }
	b.WriteString(or(f.magic, "GGUF"))
	put(or(f.version, 3))
	put(or(f.claimTensors, uint64(len(f.tensors))))
	put(or(f.claimPairs, uint64(len(f.pairs))))
	for _, key := range slices.Sorted(maps.Keys(f.pairs)) {
		text(key)
		putValue(put, text, f.pairs[key])
	}
	align := or(f.alignment, 32)
	end := uint64(0)
	for _, t := range f.tensors {
		text(t.Name)
		put(uint32(len(t.Dims)))
		put(t.Dims)
		put(uint32(t.Type))
		offset := end
		if f.offsets {
			offset = t.Offset
		}
		put(offset)
		l := layouts[t.Type]
		if l.block > 0 && t.Elements() < 1<<24 {
			end = pad(offset+t.Elements()/l.block*l.bytes, align)
		}
	}
	if !f.noData && end < 1<<24 {
		b.Write(make([]byte, pad(uint64(b.Len()), align)-uint64(b.Len())+end))
	}
	return b.Bytes()
}

// putValue writes the kind of value and value.
func putValue(put func(any), text func(string), value any) {
	switch v := value.(type) {
	case string:
		put(Text)
		text(v)
	case bool:
		put(Bool)
		put(v)
	case []string:
		put(List)
		put(Text)
		put(uint64(len(v)))
		for _, s := range v {
			text(s)
		}
	case []uint32:
		put(List)
		put(Uint32)
		put(uint64(len(v)))
		put(v)
	case []float32:
		put(List)
		put(Float32)
		put(uint64(len(v)))
		put(v)
	case rawValue:
		put([]byte(v))
	default:
		put(kindOf(v))
		put(v)
	}
}

// rawValue is a kind and a value written byte by byte.
type rawValue []byte

func kindOf(v any) Kind {
	switch v.(type) {
	case uint8:
		return Uint8
	case int8:
		return Int8
	case uint16:
		return Uint16
	case int16:
		return Int16
	case uint32:
		return Uint32
	case int32:
		return Int32
	case float32:
		return Float32
	case uint64:
		return Uint64
	case int64:
		return Int64
	}
	return Float64
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// qwenLike is a small file with everything that the fields of Header need.
func qwenLike() sample {
	return sample{
		pairs: map[string]any{
			"general.architecture":          "qwen2",
			"general.name":                  "Tiny Qwen",
			"general.type":                  "model",
			"general.file_type":             uint32(15),
			"general.quantization_version":  uint32(2),
			"qwen2.context_length":          uint32(32768),
			"qwen2.block_count":             uint32(28),
			"qwen2.embedding_length":        uint32(1536),
			"qwen2.attention.head_count":    uint32(12),
			"qwen2.attention.head_count_kv": uint32(2),
			"qwen2.rope.freq_base":          float32(1e6),
			"tokenizer.chat_template":       "{% for m in messages %}…{% endfor %}",
			"tokenizer.ggml.tokens":         manyTokens(3000),
			"tokenizer.ggml.scores":         make([]float32, 3000),
			"tokenizer.ggml.add_bos_token":  false,
			"test.small":                    int8(-3),
			"test.wide":                     int64(math.MinInt64),
			"test.double":                   float64(0.5),
			"test.list":                     []uint32{1, 2, 3},
		},
		tensors: []Tensor{
			{Name: "token_embd.weight", Dims: []uint64{256, 4}, Type: 12},
			{Name: "output_norm.weight", Dims: []uint64{5}, Type: 0},
			{Name: "blk.0.ffn_up.weight", Dims: []uint64{32, 2, 3}, Type: 8},
		},
	}
}

func manyTokens(n int) []string {
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = string(rune('a'+i%26)) + string(rune(0x4e00+i%5000))
	}
	return tokens
}
