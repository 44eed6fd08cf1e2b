package gguf

import "fmt"

// Type is a ggml tensor type, as numbered by enum ggml_type in ggml.h.
type Type uint32

// layout says how a tensor type lies in memory: block elements take bytes
// bytes. A retired type has no layout any more.
type layout struct {
	name    string
	block   uint64
	bytes   uint64
	retired bool
}

// layouts holds every type of llama.cpp v0.4.0, as its libggml-base answers
// ggml_type_name, ggml_blck_size and ggml_type_size.
var layouts = map[Type]layout{
	0:  {name: "F32", block: 1, bytes: 4},
	1:  {name: "F16", block: 1, bytes: 2},
	2:  {name: "Q4_0", block: 32, bytes: 18},
	3:  {name: "Q4_1", block: 32, bytes: 20},
	4:  {name: "Q4_2", retired: true},
	5:  {name: "Q4_3", retired: true},
	6:  {name: "Q5_0", block: 32, bytes: 22},
	7:  {name: "Q5_1", block: 32, bytes: 24},
	8:  {name: "Q8_0", block: 32, bytes: 34},
	9:  {name: "Q8_1", block: 32, bytes: 36},
	10: {name: "Q2_K", block: 256, bytes: 84},
	11: {name: "Q3_K", block: 256, bytes: 110},
	12: {name: "Q4_K", block: 256, bytes: 144},
	13: {name: "Q5_K", block: 256, bytes: 176},
	14: {name: "Q6_K", block: 256, bytes: 210},
	15: {name: "Q8_K", block: 256, bytes: 292},
	16: {name: "IQ2_XXS", block: 256, bytes: 66},
	17: {name: "IQ2_XS", block: 256, bytes: 74},
	18: {name: "IQ3_XXS", block: 256, bytes: 98},
	19: {name: "IQ1_S", block: 256, bytes: 50},
	20: {name: "IQ4_NL", block: 32, bytes: 18},
	21: {name: "IQ3_S", block: 256, bytes: 110},
	22: {name: "IQ2_S", block: 256, bytes: 82},
	23: {name: "IQ4_XS", block: 256, bytes: 136},
	24: {name: "I8", block: 1, bytes: 1},
	25: {name: "I16", block: 1, bytes: 2},
	26: {name: "I32", block: 1, bytes: 4},
	27: {name: "I64", block: 1, bytes: 8},
	28: {name: "F64", block: 1, bytes: 8},
	29: {name: "IQ1_M", block: 256, bytes: 56},
	30: {name: "BF16", block: 1, bytes: 2},
	31: {name: "Q4_0_4_4", retired: true},
	32: {name: "Q4_0_4_8", retired: true},
	33: {name: "Q4_0_8_8", retired: true},
	34: {name: "TQ1_0", block: 256, bytes: 54},
	35: {name: "TQ2_0", block: 256, bytes: 66},
	36: {name: "IQ4_NL_4_4", retired: true},
	37: {name: "IQ4_NL_4_8", retired: true},
	38: {name: "IQ4_NL_8_8", retired: true},
	39: {name: "MXFP4", block: 32, bytes: 17},
	40: {name: "NVFP4", block: 64, bytes: 36},
	41: {name: "Q1_0", block: 128, bytes: 18},
	42: {name: "Q2_0", block: 64, bytes: 18},
}

// String names the type as llama.cpp does, or says its number.
func (t Type) String() string {
	if l, ok := layouts[t]; ok {
		return l.name
	}
	return fmt.Sprintf("type %d", uint32(t))
}

// Known reports whether the size of a tensor of this type can be computed.
func (t Type) Known() bool {
	l, ok := layouts[t]
	return ok && !l.retired
}

// fileTypes names the values of general.file_type, enum llama_ftype in
// llama.h; the words are those of llama_ftype_name in llama.cpp v0.4.0.
var fileTypes = map[uint64]string{
	0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1",
	10: "Q2_K medium", 11: "Q3_K small", 12: "Q3_K medium", 13: "Q3_K large",
	14: "Q4_K small", 15: "Q4_K medium", 16: "Q5_K small", 17: "Q5_K medium",
	18: "Q6_K", 19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K small", 22: "IQ3_XS",
	23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL", 26: "IQ3_S", 27: "IQ3_S mix",
	28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
	36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4 MoE", 39: "NVFP4", 40: "Q1_0", 41: "Q2_0",
}
