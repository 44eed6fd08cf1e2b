package engine

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"
)

// The beginning that all chats share, the system message, is the same from one process
// to the next. Its state in the attention cache is kept in a file, so that a new process
// restores it in milliseconds instead of evaluating it.

const (
	// prefixMin is the number of tokens from which keeping them pays.
	prefixMin = 16
	// prefixFiles is how many are kept; the oldest goes when one more comes.
	prefixFiles = 8
	// prefixMaxBytes bounds a file that is read: 28 KB a token for the 1.5B model.
	prefixMaxBytes = 256 << 20

	// maxUnsaved is how many are kept in memory: that of commands and that of explanations.
	maxUnsaved = 2

	prefixSuffix = ".kv"
)

var prefixMagic = []byte("caro prefix 1\n")

// prefixStore keeps the states of one model on one device.
type prefixStore struct {
	// unsaved are states that no file would take, by path: without them each change from
	// one chat to another would have its prefix evaluated anew.
	unsaved map[string][]byte

	dir string // "" keeps nothing
	// of says what the states hold for: model, libraries, device, parameters.
	of string
}

// newPrefixStore makes the store of a model file as it is now.
func newPrefixStore(o Options, release, device string) prefixStore {
	info, err := os.Stat(o.Model)
	if o.State == "" || err != nil {
		return prefixStore{}
	}
	return prefixStore{unsaved: map[string][]byte{}, dir: o.State, of: fmt.Sprintf("%s|%d|%d|%s|%s|%s|%d",
		o.Model, info.Size(), info.ModTime().UnixNano(), release, device, o.Machine.Chip, o.Context)}
}

// path is the file for the state after tokens.
func (s prefixStore) path(tokens []llama.Token) string {
	h := sha256.New()
	h.Write([]byte(s.of))
	_ = binary.Write(h, binary.LittleEndian, tokens)
	return filepath.Join(s.dir, hex.EncodeToString(h.Sum(nil)[:16])+prefixSuffix)
}

// read returns the state after tokens, nil where there is none. A file that is missing,
// damaged, or of another version is no error: the tokens are evaluated then.
func (s prefixStore) read(tokens []llama.Token) []byte {
	if s.dir == "" {
		return nil
	}
	path := s.path(tokens)
	if state := s.unsaved[path]; state != nil {
		return state
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > prefixMaxBytes {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	rest, found := bytes.CutPrefix(data, prefixMagic)
	if !found || len(rest) <= sha256.Size {
		return nil
	}
	state := rest[sha256.Size:]
	if sum := sha256.Sum256(state); !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil
	}
	return state
}

// save keeps the state after tokens, which is what the attention cache holds: in a file,
// or in memory where the disk is full or read-only.
func (s prefixStore) save(ctx llama.Context, tokens []llama.Token) {
	if s.dir == "" {
		return
	}
	state := make([]byte, llama.StateSeqGetSize(ctx, sequence))
	if len(state) == 0 || len(state) > prefixMaxBytes || llama.StateSeqGetData(ctx, state, sequence) != uint64(len(state)) {
		return
	}
	path := s.path(tokens)
	if err := s.write(path, state); err == nil {
		s.prune()
	} else if len(s.unsaved) < maxUnsaved {
		s.unsaved[path] = state
	}
}

func (s prefixStore) write(path string, state []byte) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, "new-*")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(state)
	_, err = f.Write(slices.Concat(prefixMagic, sum[:], state))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// prune removes the oldest files over the number that is kept.
func (s prefixStore) prune() {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	type aged struct {
		name string
		time int64
	}
	var files []aged
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), prefixSuffix) {
			files = append(files, aged{e.Name(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(files, func(a, b aged) int { return cmp.Compare(b.time, a.time) })
	for _, f := range files[min(len(files), prefixFiles):] {
		_ = os.Remove(filepath.Join(s.dir, f.name))
	}
}
