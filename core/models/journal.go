package models

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"os"
	"syscall"
)

// journal stands beside a partial and says what its bytes are to become and which of them
// are known to be as they were written. It is replaced whole; one that is absent or torn
// only costs that knowledge.
type journal struct {
	Schema int    `json:"schema"`
	SHA256 string `json:"sha256"` // of the finished file
	Bytes  int64  `json:"bytes"`  // of the finished file
	// Source and ETag are those of the last answer that bytes were taken from.
	Source string `json:"source,omitempty"`
	ETag   string `json:"etag,omitempty"`
	Marks  []mark `json:"marks,omitempty"`
}

// mark says what the hash of the first At bytes is.
type mark struct {
	At  int64  `json:"at"`
	Sum string `json:"sha256"`
}

const (
	journalSchema = 1
	// markEvery is the number of bytes between two marks: what is fetched again at most
	// where a partial turns out to be wrong at one place.
	markEvery  = 32 << 20
	maxJournal = 1 << 20 // bytes; 9 GB have 280 marks of 100
)

func journalPath(path string) string { return partialPath(path) + ".json" }

// readJournal returns the journal of a partial of m, an empty one where none counts.
func readJournal(path string, m Model) journal {
	fresh := journal{Schema: journalSchema, SHA256: m.SHA256, Bytes: m.Bytes}
	data, err := readSmall(journalPath(path), maxJournal)
	var j journal
	if err != nil || json.Unmarshal(data, &j) != nil || j.Schema != journalSchema {
		return fresh
	}
	last := int64(0)
	for _, mark := range j.Marks {
		if mark.At <= last || mark.At > j.Bytes {
			return fresh
		}
		last = mark.At
	}
	return j
}

// of reports whether the journal is that of a partial of m.
func (j journal) of(m Model) bool { return j.SHA256 == m.SHA256 && j.Bytes == m.Bytes }

// write replaces the journal. That it can't be kept, on a full disk, only costs time when
// the download goes on.
func (j journal) write(path string) {
	if data, err := json.Marshal(j); err == nil {
		_ = writeFile(journalPath(path), append(data, '\n'))
	}
}

// readSmall reads a plain file of at most so many bytes.
func readSmall(path string, most int64) ([]byte, error) {
	data, _, err := readSmallInfo(path, most)
	return data, err
}

func readSmallInfo(path string, most int64) ([]byte, os.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, nil, os.ErrInvalid
	}
	data, err := io.ReadAll(io.LimitReader(f, most))
	return data, info, err
}

// snapshot and rewind save the state of a hash and bring it back.
func snapshot(h hash.Hash) []byte {
	state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		panic(err) // the standard library's SHA-256 has always a state
	}
	return state
}

func rewind(h hash.Hash, state []byte) {
	if err := h.(encoding.BinaryUnmarshaler).UnmarshalBinary(bytes.Clone(state)); err != nil {
		panic(err)
	}
}

func digest(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
