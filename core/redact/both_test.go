package redact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"caro/core/testneed"
)

// What one text shows to be a secret goes from the other, too.
func TestBoth(t *testing.T) {
	for _, test := range [][4]string{
		{"log in to db1 with password hunter2", "dbtool --login bob/hunter2 db1",
			"log in to db1 with password " + Mark, "dbtool --login bob/" + Mark + " db1"},
		{"show the headers of example.com for bob and swordfish", "curl -I -u bob:swordfish https://example.com",
			"show the headers of example.com for bob and " + Mark, "curl -I -u bob:" + Mark + " https://example.com"},
		// A short one is no part of other words.
		{"zip docs with the password abc1", "zip -P abc1 -r abc123.zip docs", "zip docs with the password " + Mark, "zip -P " + Mark + " -r abc123.zip docs"},
		{"use hunter2 twice: mysql -phunter2", "echo hunter2", "use " + Mark + " twice: mysql -p" + Mark, "echo " + Mark},
		{"list the files", "ls", "list the files", "ls"},
		{"", "", "", ""},
	} {
		request, command := Both(test[0], test[1])
		if request != test[2] || command != test[3] {
			t.Errorf("%q, %q:\n got %q\n     %q\nwant %q\n     %q", test[0], test[1], request, command, test[2], test[3])
		}
	}
}

// TestOrdinaryStays: of thousands of requests and commands as people have them, next to
// none is touched, and those are the ones that hold a password.
func TestOrdinaryStays(t *testing.T) {
	root := testneed.Root(t)
	seen, touched := 0, 0
	for _, name := range []string{"resources/drafts.tsv", "resources/drafts-written.tsv"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			columns := strings.Split(strings.TrimSpace(line), "\t")
			if len(columns) != 3 || strings.HasPrefix(line, "#") {
				continue
			}
			seen++
			request, command := Both(columns[1], columns[2])
			if request != columns[1] || command != columns[2] {
				touched++
				t.Log(request, "|", command)
				if !strings.Contains(columns[1]+columns[2], "ass") && !strings.Contains(columns[1]+columns[2], "earer") &&
					!strings.Contains(columns[1]+columns[2], "API_KEY") && !strings.Contains(columns[1]+columns[2], "admin:secret") &&
					!strings.Contains(columns[1]+columns[2], "wifi") {
					t.Errorf("touched: %s", line)
				}
			}
		}
	}
	if seen < 3000 || touched > seen/200 {
		t.Errorf("%d of %d are touched", touched, seen)
	}
}

// FuzzRedact: nothing makes it panic, and whatever stands on the lines around, a secret of
// the table goes.
func FuzzRedact(f *testing.F) {
	list := samples(f, "secrets.txt")
	for i := range list {
		f.Add(uint(i), "", "")
	}
	for _, s := range []string{"it's", `echo "`, "cat <<'EOF'", `\`, "$(", "${", "`", "#", "'\"'", "mkdir", "x=$(", "-p", "password is", "\x00", "\xff", "«‹redacted›»", "Bearer", "a=b=c:"} {
		f.Add(uint(3), s, s)
	}
	f.Fuzz(func(t *testing.T, which uint, before, after string) {
		if len(before)+len(after) > 4096 {
			return
		}
		_, _ = Both(before, after)
		s := list[which%uint(len(list))]
		text := before + "\n" + s.text + "\n" + after
		got := Command(text)
		if s.request {
			got = Request(text)
		}
		for _, secret := range s.secrets {
			if strings.Contains(got, secret) && strings.Count(text, secret) == strings.Count(s.text, secret) && !strings.Contains(s.want, secret) {
				t.Fatalf("line %d of secrets.txt, among %q and %q: %q", s.line, before, after, got)
			}
		}
	})
}

// What is never closed costs no more than what is.
func TestUnclosed(t *testing.T) {
	for _, piece := range []string{`"$(`, `"`, `'`, "`", "${", "$(", `$'`, `"\`, "a=", "key=", "password is ", "pass ", "token=\\\"", "//a:"} {
		start := time.Now()
		_, _ = Both(strings.Repeat(piece, 2000/len(piece)), strings.Repeat(piece, 8000/len(piece)))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q many times takes %s", piece, took)
		} else {
			t.Logf("%q: %s", piece, took)
		}
	}
}

func BenchmarkBoth(b *testing.B) {
	const command = `docker exec -i db sh -c 'exec mysqldump -uroot -p"hunter2" shop' | gzip > /backup/shop-$(date +%F).sql.gz`
	for b.Loop() {
		Both("back up the database shop in the container db, its password is hunter2", command)
	}
}

// BenchmarkLong is the longest command that the gate lets pass.
func BenchmarkLong(b *testing.B) {
	command := strings.Repeat("curl -u \"$A:$(cat b)\" 'https://example.com/?token=x' | jq .c; ", 130)
	for b.Loop() {
		Both("", command)
	}
}
