package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"
)

const (
	chunk     = 1 << 20                // bytes that are read and hashed at once
	newsEvery = 100 * time.Millisecond // between two pieces of news about hashing
)

// hashFile computes the SHA-256 of a file, and returns what the file was while
// it did. at hears of the first and the last byte and of some between. The
// error is a *StoreError or that of ctx.
func hashFile(ctx context.Context, path string, at func(done int64)) (string, os.FileInfo, error) {
	fail := func(err error) (string, os.FileInfo, error) {
		return "", nil, &StoreError{Op: "read", Path: path, Err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	defer func() { _ = f.Close() }()
	before, err := f.Stat()
	if err != nil {
		return fail(err)
	}
	sum, buf, done := sha256.New(), make([]byte, chunk), int64(0)
	at(0)
	for last := time.Now(); ; {
		if err := ctx.Err(); err != nil {
			return "", nil, err
		}
		n, err := f.Read(buf)
		_, _ = sum.Write(buf[:n]) // a hash never fails
		done += int64(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fail(err)
		}
		if now := time.Now(); now.Sub(last) >= newsEvery {
			last = now
			at(done)
		}
	}
	at(done)
	after, err := f.Stat()
	if err != nil {
		return fail(err)
	}
	if !after.ModTime().Equal(before.ModTime()) || after.Size() != before.Size() || done != after.Size() {
		return fail(errors.New("it changed while it was checked"))
	}
	return hex.EncodeToString(sum.Sum(nil)), after, nil
}
