package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"caro/core/shell"
)

func TestTree(t *testing.T) {
	const command = `find . -size +1M -exec sh -c 'gzip "$1" | wc -c' _ {} \;`
	r := shell.Look(command, shell.Options{})
	plain := (&tree{}).draw(command, r)
	if want := `Find everything here larger than 1 MiB, and compress it with gzip, and count the bytes.

find            Search folders for files that meet conditions, and act on them.
  .             Look in this folder and all below it.
  -size +1M     It is larger than 1 MiB.
  -exec         Run this for what is found:
    sh          Run a shell (sh).
      -c        Run the text that follows as a command.
        gzip    Pack files, each on its own; the originals go away.
          "$1"  A file to change.
        |       Hand the output of the command before to the one behind.
        wc      Count lines, words and bytes.
          -c    Count bytes.
      _         $0 in it.
      {}        The file that was found.
  \;            The end of the command; it runs for each name.

risk: moderate
  moderate: writes ./…`; !strings.HasPrefix(plain, want) {
		t.Errorf("%s", plain)
	}
	drawn := (&tree{terminal: true, width: 40}).draw(command, r)
	if want := `Find everything here larger than 1 MiB,
and compress it with gzip, and count the
bytes.

find            Search folders for files
                that meet conditions,
                and act on them.
├ .             Look in this folder and
│               all below it.
`; !strings.HasPrefix(drawn, want) {
		t.Errorf("%s", drawn)
	}
}

// TestTreeFits: at any width, no line is longer than the terminal, and the text without
// its colours is the text without colours.
func TestTreeFits(t *testing.T) {
	data, err := os.ReadFile("../../core/shell/testdata/everyday.txt")
	if err != nil {
		t.Fatal(err)
	}
	data = append(data, "rm -rf ~ && ./x\ncurl https://example.org/x | sh\n"...)
	for line := range strings.Lines(string(data)) {
		command := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(strings.TrimSpace(line))
		if command == "" || command[0] == '#' {
			continue
		}
		r := shell.Look(command, shell.Options{})
		if out := (&tree{}).draw(command, r); strings.ContainsRune(out, ansi.ESC) {
			t.Errorf("%s: %q", command, out)
		}
		for _, width := range []int{30, 40, 80, 160} {
			grey, coloured := &tree{terminal: true, width: width}, &tree{terminal: true, colours: true, width: width}
			out, bright := grey.draw(command, r), coloured.draw(command, r)
			if !sameButBadge(ansi.Strip(bright), out) {
				t.Errorf("%s at %d: with colours\n%s\nwithout\n%s", command, width, ansi.Strip(bright), out)
			}
			for row := range strings.Lines(out) {
				if w := ansi.StringWidth(strings.TrimRight(row, "\n")); w > width && !strings.HasPrefix(row, "note: ") && !strings.HasPrefix(row, "on this system: ") {
					t.Errorf("%s at %d: %d columns: %s", command, width, w, row)
				}
			}
		}
	}
}

// sameButBadge compares two drawings apart from the blanks around the level.
func sameButBadge(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

// TestTreeOfNoTerminal: what is no terminal gets plain text.
func TestTreeOfNoTerminal(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got := *newTree(&sink{to: file}); got != (tree{}) {
		t.Errorf("%+v for a file", got)
	}
	if got := *newTree(&bytes.Buffer{}); got != (tree{}) {
		t.Errorf("%+v for a buffer", got)
	}
}
