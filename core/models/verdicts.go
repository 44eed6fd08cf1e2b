package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"syscall"
)

// The verdicts on the files of a store lie in the store itself, so that they
// go where the files go.
const (
	verdictFile   = ".verified.json"
	verdictLock   = ".verified.lock"
	verdictSchema = 1
	maxVerdicts   = 1 << 20 // bytes of the file; an entry has about 200
)

// verdict is the hash that a file had when it was as described.
type verdict struct {
	Bytes   int64  `json:"bytes"`
	MtimeNS int64  `json:"mtime_ns"`
	Inode   uint64 `json:"inode"`
	SHA256  string `json:"sha256"`
}

// verdicts is the content of the verdict file, by name of the model's file.
type verdicts struct {
	Schema int                `json:"schema"`
	Files  map[string]verdict `json:"files"`
}

// describe is the verdict on a file, with no hash yet.
func describe(info os.FileInfo) verdict {
	v := verdict{Bytes: info.Size(), MtimeNS: info.ModTime().UnixNano()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		v.Inode = st.Ino
	}
	return v
}

// hash returns the remembered SHA-256 of a file that is still as it was, or "".
func (v verdicts) hash(name string, info os.FileInfo) string {
	known := v.Files[name]
	now := describe(info)
	now.SHA256 = known.SHA256
	if known != now {
		return ""
	}
	return known.SHA256
}

// readVerdicts returns what is remembered; a file that is absent, torn, of
// another schema or that others may write to counts for nothing.
func (s Store) readVerdicts() verdicts {
	var v verdicts
	if data := s.readOwn(verdictFile); json.Unmarshal(data, &v) != nil || v.Schema != verdictSchema {
		return verdicts{Schema: verdictSchema}
	}
	return v
}

// ours reports whether nobody else could have written the file: a verdict
// makes a file be trusted.
func ours(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode().Perm()&0o022 == 0 && (int(st.Uid) == os.Geteuid() || st.Uid == 0)
}

// remember records the hash of the file called name.
func (s Store) remember(ctx context.Context, name string, info os.FileInfo, hash string) error {
	return s.replaceOwn(ctx, verdictFile, verdictLock, func() any {
		v := s.readVerdicts()
		if v.Files == nil {
			v.Files = make(map[string]verdict)
		}
		maps.DeleteFunc(v.Files, func(name string, _ verdict) bool {
			_, err := os.Lstat(filepath.Join(s.Dir, filepath.Base(name)))
			return os.IsNotExist(err)
		})
		entry := describe(info)
		entry.SHA256 = hash
		v.Files[name] = entry
		return v
	})
}

// writeFile replaces the file at path, which only the user may read, so that
// whoever reads it sees the old or the new content, whatever happens. Only one
// process at a time may do so; what a killed one left behind is overwritten.
func writeFile(path string, data []byte) error { return replaceFile(path, data, true) }

// written are the names that writeFile uses for path: who removes one removes the other.
func written(path string) []string { return []string{path, path + ".new"} }

// replaceFile is writeFile; without last, a power cut may undo it.
func replaceFile(path string, data []byte, last bool) (err error) {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(fresh)
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if last {
		if err = f.Sync(); err != nil {
			return err
		}
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(fresh, path); err != nil || !last {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename in dir last through a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("folder cannot be synced: %w", err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err // those two: a file system that knows no such thing
	}
	return nil
}
