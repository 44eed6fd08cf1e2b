package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const suffix = ".json"

// Read reads a report; one that isn't there yet is empty but for its name.
func Read(dir, name string) (Report, error) {
	r := Report{Name: name}
	data, err := os.ReadFile(r.path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return r, fmt.Errorf("read %s: %w", r.path(dir), err)
	}
	return r, nil
}

// Write writes the report into dir, over what was there.
func (r Report) Write(dir string) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(r.path(dir), compact(buf.Bytes()), 0o644)
}

func (r Report) path(dir string) string { return filepath.Join(dir, r.Name+suffix) }

// innermost matches an object that holds no other, over several lines. No text has a line
// break in JSON.
var (
	innermost = regexp.MustCompile(`\{\n[^{}\[\]]*\}`)
	lineBreak = regexp.MustCompile(`\n\t*`)
)

// compact puts each innermost object on one line: a row of a table is a line then.
func compact(data []byte) []byte {
	return innermost.ReplaceAllFunc(data, func(object []byte) []byte {
		object = lineBreak.ReplaceAll(object, []byte(" "))
		object = bytes.Replace(object, []byte("{ "), []byte("{"), 1)
		return append(bytes.TrimSuffix(object, []byte(" }")), '}')
	})
}

// ReadAll reads all reports of a folder: those of the default model first, then by name.
func ReadAll(dir string) ([]Report, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		return nil, err
	}
	var all []Report
	for _, path := range paths {
		r, err := Read(dir, strings.TrimSuffix(filepath.Base(path), suffix))
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b Report) int {
		if a.Model.Default != b.Model.Default {
			if a.Model.Default {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return all, nil
}
