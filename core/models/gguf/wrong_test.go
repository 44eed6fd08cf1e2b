package gguf

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestNotAModel(t *testing.T) {
	zeros := string(make([]byte, 4096))
	tar := zeros[:257] + "ustar" + zeros[:300]
	cases := []struct{ name, data, want string }{
		{"empty", "", "an empty file"},
		{"text", "find the ten largest files\n", "a text file"},
		{"text cut in a character", strings.Repeat("a", sniffed-1) + "é", "a text file"},
		{"html", "\r\n<!DOCTYPE html><html>", "an HTML page"},
		{"html with a mark", "\xef\xbb\xbf<HTML>", "an HTML page"},
		{"json", `{"error":"Repository not found"}`, "a JSON document"},
		{"lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a Git LFS pointer"},
		{"zip", "PK\x03\x04abc", "a zip archive"},
		{"gzip", "\x1f\x8b\x08\x00", "a gzip archive"},
		{"tar", "name" + tar[4:], "a tar archive"},
		{"zeros", zeros, "a file of zeros"},
		{"safetensors", "\x40\x00\x00\x00\x00\x00\x00\x00{\"a\":1}", "a safetensors file"},
		{"noise", "\x01\x02\xff\xfe\x00\x00\x00\x00\x99", ""},
		{"xml", "<?xml version='1.0'?><Error/>", "an XML document"},
	}
	for _, c := range cases {
		_, err := read([]byte(c.data))
		var not *NotGGUFError
		if !errors.As(err, &not) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !strings.HasPrefix(not.Looks, c.want) || c.want == "" && not.Looks != "" {
			t.Errorf("%s: looks like %q, want %q", c.name, not.Looks, c.want)
		}
	}
}

func TestUnsupported(t *testing.T) {
	v1, newer, zero := qwenLike(), qwenLike(), qwenLike()
	v1.version, newer.version = 1, 7
	big := v1.bytes()
	copy(big[4:], "\x00\x00\x00\x03")
	old := zero.bytes()
	retired := sample{tensors: []Tensor{{Name: "a", Dims: []uint64{32}, Type: 31}}}
	cases := []struct {
		name string
		data []byte
		want Reason
	}{
		{"version 1", v1.bytes(), OldVersion},
		{"version 7", newer.bytes(), NewVersion},
		{"big-endian", big, BigEndian},
		{"ggml", append([]byte("lmgg"), old[4:]...), OldVersion},
		{"ggjt", []byte("tjgg\x03\x00\x00\x00"), OldVersion},
		{"retired type", retired.bytes(), RetiredType},
	}
	for _, c := range cases {
		_, err := read(c.data)
		var no *UnsupportedError
		if !errors.As(err, &no) || no.Reason != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestCutAnywhere(t *testing.T) {
	data := qwenLike().bytes()
	whole, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < int(whole.Needed); n++ {
		h, err := read(data[:n])
		var cut *TruncatedError
		if !errors.As(err, &cut) || cut.Have != int64(n) {
			t.Fatalf("cut at %d: %v", n, err)
		}
		if cut.Need != 0 && (cut.Need != whole.Needed || h.Name != "Tiny Qwen") {
			t.Fatalf("cut at %d: needs %d of %d, header %q", n, cut.Need, whole.Needed, h.Name)
		}
	}
}

func TestTruncationIsSaidInNumbers(t *testing.T) {
	err := &TruncatedError{Need: 1117320768, Have: 900000000}
	if want := "model file is truncated: it needs 1,117,320,768 bytes, has 900,000,000"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
}

func TestCorrupt(t *testing.T) {
	one := func(tensor Tensor) sample { return sample{tensors: []Tensor{tensor}} }
	u32 := func(n byte) []byte { return []byte{n, 0, 0, 0} }
	many := bytes.Repeat([]byte{0xff}, 8)
	cases := []struct {
		name string
		file sample
		want string
	}{
		{"tensors", sample{claimTensors: 1 << 40}, "claims"},
		{"pairs", sample{claimPairs: 1 << 63}, "claims"},
		{"kind", sample{pairs: map[string]any{"k": rawValue(u32(99))}}, "unknown kind 99"},
		{"list of lists", sample{pairs: map[string]any{"k": rawValue(append(append(u32(9), u32(9)...), many...))}}, "list of the unknown kind"},
		{"long string", sample{pairs: map[string]any{"k": rawValue(append(u32(8), many...))}}, "longer than"},
		{"long key", sample{pairs: map[string]any{strings.Repeat("k", 70000): uint8(1)}}, "longer than"},
		{"empty key", sample{pairs: map[string]any{"": uint8(1)}}, "key is empty"},
		{"alignment", sample{pairs: map[string]any{"general.alignment": uint32(3)}}, "power of two"},
		{"alignment's kind", sample{pairs: map[string]any{"general.alignment": uint64(32)}}, "power of two"},
		{"dimensions", one(Tensor{Name: "a", Dims: []uint64{1, 1, 1, 1, 1}}), "dimensions"},
		{"elements", one(Tensor{Name: "a", Dims: []uint64{1 << 40, 1 << 40}}), "counted"},
		{"bytes", one(Tensor{Name: "a", Dims: []uint64{1 << 62}}), "counted"},
		{"rows", one(Tensor{Name: "a", Dims: []uint64{100}, Type: 12}), "multiple of the 256"},
		{"name", one(Tensor{Name: strings.Repeat("n", 64), Dims: []uint64{1}}), "longer than 63"},
		{"twice", sample{tensors: []Tensor{{Name: "a", Dims: []uint64{8}}, {Name: "a", Dims: []uint64{8}}}}, "twice"},
		{"offset", sample{offsets: true, tensors: []Tensor{{Name: "a", Dims: []uint64{8}, Offset: 32}}}, "expected 0"},
		{"overlap", sample{offsets: true, tensors: []Tensor{{Name: "a", Dims: []uint64{8}}, {Name: "b", Dims: []uint64{8}}}}, "expected 32"},
		{"offset after an unknown type", sample{offsets: true, tensors: []Tensor{{Name: "a", Dims: []uint64{8}, Type: 999}, {Name: "b", Dims: []uint64{8}, Offset: 1 << 63}}}, "offset"},
	}
	for _, c := range cases {
		_, err := read(c.file.bytes())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

type brokenDisk struct{}

func (brokenDisk) ReadAt([]byte, int64) (int, error) { return 0, syscall.EIO }

func TestReadErrorsAreNotCalledTruncation(t *testing.T) {
	if _, err := Read(brokenDisk{}, 1000); !errors.Is(err, syscall.EIO) {
		t.Errorf("%v", err)
	}
}

// endless claims to be very large and answers zeros behind its first bytes.
type endless struct{ first []byte }

func (e endless) ReadAt(b []byte, at int64) (int, error) {
	clear(b)
	if at < int64(len(e.first)) {
		copy(b, e.first[at:])
	}
	return len(b), nil
}

// A header of a few bytes that claims much must not make the reader allocate
// much, nor read for long.
func TestHostileClaims(t *testing.T) {
	list := rawValue("\x09\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10")  // 2^60 texts
	short := rawValue("\x09\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x00") // 2^29 of them
	for name, pair := range map[string]rawValue{"2^60 texts": list, "2^29 texts": short} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := Read(endless{sample{pairs: map[string]any{"k": pair}, noData: true}.bytes()}, 1<<50)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %d bytes allocated in %v", name, used, time.Since(start))
		}
	}
}

func FuzzRead(f *testing.F) {
	small := qwenLike() // short seeds: the fuzzer shrinks what it finds byte by byte
	small.pairs["tokenizer.ggml.tokens"] = manyTokens(3)
	small.pairs["tokenizer.ggml.scores"] = []float32{1, 2, 3}
	f.Add(small.bytes())
	f.Add(sample{}.bytes())
	f.Add(sample{version: 2, pairs: map[string]any{"general.alignment": uint32(64)}, alignment: 64,
		tensors: []Tensor{{Name: "a", Dims: []uint64{256, 2}, Type: 18}, {Name: "b", Dims: nil, Type: 0}}}.bytes())
	f.Add(sample{pairs: map[string]any{"a.b": []string{"x", "", "yz"}, "c": []float32{1}}}.bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := read(data)
		if err == nil && (h.Needed > int64(len(data)) || h.Needed < 24 || h.DataOffset < 24) {
			t.Errorf("needs %d of %d bytes, data at %d", h.Needed, len(data), h.DataOffset)
		}
		if h.KVBytes(1<<20) < 0 {
			t.Error("a negative cache")
		}
		if err != nil && (err.Error() == "" || errors.Is(err, io.EOF)) {
			t.Errorf("a bare error: %v", err)
		}
	})
}
