package history

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

// TestKilledAnywhere: a process that is killed while it writes takes no entry with it that
// Add has returned, and leaves a file that is whole.
func TestKilledAnywhere(t *testing.T) {
	const kills = 50
	seed := uint64(time.Now().UnixNano())
	t.Logf("the seed is %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	acknowledged, journals, inMaking := 0, 0, 0
	var s Store
	var known map[string]bool
	for i := range kills {
		if i%5 == 0 { // one that isn't there yet: killed while it is made, now and then
			s, known = fresh(t), map[string]bool{}
		}
		cmd := child(t, "write", s.Path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := make(chan string, 10000)
		go func() {
			defer close(lines)
			for in := bufio.NewScanner(out); in.Scan(); {
				lines <- in.Text()
			}
		}()
		if i%5 == 0 {
			for !exists(s.Path) {
				time.Sleep(50 * time.Microsecond)
			}
			time.Sleep(time.Duration(r.Int64N(int64(4 * time.Millisecond))))
		} else {
			first, ok := <-lines
			if !ok {
				t.Fatal("the child has ended by itself")
			}
			known[first] = true
			acknowledged++
			time.Sleep(time.Duration(r.Int64N(int64(60 * time.Millisecond))))
		}
		_ = cmd.Process.Kill()
		n := 0
		for line := range lines { // what it has said before it died
			known[line] = true
			n++
		}
		acknowledged += n
		if i%5 == 0 && n == 0 {
			inMaking++
		}
		_ = cmd.Wait()
		if info, err := os.Stat(s.Path + "-journal"); err == nil && info.Size() > 0 {
			journals++
		}
		list, err := s.Recent(t.Context(), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		there := map[string]bool{}
		for _, e := range list {
			there[e.Command] = true
		}
		for command := range known {
			if !there[command] {
				t.Errorf("kill %d: %s is lost", i, command)
			}
		}
		if most := len(known) + i%5 + 1; len(list) > most {
			t.Errorf("kill %d: %d entries, where at most %d were begun", i, len(list), most)
		}
		if len(list) > 0 {
			whole(t, s)
		}
	}
	t.Logf("%d kills, %d within a transaction, %d before the first entry; %d entries had been acknowledged", kills, journals, inMaking, acknowledged)
	if journals == 0 {
		t.Error("no kill came within a transaction: the test proves little")
	}
}

// TestEightProcesses write at once, none fails and none loses an entry.
func TestEightProcesses(t *testing.T) {
	const processes, each = 8, 25
	s := fresh(t)
	var all sync.WaitGroup
	start := time.Now()
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
	t.Logf("%d entries in %s", processes*each, time.Since(start))
	list, err := s.Recent(t.Context(), 9999)
	if err != nil || len(list) != processes*each {
		t.Errorf("%d entries, %v", len(list), err)
	}
	if got, err := s.Search(t.Context(), "echo", 9999); err != nil || len(got) != processes*each {
		t.Errorf("%d are found, %v", len(got), err)
	}
	whole(t, s)
}

// What a newer version has written is left alone.
func TestNewer(t *testing.T) {
	s := fresh(t)
	add(t, s, "q", "ls")
	db, err := sql.Open("sqlite", source(s.Path, true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	before, err := os.ReadFile(s.Path)
	if err != nil {
		t.Fatal(err)
	}
	_, adding := s.Add(t.Context(), Entry{Query: "q", Command: "pwd"})
	_, reading := s.Recent(t.Context(), 1)
	for _, err := range []error{adding, reading} {
		var of *Error
		if !errors.As(err, &of) || !strings.Contains(err.Error(), "a newer version of Caro has written it") || of.Hint() == "" {
			t.Error(err)
		}
	}
	if after, err := os.ReadFile(s.Path); err != nil || !bytes.Equal(before, after) {
		t.Error("the file has changed", err)
	}
}

// TestMigration: a file of the version before is brought up to date with what is in it, by
// whoever comes first, a reader too.
func TestMigration(t *testing.T) {
	for _, reader := range []bool{false, true} {
		s := fresh(t)
		add(t, s, "q", "ls")
		versions = append(versions, `ALTER TABLE entries ADD COLUMN more TEXT NOT NULL DEFAULT 'new'`)
		if reader {
			if _, err := s.Recent(t.Context(), 1); err != nil {
				t.Error(err)
			}
		} else {
			add(t, s, "q", "pwd")
		}
		db, err := sql.Open("sqlite", source(s.Path, true))
		if err != nil {
			t.Fatal(err)
		}
		var version, rows int
		if err := db.QueryRowContext(t.Context(), `SELECT user_version, (SELECT count(*) FROM entries WHERE more = 'new') FROM pragma_user_version`).Scan(&version, &rows); err != nil {
			t.Error(err)
		}
		if want := map[bool]int{true: 1, false: 2}[reader]; version != 2 || rows != want {
			t.Errorf("version %d, %d rows", version, rows)
		}
		db.Close()
		whole(t, s)
		versions = versions[:1]
	}
}

// An older version that is killed while it is brought up to date stays as it is.
func TestBrokenMigration(t *testing.T) {
	s := fresh(t)
	add(t, s, "q", "ls")
	versions = append(versions, `ALTER TABLE entries ADD COLUMN more TEXT; SELECT no_such_function()`)
	if _, err := s.Add(t.Context(), Entry{Query: "q", Command: "pwd"}); err == nil {
		t.Error("no error")
	}
	versions = versions[:1]
	add(t, s, "q", "pwd")
	list, err := s.Recent(t.Context(), 9)
	if got := commands(t, list, err); got != "pwd|ls" {
		t.Error(got)
	}
	whole(t, s)
}

func TestNoPlainFile(t *testing.T) {
	for name, mk := range map[string]func(path string) error{
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
	} {
		s := Store{Path: filepath.Join(t.TempDir(), "history.db")}
		if err := mk(s.Path); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, err := s.Add(ctx, Entry{Query: "q", Command: "ls"}); err == nil || !strings.Contains(err.Error(), "it isn't a plain file") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Recent(ctx, 1); err == nil || !strings.Contains(err.Error(), "it isn't a plain file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func read(t *testing.T, out []byte, err error) (o outcome) {
	t.Helper()
	if err != nil || json.Unmarshal(out, &o) != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return o
}

func wantReadOnly(t *testing.T, dir string, o outcome) {
	t.Helper()
	if o.Message != "write the history "+filepath.Join(dir, "history.db")+": it can't be written there" || !strings.HasPrefix(o.Hint, "make its folder writable") {
		t.Errorf("%+v", o)
	}
	if o.Read != "1 <nil>" || o.After != "1 <nil>" || !strings.Contains(o.Gone, "it can't be written there") {
		t.Errorf("%+v", o)
	}
}

// A folder that its owner may not write to can still be read.
func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	s := Store{Path: filepath.Join(dir, "history.db")}
	add(t, s, "q", "ls")
	if err := os.Remove(lockPath(s.Path)); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // root may write anywhere: the child is somebody else
		for _, path := range []string{dir, s.Path} {
			if err := os.Chown(path, 65534, 65534); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	out, err := child(t, "somebody", s.Path).CombinedOutput()
	wantReadOnly(t, dir, read(t, out, err))
}

// What root makes in another's home is theirs.
func TestOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		testneed.Missing(t, "root", "run as root")
	}
	home := t.TempDir()
	if err := os.Chown(home, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	s := Store{Path: filepath.Join(home, ".local", "share", "caro", "history.db")}
	add(t, s, "q", "ls")
	for path := s.Path; path != filepath.Dir(home); path = filepath.Dir(path) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if uid := info.Sys().(*syscall.Stat_t).Uid; uid != 65534 {
			t.Errorf("%s belongs to %d", path, uid)
		}
	}
	if info, err := os.Stat(lockPath(s.Path)); err != nil || info.Sys().(*syscall.Stat_t).Uid != 65534 {
		t.Errorf("the lock: %v, %v", info, err)
	}
}
