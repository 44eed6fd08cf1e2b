package libs

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Measure reads the file called name and returns its size and hashes; role and
// path are the caller's to fill in. Making a lock begins with it.
func Measure(name string) (File, error) {
	f, err := os.Open(name)
	if err != nil {
		return File{}, err
	}
	defer f.Close()
	var measured File
	whole := sha256.New()
	for {
		piece := sha256.New()
		n, err := io.Copy(io.MultiWriter(whole, piece), io.LimitReader(f, PieceBytes))
		if err != nil {
			return File{}, fmt.Errorf("read %s: %w", name, err)
		}
		if n == 0 {
			break
		}
		measured.Bytes += n
		measured.Pieces = append(measured.Pieces, hex.EncodeToString(piece.Sum(nil)))
	}
	if len(measured.Pieces) == 1 {
		measured.Pieces = nil // it would be the hash of the whole
	}
	measured.SHA256 = hex.EncodeToString(whole.Sum(nil))
	return measured, nil
}

// span is a part of a file that is hashed in one go.
type span struct {
	file        File
	order       int // of the file in its list
	start, size int64
	want        string
}

// spans cuts files into their pieces, the longest first: what is begun last
// should not be what takes longest.
func spans(files []File) []span {
	var all []span
	for i, f := range files {
		if len(f.Pieces) == 0 {
			all = append(all, span{f, i, 0, f.Bytes, f.SHA256})
			continue
		}
		for k, want := range f.Pieces {
			start := int64(k) * PieceBytes
			all = append(all, span{f, i, start, min(PieceBytes, f.Bytes-start), want})
		}
	}
	slices.SortStableFunc(all, func(a, b span) int { return cmp.Compare(b.size, a.size) })
	return all
}

// firstDamaged hashes the files of dir, whose sizes are known to be right, on
// all cores and returns the first in the list that differs from its hash.
func firstDamaged(dir string, files []File) (file File, damaged bool, err error) {
	work := spans(files)
	good := make([]bool, len(work))
	failed := make([]error, len(work))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(work)) {
		wait.Go(func() {
			buffer := make([]byte, 256<<10)
			for i := next.Add(1) - 1; i < int64(len(work)); i = next.Add(1) - 1 {
				good[i], failed[i] = work[i].check(dir, buffer)
			}
		})
	}
	wait.Wait()
	first := len(files)
	for i, s := range work {
		if !good[i] && s.order < first {
			file, damaged, err, first = s.file, true, failed[i], s.order
		}
	}
	return file, damaged, err
}

// check hashes the part in the file of dir.
func (s span) check(dir string, buffer []byte) (good bool, err error) {
	f, err := os.Open(filepath.Join(dir, s.file.Name()))
	if err != nil {
		return false, err
	}
	defer f.Close()
	sum := sha256.New()
	// The bare reader and writer keep io.CopyBuffer from going past the buffer.
	part := struct{ io.Reader }{io.NewSectionReader(f, s.start, s.size)}
	if _, err := io.CopyBuffer(struct{ io.Writer }{sum}, part, buffer); err != nil {
		return false, err
	}
	return hex.EncodeToString(sum.Sum(nil)) == s.want, nil
}
