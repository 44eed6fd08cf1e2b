package gguf

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func read(b []byte) (Header, error) { return Read(bytes.NewReader(b), int64(len(b))) }

func TestReadSaysWhatTheFileSays(t *testing.T) {
	for _, version := range []uint32{2, 3} {
		f := qwenLike()
		f.version = version
		data := f.bytes()
		h, err := read(data)
		if err != nil {
			t.Fatal(err)
		}
		if h.Architecture != "qwen2" || h.Name != "Tiny Qwen" || h.Type != "model" || h.Quantisation != "Q4_K medium" {
			t.Errorf("texts: %q %q %q %q", h.Architecture, h.Name, h.Type, h.Quantisation)
		}
		if h.ContextLength != 32768 || h.BlockCount != 28 || h.EmbeddingLength != 1536 || h.HeadCount != 12 || h.HeadCountKV != 2 {
			t.Errorf("numbers: %+v", h)
		}
		if h.VocabularySize != 3000 || !strings.HasPrefix(h.ChatTemplate, "{% for") || h.Version != version {
			t.Errorf("vocabulary %d, template %q, version %d", h.VocabularySize, h.ChatTemplate, h.Version)
		}
		if want := uint64(256*4 + 5 + 32*2*3); h.Parameters != want {
			t.Errorf("parameters %d, want %d", h.Parameters, want)
		}
		// 4 blocks of 144 bytes; 20 bytes padded to 32; 6 blocks of 34 bytes.
		if want := h.DataOffset + 576 + 32 + 204; h.Needed != want || !h.Exact {
			t.Errorf("needed %d (exact %v), want %d", h.Needed, h.Exact, want)
		}
	}
}

func TestValues(t *testing.T) {
	h, err := read(qwenLike().bytes())
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := h.Metadata["test.small"].Int(); n != -3 || !ok {
		t.Errorf("int8: %d %v", n, ok)
	}
	if _, ok := h.Metadata["test.small"].Uint(); ok {
		t.Error("a negative number was taken as unsigned")
	}
	if n, ok := h.Metadata["test.wide"].Int(); n != -1<<63 || !ok {
		t.Errorf("int64: %d %v", n, ok)
	}
	if x, ok := h.Metadata["test.double"].Float(); x != 0.5 || !ok {
		t.Errorf("float64: %v %v", x, ok)
	}
	if x, ok := h.Metadata["qwen2.rope.freq_base"].Float(); x != 1e6 || !ok {
		t.Errorf("float32: %v %v", x, ok)
	}
	if truth, ok := h.Metadata["tokenizer.ggml.add_bos_token"].Bool(); truth || !ok {
		t.Errorf("bool: %v %v", truth, ok)
	}
	if list := h.Metadata["test.list"]; len(list.Items) != 3 || list.Count != 3 || list.Elem != Uint32 {
		t.Errorf("list: %+v", list)
	}
	if long := h.Metadata["tokenizer.ggml.tokens"]; long.Count != 3000 || long.Items != nil {
		t.Errorf("a long list was kept: %d of %d", len(long.Items), long.Count)
	}
	if _, ok := h.Metadata["no.such.key"].Text(); ok {
		t.Error("an absent key has a text")
	}
}

func TestUnknownTypeClaimsNoSize(t *testing.T) {
	f := sample{offsets: true, tensors: []Tensor{
		{Name: "a", Dims: []uint64{64}, Type: 999},
		{Name: "b", Dims: []uint64{8}, Type: 0, Offset: 128},
	}}
	data := append(f.bytes(), make([]byte, 4096)...)
	h, err := read(data)
	if err != nil || h.Exact || h.Needed != h.DataOffset+128+32 {
		t.Errorf("needed %d, exact %v, %v", h.Needed, h.Exact, err)
	}
	if h.Tensors[0].Type.String() != "type 999" || h.Tensors[0].Type.Known() {
		t.Errorf("type %v", h.Tensors[0].Type)
	}
}

func TestFileWithoutTensors(t *testing.T) {
	data := sample{pairs: map[string]any{"general.architecture": "llama"}, noData: true}.bytes()
	if h, err := read(data); err != nil || h.Needed != int64(len(data)) || h.Quantisation != "" {
		t.Errorf("needed %d of %d, %q, %v", h.Needed, len(data), h.Quantisation, err)
	}
}

func TestBytesOfShapes(t *testing.T) {
	cases := []struct {
		typ  Type
		dims []uint64
		want uint64
	}{
		{0, []uint64{7}, 28}, {1, []uint64{7, 3}, 42}, {8, []uint64{64, 2}, 136}, {14, []uint64{256, 3}, 630},
		{39, []uint64{32}, 17}, {34, []uint64{512}, 108}, {29, []uint64{256}, 56}, {0, nil, 4}, {0, []uint64{0}, 0},
	}
	for _, c := range cases {
		h, err := read(sample{tensors: []Tensor{{Name: "t", Dims: c.dims, Type: c.typ}}}.bytes())
		if err != nil || h.Tensors[0].Bytes != c.want {
			t.Errorf("%v %v: %+v, %v; want %d bytes", c.typ, c.dims, h.Tensors, err, c.want)
		}
	}
}

func TestKVBytes(t *testing.T) {
	h, err := read(qwenLike().bytes())
	if err != nil {
		t.Fatal(err)
	}
	// 28 layers, 2 heads of 128, keys and values, 2 bytes each.
	if got := h.KVBytes(4096); got != 4096*28*2*128*2*2 {
		t.Errorf("4096 tokens: %d", got)
	}
	if h.KVBytes(-1) != 0 || (&Header{}).KVBytes(100) != 0 {
		t.Error("a size was made up")
	}
	f := qwenLike()
	f.pairs["qwen2.block_count"] = uint32(3)
	f.pairs["qwen2.attention.head_count_kv"] = []uint32{0, 4, 8}
	f.pairs["qwen2.attention.key_length"] = uint32(64)
	f.pairs["qwen2.attention.value_length"] = uint32(32)
	if h, err = read(f.bytes()); err != nil || h.KVBytes(10) != 10*12*(64+32)*2 || h.HeadCountKV != 8 {
		t.Errorf("a head count for each layer: %d, %d, %v", h.KVBytes(10), h.HeadCountKV, err)
	}
	f.pairs["qwen2.attention.key_length"] = ^uint64(0)
	if h, err = read(f.bytes()); err != nil || h.KVBytes(1<<62) != 1<<63-1 {
		t.Errorf("hostile numbers: %d, %v", h.KVBytes(1<<62), err)
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "m.gguf")
	if err := os.WriteFile(path, qwenLike().bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if h, err := ReadFile(path); err != nil || h.Name != "Tiny Qwen" {
		t.Errorf("%q, %v", h.Name, err)
	}
	if _, err := ReadFile(dir); err == nil || !strings.Contains(err.Error(), "a folder") {
		t.Errorf("folder: %v", err)
	}
	if _, err := ReadFile(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	if _, err := ReadFile(pipe); err == nil || !strings.Contains(err.Error(), "a pipe") {
		t.Errorf("pipe: %v", err)
	}
}

// BenchmarkRead is over a vocabulary as large as Qwen's.
func BenchmarkRead(b *testing.B) {
	f := qwenLike()
	f.pairs["tokenizer.ggml.tokens"] = manyTokens(151936)
	f.pairs["tokenizer.ggml.merges"] = manyTokens(151387)
	data := f.bytes()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := read(data); err != nil {
			b.Fatal(err)
		}
	}
}

// TestRealFiles reads the files named in CARO_TEST_GGUF, a list as in PATH.
func TestRealFiles(t *testing.T) {
	list := os.Getenv("CARO_TEST_GGUF")
	if list == "" {
		t.Skip("CARO_TEST_GGUF names no model files")
	}
	for _, path := range filepath.SplitList(list) {
		start := time.Now()
		h, err := ReadFile(path)
		took := time.Since(start)
		if err != nil || !h.Exact || h.Needed != h.Size {
			t.Errorf("%s: needed %d of %d, %v", path, h.Needed, h.Size, err)
		}
		t.Logf("%s in %v: %s, %s, %s, %d parameters, %d tokens of context, %d layers, %d/%d heads, cache of 4096 tokens %d bytes, %d tokens known, template of %d bytes",
			filepath.Base(path), took, h.Architecture, h.Name, h.Quantisation, h.Parameters, h.ContextLength, h.BlockCount, h.HeadCount, h.HeadCountKV, h.KVBytes(4096), h.VocabularySize, len(h.ChatTemplate))
	}
}
