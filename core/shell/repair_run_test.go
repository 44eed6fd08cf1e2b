package shell

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"caro/core/equivalents"
	"caro/core/sandbox"
	"caro/core/testneed"
)

// together runs two commands of each pair in copies of a folder, and says which don't
// print and leave the same, or fail. The pairs are in ../cmd.
const together = `cd ..; n=1
while [ -e work/cmd/$n.a ]; do
	mkdir -p runs/$n/a runs/$n/b
	for x in a b; do
		cp -a work/files runs/$n/$x
		(cd runs/$n/$x/files && exec bash ../../../../work/cmd/$n.$x > ../out 2> ../../err.$x < /dev/null)
		echo "exit $?" > runs/$n/$x/code
	done
	if ! diff -r --no-dereference runs/$n/a runs/$n/b > runs/$n/diff || [ "$(< runs/$n/a/code)" != "exit 0" ]; then
		echo "$n $(cat runs/$n/a/code runs/$n/diff runs/$n/err.? | head -c 600 | tr '\n' '|')"
	fi
	n=$((n+1))
done
echo "ran $((n-1))"`

// TestRepairsRun: what a command is repaired as is taken by the real utilities, and does
// the same as another command for it.
func TestRepairsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs hundreds of commands")
	}
	if err := sandbox.Available(); err != nil {
		testneed.Missing(t, "a sandbox", err.Error())
	}
	rows := repairRows(t, "repairs-run.txt")
	result, err := sandbox.Run(t.Context(), sandbox.Spec{
		Command: together, Limits: sandbox.Limits{Time: 5 * time.Minute},
		Fixture: func(dir string) error { return pairs(t, dir, rows) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer result.Remove()
	if !strings.HasSuffix(string(result.Stdout), fmt.Sprintf("ran %d\n", len(rows))) {
		t.Fatalf("not all were run: %s%s%s", result.Stopped, result.Stdout, result.Stderr)
	}
	lines := bufio.NewScanner(strings.NewReader(string(result.Stdout)))
	for lines.Scan() {
		number, what, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.Atoi(number); err == nil {
			t.Errorf("line %d: %s doesn't do the same: %s", rows[n-1].line, rows[n-1].command, what)
		}
	}
	t.Logf("%d repairs were run", len(rows))
}

// pairs writes each repair and what must do the same, and the files that they work on.
func pairs(t *testing.T, dir string, rows []repairRow) error {
	for _, sub := range []string{"cmd", "files/d"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	files := map[string]string{
		"files/x.txt": "a1 alpha 12\nbeta,3 foo bar  \n\n  # c 555-1234\nfood aaa b\nme@example.com\n(x) [y] {z}\nfo fooo 1.5\nlast\n",
		"files/c.csv": "a,b,c\n1,2,3\nno sign\n", "files/t.tsv": "a\tb\tc\nd\te\tf\n", "files/n.txt": "3\n1\n1\n2\n", "files/names": "one two\nthree\n",
		"files/b64": "aGVsbG8gd29ybGQK\n", "files/big": strings.Repeat("0123456789\n", 500), "files/d/e.txt": "foo\n", "files/d/f g.txt": "aab\n",
		"files/z.gz": "\x1f\x8b\b\x00\x00\x00\x00\x00\x02\x03\xcbH\xcd\xc9\xc9\xe7\x02\x00 0:6\x06\x00\x00\x00",
	}
	for i, r := range rows {
		repaired := Look(r.command, r.options).Repaired
		if repaired == "" {
			repaired = r.command
			if r.command != r.repaired {
				t.Errorf("line %d: %s isn't repaired", r.line, r.command)
			}
		}
		same := r.repaired
		if same == "" {
			same = r.command
			if r.system != equivalents.MacOS {
				t.Errorf("line %d: what does the same isn't said", r.line)
			}
		}
		files[fmt.Sprintf("cmd/%d.a", i+1)], files[fmt.Sprintf("cmd/%d.b", i+1)] = repaired+"\n", same+"\n"
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return os.Symlink("x.txt", filepath.Join(dir, "files/l"))
}
