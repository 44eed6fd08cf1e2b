package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sums are made up: the n-th file's has the digit n only.
func sums() string {
	var b strings.Builder
	for i, name := range []string{
		"Caro-0.1.0-arm64.zip", "Caro-0.1.0-x64.zip", "./caro-0.1.0-linux-arm64.tar.gz", "*caro-0.1.0-linux-x64.tar.gz",
	} {
		separator := "  "
		if strings.HasPrefix(name, "*") {
			separator = " "
		}
		fmt.Fprintf(&b, "%s%s%s\n", strings.Repeat(fmt.Sprint(i+1), 64), separator, name)
	}
	return b.String()
}

func TestFill(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "SHA256SUMS")
	if err := os.WriteFile(file, []byte(sums()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := write("v0.1.0", "https://example.com/caro/caro", file, dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"caro.rb", "caro-cask.rb"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is\n%s", name, got)
		}
	}
}

func TestRefusals(t *testing.T) {
	const home = "https://example.com/caro/caro"
	for _, test := range []struct{ version, home, sums, says string }{
		{"banana", home, sums(), "is no version"},
		{"v0.1.0", "example", sums(), "is no address"},
		{"v0.1.0", `https://example.com/"; system "x`, sums(), "is no address"},
		{"v0.1.0", home, "", "is empty"},
		{"v0.1.0", home, "123  caro\n", "is no line of sha256sum"},
	} {
		if _, err := read(test.version, test.home, test.sums); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%+v: %v", test, err)
		}
	}
	r, err := read("v0.2.0", home, sums())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.fill(formula); err == nil || !strings.Contains(err.Error(), "the sums don't name Caro-0.2.0-arm64.zip") {
		t.Errorf("a release without its files: %v", err)
	}
}

// TestZap: the cask removes what the script lists in the home folder, and no more.
func TestZap(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "uninstall.sh"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`"\$HOME/(Library/[^"]+)"`).FindAllStringSubmatch(string(script), -1) {
		listed[m[1]] = true
	}
	zapped := regexp.MustCompile(`"~/(Library/[^"]+)"`).FindAllStringSubmatch(cask, -1)
	for _, m := range zapped {
		if !listed[m[1]] {
			t.Errorf("the script doesn't list %s", m[1])
		}
	}
	if len(zapped) != len(listed) || len(listed) == 0 {
		t.Errorf("the cask names %d folders, the script %d", len(zapped), len(listed))
	}
}
