package gguf

import "math"

// describe fills the fields that the metadata and the tensors answer.
func (h *Header) describe() {
	h.Architecture = h.text("general.architecture")
	h.Name = h.text("general.name")
	h.Type = h.text("general.type")
	h.ChatTemplate = h.text("tokenizer.chat_template")
	h.ContextLength = h.number(h.Architecture + ".context_length")
	h.BlockCount = h.number(h.Architecture + ".block_count")
	h.EmbeddingLength = h.number(h.Architecture + ".embedding_length")
	h.HeadCount = h.number(h.Architecture + ".attention.head_count")
	h.HeadCountKV = h.number(h.Architecture + ".attention.head_count_kv")
	if _, said := h.Metadata[h.Architecture+".attention.head_count_kv"]; !said {
		h.HeadCountKV = h.HeadCount
	}
	h.SplitCount = h.number("split.count")
	h.VocabularySize = h.number(h.Architecture + ".vocab_size")
	if tokens := h.Metadata["tokenizer.ggml.tokens"]; h.VocabularySize == 0 {
		h.VocabularySize = clamp(tokens.Count)
	}
	for _, t := range h.Tensors {
		if n := t.Elements(); h.Parameters <= math.MaxUint64-n {
			h.Parameters += n
		}
	}
	h.Quantisation = h.quantisation()
}

func (h *Header) text(key string) string {
	text, _ := h.Metadata[key].Text()
	return text
}

// number returns a count that isn't negative, 0 where there is none, and the
// largest where the file gives one for each layer.
func (h *Header) number(key string) int64 {
	v := h.Metadata[key]
	most := int64(0)
	for _, item := range v.Items {
		n, _ := item.Uint()
		most = max(most, clamp(n))
	}
	n, _ := v.Uint()
	return max(most, clamp(n))
}

func clamp(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// quantisation is the file type in words, or else the tensor type that holds
// most of the bytes.
func (h *Header) quantisation() string {
	if v, ok := h.Metadata["general.file_type"]; ok {
		if n, ok := v.Uint(); ok && fileTypes[n] != "" {
			return fileTypes[n]
		}
	}
	bytes := make(map[Type]uint64)
	most := Type(math.MaxUint32)
	for _, t := range h.Tensors {
		bytes[t.Type] += t.Bytes
		if most == math.MaxUint32 || bytes[t.Type] > bytes[most] {
			most = t.Type
		}
	}
	if len(h.Tensors) == 0 {
		return ""
	}
	return "mostly " + most.String()
}

// KVBytes estimates the bytes of the key and value cache for a context of
// tokens tokens, with the 16-bit elements that llama.cpp uses by default. It is
// an upper bound where only some layers attend to the whole context. It is 0
// when the header lacks what is needed, and saturates at the largest int64.
func (h *Header) KVBytes(tokens int64) int64 {
	const element = 2
	if tokens <= 0 || h.BlockCount <= 0 || h.BlockCount > maxCount {
		return 0
	}
	key, value := h.headLengths()
	width := float64(key) + float64(value) // floats: no overflow from a hostile header
	bytes := float64(tokens) * element * width * h.cachedHeads()
	if bytes >= math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(bytes)
}

// headLengths returns the elements of one head's key and of its value.
func (h *Header) headLengths() (key, value int64) {
	key = h.number(h.Architecture + ".attention.key_length")
	value = h.number(h.Architecture + ".attention.value_length")
	if h.HeadCount > 0 {
		if key == 0 {
			key = h.EmbeddingLength / h.HeadCount
		}
		if value == 0 {
			value = h.EmbeddingLength / h.HeadCount
		}
	}
	return key, value
}

// cachedHeads is the number of cached heads over all layers.
func (h *Header) cachedHeads() float64 {
	list := h.Metadata[h.Architecture+".attention.head_count_kv"]
	if int64(len(list.Items)) != h.BlockCount {
		return float64(h.HeadCountKV) * float64(h.BlockCount)
	}
	sum := 0.0
	for _, item := range list.Items {
		n, _ := item.Uint()
		sum += float64(n)
	}
	return sum
}
