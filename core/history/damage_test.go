package history

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// spoil changes the file.
func spoil(t *testing.T, s Store, f func(b []byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.Path, f(b), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamaged(t *testing.T) {
	statement := func(sqlText string) func(t *testing.T, s Store) {
		return func(t *testing.T, s Store) {
			db, err := sql.Open("sqlite", "file:"+s.Path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.ExecContext(t.Context(), sqlText); err != nil {
				t.Fatal(err)
			}
		}
	}
	bytesOf := func(f func(b []byte) []byte) func(t *testing.T, s Store) {
		return func(t *testing.T, s Store) { spoil(t, s, f) }
	}
	for name, damage := range map[string]func(t *testing.T, s Store){
		"text":         bytesOf(func([]byte) []byte { return []byte(strings.Repeat("no database\n", 500)) }),
		"ten bytes":    bytesOf(func([]byte) []byte { return []byte("0123456789") }),
		"zeros":        bytesOf(func(b []byte) []byte { return make([]byte, len(b)) }),
		"half":         bytesOf(func(b []byte) []byte { return b[:len(b)/2] }),
		"header only":  bytesOf(func(b []byte) []byte { return b[:100] }),
		"torn page":    bytesOf(func(b []byte) []byte { return append(b[:4096:4096], make([]byte, len(b)-4096)...) }),
		"noise":        bytesOf(func(b []byte) []byte { return append(b[:100:100], bytes.Repeat([]byte{0xa5}, len(b)-100)...) }),
		"no entries":   statement(`DROP TABLE entries`),
		"no index":     statement(`DROP TABLE found`),
		"no trigger":   statement(`DROP TRIGGER entries_added`),
		"broken index": statement(`DELETE FROM found_data`),
		"no version":   statement(`PRAGMA user_version = 0`),
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			var said []string
			s.Notice = func(text string) { said = append(said, text) }
			for i := range 20 {
				add(t, s, "q", fmt.Sprint("echo old ", i))
			}
			damage(t, s)
			before, err := os.ReadFile(s.Path)
			if err != nil {
				t.Fatal(err)
			}
			// Which comes first doesn't matter.
			if name == "half" || name == "zeros" {
				if list, err := s.Recent(t.Context(), 9); err != nil || len(list) != 0 {
					t.Error(err, list)
				}
			}
			add(t, s, "q", "echo new")
			list, err := s.Recent(t.Context(), 9)
			if got := commands(t, list, err); got != "echo new" {
				t.Error(got)
			}
			whole(t, s)
			left := asides(s.Path)
			if len(said) != 1 || len(left) != 1 || !strings.Contains(said[0], left[0]) || !strings.Contains(said[0], "the history was damaged") {
				t.Fatalf("%q, %q", said, left)
			}
			if after, err := os.ReadFile(left[0]); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file that was set aside is another one: %v", err)
			}
		})
	}
}

// Of several processes that meet a damaged file, one sets it aside, and none loses an entry.
func TestDamagedForMany(t *testing.T) {
	const processes, each = 6, 5
	s := fresh(t)
	add(t, s, "q", "echo old")
	spoil(t, s, func(b []byte) []byte { return b[:len(b)/2] })
	var all sync.WaitGroup
	for range processes {
		all.Go(func() {
			cmd := child(t, "write", s.Path)
			cmd.Env = append(cmd.Env, fmt.Sprint("CARO_TEST_COUNT=", each))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	list, err := s.Recent(t.Context(), 9999)
	if err != nil || len(list) != processes*each || len(asides(s.Path)) != 1 {
		t.Errorf("%d entries, %v; %q", len(list), err, asides(s.Path))
	}
	whole(t, s)
}

// TestAnyByte: whichever byte is wrong, the history works on, with the old file or a new one.
func TestAnyByte(t *testing.T) {
	s := fresh(t)
	s.Notice = nil
	for i := range 10 {
		add(t, s, "list number "+fmt.Sprint(i), fmt.Sprint("echo old ", i))
	}
	intact, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("the seed is %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	const rounds = 150
	aside := 0
	for range rounds {
		b := bytes.Clone(intact)
		at := r.IntN(len(b))
		if r.IntN(3) == 0 {
			at = r.IntN(200) // the header
		}
		b[at] ^= byte(1 + r.IntN(255))
		if err := os.WriteFile(s.Path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		version := b[60:64] // the one byte that may make it a newer Caro's
		_, adding := s.Add(t.Context(), Entry{Query: "q", Command: "echo new"})
		_, listing := s.Recent(t.Context(), 99)
		_, searching := s.Search(t.Context(), "old", 99)
		if err := errors.Join(adding, listing, searching); err != nil && (!errors.Is(err, errNewer) || bytes.Equal(version, intact[60:64])) {
			t.Errorf("byte %d is %#x, was %#x: %v", at, b[at], intact[at], err)
		}
		if left := asides(s.Path); len(left) > 0 {
			aside++
			for _, name := range left {
				if err := remove(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Logf("%d bytes were changed; %d times the file was set aside", rounds, aside)
}

// Of damaged files, the newest few stay.
func TestDamagedOften(t *testing.T) {
	s := fresh(t)
	s.Notice = nil
	for i := range keptDamaged + 3 {
		add(t, s, "q", "ls")
		spoil(t, s, func([]byte) []byte { return fmt.Appendf(nil, "number %d", i) })
	}
	add(t, s, "q", "ls")
	left := asides(s.Path)
	if len(left) != keptDamaged {
		t.Fatalf("%q", left)
	}
	for i, name := range left {
		if text, err := os.ReadFile(name); err != nil || string(text) != fmt.Sprint("number ", 3+i) {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
}
