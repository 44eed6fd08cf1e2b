package models

import (
	"golang.org/x/sys/unix"
)

// room reports a *StoreError unless the disk of dir has need bytes free for
// this user. A file system that doesn't say how much is free passes: writing
// will tell.
func room(dir string, need int64) error {
	var st unix.Statfs_t
	unknown := unix.Statfs(dir, &st) != nil || st.Blocks == 0
	free := int64(st.Bavail * uint64(st.Bsize)) // Bsize is of another type on macOS
	if unknown || need <= free {
		return nil
	}
	return &StoreError{Op: "write", Path: dir, Need: need, Free: free, Err: unix.ENOSPC}
}
