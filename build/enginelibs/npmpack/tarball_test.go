package npmpack

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// zip makes a gzipped tar file of entries; one without a type is a regular file.
func zip(t testing.TB, entries ...tar.Header) []byte {
	t.Helper()
	var data bytes.Buffer
	zipper := gzip.NewWriter(&data)
	archive := tar.NewWriter(zipper)
	for _, entry := range entries {
		if entry.Typeflag == 0 {
			entry.Typeflag = tar.TypeReg
		}
		if err := archive.WriteHeader(&entry); err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(archive, zeros{}, entry.Size); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), zipper.Close()); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestWalk(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.tgz")
	data := zip(t, tar.Header{Name: "package/", Typeflag: tar.TypeDir},
		tar.Header{Name: "package/LICENSE", Size: 5}, tar.Header{Name: "package/bins/x/lib.so", Size: 7})
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := Walk(name, func(path string, size int64, contents io.Reader) error {
		data, err := io.ReadAll(contents)
		if int64(len(data)) != size {
			t.Errorf("%s: %d bytes of %d", path, len(data), size)
		}
		got = append(got, path)
		return err
	})
	if err != nil || strings.Join(got, " ") != "LICENSE bins/x/lib.so" {
		t.Errorf("visited %v, %v", got, err)
	}
}

func TestWalkRefuses(t *testing.T) {
	many := make([]tar.Header, maxEntries+2)
	for i := range many {
		many[i].Name = "package/x" + strings.Repeat("x", i%90) + strings.Repeat("/y", i/90+1)
	}
	whole := zip(t, tar.Header{Name: "package/a", Size: 1 << 16})
	tests := map[string][]byte{
		"a path upwards":      zip(t, tar.Header{Name: "package/../../etc/passwd"}),
		"an absolute path":    zip(t, tar.Header{Name: "/etc/passwd"}),
		"an absolute rest":    zip(t, tar.Header{Name: "package//etc/passwd"}),
		"upwards at the top":  zip(t, tar.Header{Name: "../passwd"}),
		"no folder":           zip(t, tar.Header{Name: "passwd"}),
		"a backslash":         zip(t, tar.Header{Name: `package/..\passwd`}),
		"a symbolic link":     zip(t, tar.Header{Name: "package/a", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}),
		"a hard link":         zip(t, tar.Header{Name: "package/a", Typeflag: tar.TypeLink, Linkname: "b"}),
		"a device":            zip(t, tar.Header{Name: "package/a", Typeflag: tar.TypeChar}),
		"a file twice":        zip(t, tar.Header{Name: "package/a"}, tar.Header{Name: "package/a"}),
		"a file twice by top": zip(t, tar.Header{Name: "package/a"}, tar.Header{Name: "other/a"}),
		"too many files":      zip(t, many...),
		"too many bytes":      zip(t, tar.Header{Name: "package/a", Size: maxBytes}),
		"cut off":             whole[:len(whole)-20],
		"no gzip":             []byte("package/a"),
		"empty":               nil,
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			err := walk(bytes.NewReader(data), func(_ string, _ int64, contents io.Reader) error {
				_, err := io.Copy(io.Discard, contents)
				return err
			})
			if err == nil {
				t.Error("it was accepted")
			}
			if strings.HasPrefix(name, "too many") && !errors.Is(err, ErrTooLarge) {
				t.Errorf("%v, want %v", err, ErrTooLarge)
			}
		})
	}
}

func FuzzWalk(f *testing.F) {
	f.Add([]byte("package/a"), "a")
	f.Add([]byte("x"), "../../x")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		var packed bytes.Buffer
		zipper := gzip.NewWriter(&packed)
		archive := tar.NewWriter(zipper)
		if archive.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Typeflag: tar.TypeReg}) == nil {
			archive.Write(data)
			archive.Close()
		} else {
			zipper.Write(data) // no archive at all
		}
		zipper.Close()
		walk(&packed, func(path string, _ int64, contents io.Reader) error {
			if !filepath.IsLocal(path) || strings.Contains(path, "\\") {
				t.Errorf("%q leads out of the package", path)
			}
			_, err := io.Copy(io.Discard, contents)
			return err
		})
	})
}

func TestIntegrity(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.tgz")
	if err := os.WriteFile(name, []byte("abc"), 0o644); err != nil {
		t.Fatal(err)
	}
	// The SHA-512 of "abc" is the example of FIPS 180-4.
	const want = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
	if got, err := Integrity(name); got != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}
