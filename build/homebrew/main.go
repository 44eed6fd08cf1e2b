// Command homebrew fills the templates of Caro's formula and cask for a release:
//
//	go run ./build/homebrew -version v0.1.0 -home URL -sums SHA256SUMS -out FOLDER
//
// SHA256SUMS is what sha256sum writes of the release's files, which lie in
// HOME/releases/download/VERSION. It must not fetch anything.
package main

import (
	"bytes"
	_ "embed" // for the templates
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

var (
	//go:embed caro.rb.tmpl
	formula string
	//go:embed caro-cask.rb.tmpl
	cask string
)

// release is what the templates ask.
type release struct {
	Version string // without the v
	Home    string // of the project
	sums    map[string]string
}

// URL is where a file of the release lies; %s in its name is the version.
func (r release) URL(name string) string {
	return fmt.Sprintf("%s/releases/download/v%s/%s", r.Home, r.Version, fmt.Sprintf(name, r.Version))
}

// Sum is the SHA-256 of a file of the release.
func (r release) Sum(name string) (string, error) {
	name = fmt.Sprintf(name, r.Version)
	sum, ok := r.sums[name]
	if !ok {
		return "", fmt.Errorf("the sums don't name %s", name)
	}
	return sum, nil
}

var (
	versionForm = regexp.MustCompile(`^v?([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?)$`)
	homeForm    = regexp.MustCompile(`^https://[A-Za-z0-9./_-]+[A-Za-z0-9_-]$`)
	sumLine     = regexp.MustCompile(`^([0-9a-f]{64}) [ *](?:\./)?(\S+)$`)
)

func main() {
	version := flag.String("version", "", "of the release, v1.2.3")
	home := flag.String("home", "", "`address` of the project")
	sums := flag.String("sums", "SHA256SUMS", "`file` that sha256sum wrote")
	out := flag.String("out", ".", "`folder` for caro.rb and caro-cask.rb")
	flag.Parse()
	if err := write(*version, *home, *sums, *out); err != nil {
		fmt.Fprintln(os.Stderr, "homebrew:", err)
		os.Exit(1)
	}
}

func write(version, home, sums, out string) error {
	text, err := os.ReadFile(sums)
	if err != nil {
		return err
	}
	r, err := read(version, home, string(text))
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"caro.rb": formula, "caro-cask.rb": cask} {
		filled, err := r.fill(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), filled, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func read(version, home, sums string) (release, error) {
	m := versionForm.FindStringSubmatch(version)
	if m == nil {
		return release{}, fmt.Errorf("%q is no version: it is written as v1.2.3", version)
	}
	if !homeForm.MatchString(home) {
		return release{}, fmt.Errorf("%q is no address of a project", home)
	}
	r := release{Version: m[1], Home: home, sums: map[string]string{}}
	for line := range strings.Lines(sums) {
		m := sumLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			return release{}, fmt.Errorf("%q is no line of sha256sum", line)
		}
		r.sums[m[2]] = m[1]
	}
	if len(r.sums) == 0 {
		return release{}, errors.New("the file of sums is empty")
	}
	return r, nil
}

func (r release) fill(text string) ([]byte, error) {
	t, err := template.New("").Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, r); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
