package preview

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"caro/core/shell"
)

func TestOf(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	for _, name := range []string{"a.txt", "b.txt", "c.log", ".hidden.txt", "sub/d.txt", "sub/deep/e.txt", "-rf", "new\nline.txt"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{
		"rm a.txt":                       "it would delete 1 file: a.txt",
		"rm *.txt":                       "it would delete 3 files: a.txt, b.txt, new␤line.txt",
		"rm -r sub":                      "it would delete 2 files in 2 folders: sub/d.txt, sub/deep/e.txt",
		"rm -rf ./*":                     "it would delete 7 files in 2 folders: ",
		"rm -- -rf":                      "it would delete 1 file: -rf",
		"rm -r ~":                        "it would delete 1 file in 1 folder: ",
		"sed -i s/a/b/ c.log":            "it would change 1 file: c.log",
		"echo > a.txt":                   "it would change 1 file: a.txt",
		"mv a.txt sub":                   "it would move 1 file: a.txt",
		"chmod -R 700 sub":               "it would change the rights of 2 files in 2 folders: ",
		"find sub -name '*.txt' -delete": "it would delete some of 2 files in 2 folders: ",
		"cd sub && rm d.txt":             "it would delete 1 file: sub/d.txt",
		"rm nowhere.txt":                 "",
		"rm \"$x\"":                      "",
		"ls a.txt":                       "",
		"ssh web1 rm a.txt":              "",
		"echo rm a.txt":                  "",
	} {
		report := shell.Look(command, shell.Options{})
		got := strings.Join(Of(t.Context(), report.Touches, dir, home), "; ")
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

// TestLimits: a large tree is counted as far as the limits let it.
func TestLimits(t *testing.T) {
	got := Of(t.Context(), []shell.Touch{{Effect: "delete", Path: "/usr", Recursive: true}, {Effect: "delete", Path: "/", Recursive: true}}, "/", "/")
	if len(got) == 0 || !strings.Contains(got[0], "more than") {
		t.Errorf("%q", got)
	}
}
