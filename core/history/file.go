package history

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	// private and privateFolder are the modes of what the history is in.
	private       = 0o600
	privateFolder = 0o700
	// keptDamaged is how many damaged files stay, the newest ones.
	keptDamaged = 3
)

// sidecars are what SQLite may leave beside a file, by what their names add to its.
var sidecars = []string{"-journal", "-wal", "-shm"}

// lockPath is where the lock of the file at path is.
func lockPath(path string) string {
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".lock")
}

// makeFolder makes the folder of the file at path, if need be.
func makeFolder(path string) error {
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	above := dir
	for {
		above = filepath.Dir(above)
		if _, err := os.Stat(above); err == nil || above == filepath.Dir(above) {
			break
		}
	}
	if err := os.MkdirAll(dir, privateFolder); err != nil {
		return err
	}
	for made := dir; made != above; made = filepath.Dir(made) {
		ownAs(made, above)
	}
	return nil
}

// makeFile makes the file, empty and for its owner alone; one that is there it makes
// private. It is called under the lock only: closing a file that SQLite has open in this
// process would drop SQLite's own locks.
func makeFile(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, private)
		if err != nil {
			return err
		}
		ownAs(path, filepath.Dir(path))
		return f.Close()
	}
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errNoFile
	case info.Mode().Perm() != private:
		return os.Chmod(path, private)
	}
	return nil
}

// ownAs gives what root has made to whom the folder around it belongs: sudo on macOS keeps
// the person's HOME, and their next request must be able to write there.
func ownAs(path, folder string) {
	if os.Geteuid() != 0 {
		return
	}
	if info, err := os.Stat(folder); err == nil {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
			_ = os.Lchown(path, int(owner.Uid), int(owner.Gid))
		}
	}
}

// damagedName is how the names of damaged files go on: history-damaged-….db.
const damagedName = "-damaged-"

// setAside gives the file at path another name, which is returned, and lets go of the
// oldest of those that were set aside before.
func setAside(path string, now time.Time) (string, error) {
	ending := filepath.Ext(path)
	named := func() string {
		return strings.TrimSuffix(path, ending) + damagedName + now.UTC().Format("20060102-150405.000") + ending
	}
	for exists(named()) {
		now = now.Add(time.Millisecond)
	}
	aside := named()
	// What belongs to the file goes first: a journal that is left would be played back into
	// the new one.
	for _, of := range sidecars {
		if err := os.Rename(path+of, aside+of); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	old := asides(path)
	for _, name := range old[:max(len(old)-keptDamaged, 0)] {
		_ = remove(name)
	}
	return aside, nil
}

// asides are the files that were set aside in the place of the one at path, oldest first.
func asides(path string) []string {
	ending := filepath.Ext(path)
	begin := strings.TrimSuffix(filepath.Base(path), ending) + damagedName
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), begin) && strings.HasSuffix(e.Name(), ending) {
			list = append(list, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	return list // ReadDir has sorted them by name, which is by time
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// remove takes away a file and what SQLite has left beside it.
func remove(path string) error {
	for _, of := range append(slices.Clone(sidecars), "") {
		if err := os.Remove(path + of); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
