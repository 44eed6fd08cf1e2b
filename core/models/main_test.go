package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// childPull, set to a model as JSON, makes the test program a process that
// pulls it into the store CARO_TEST_STORE, and prints its events.
const childPull = "CARO_TEST_PULL"

func TestMain(m *testing.M) {
	if text := os.Getenv(childPull); text != "" {
		os.Exit(pullAsChild(text))
	}
	os.Exit(m.Run())
}

func pullAsChild(text string) int {
	var m Model
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		fmt.Println(err)
		return 2
	}
	s := Store{Dir: os.Getenv("CARO_TEST_STORE")}
	if err := onSmallDisk(s.Dir); err != nil {
		fmt.Println(err)
		return 2
	}
	opt := quick
	opt.Stall, _ = time.ParseDuration(os.Getenv("CARO_TEST_STALL")) // the default where it isn't set
	err := Pull(context.Background(), s, m, opt, func(e Event) {
		line, _ := json.Marshal(e)
		fmt.Println(string(line))
		if e.State == Downloading && os.Getenv("CARO_TEST_FILL") != "" {
			fill(filepath.Join(s.Dir, "filler"))
			if mark := os.Getenv("CARO_TEST_FILLED"); mark != "" {
				_ = os.WriteFile(mark, nil, 0o600)
			}
		}
	})
	if err != nil && os.Getenv("CARO_TEST_AGAIN") != "" {
		return againAsChild(s, m)
	}
	if err != nil {
		return 1
	}
	return 0
}

// againAsChild pulls once more, when there is room again, and reads what came.
func againAsChild(s Store, m Model) int {
	left := s.Left(m)
	err := os.Remove(filepath.Join(s.Dir, "filler"))
	if err == nil {
		err = Pull(context.Background(), s, m, quick, nil)
	}
	if err == nil {
		_, err = s.Verify(context.Background(), m, nil)
	}
	if err != nil {
		fmt.Println(err)
		return 3
	}
	line, _ := json.Marshal(Event{Model: m.ID, State: Ready, Done: left})
	fmt.Println(string(line))
	return 0
}

// fill takes what room the disk has, once.
func fill(path string) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	_ = f.Close()
}

// child is the command of a process that pulls m into s.
func child(t *testing.T, s Store, m Model) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childPull+"="+string(text), "CARO_TEST_STORE="+s.Dir)
	return cmd
}

// content is size bytes that don't compress, the same each time.
func content(size int) []byte {
	random := rand.NewChaCha8([32]byte{7})
	b := make([]byte, size)
	_, _ = random.Read(b)
	return b
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// hubModel is a model of these bytes on a hub.
func hubModel(b []byte) Model {
	return Model{
		ID: "tiny-test", Name: "Tiny", Purpose: "tests", Role: ForTest, Licence: "MIT", File: "tiny.Q4_0.gguf",
		Bytes: int64(len(b)), SHA256: sum(b), MemoryBytes: int64(len(b)),
		Hub: &HubFile{Repo: "owner/tiny-GGUF", Revision: "main", File: "sub dir/tiny.Q4_0.gguf"},
	}
}

// alone takes the machine's own settings out of a test.
func alone(t *testing.T) {
	t.Helper()
	for _, name := range []string{"HF_ENDPOINT", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_OFFLINE", "HF_HUB_DISABLE_IMPLICIT_TOKEN",
		"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_DEFAULT_TIMEOUT", "PIP_CERT"} {
		t.Setenv(name, "")
		_ = os.Unsetenv(name)
	}
	t.Setenv("HF_HOME", t.TempDir())
	t.Setenv("PIP_CONFIG_FILE", os.DevNull)
}

// diary keeps events.
type diary struct {
	mu     sync.Mutex
	events []Event
	on     func(Event) // called for each, when set
}

func (d *diary) tell(e Event) {
	d.mu.Lock()
	d.events = append(d.events, e)
	d.mu.Unlock()
	if d.on != nil {
		d.on(e)
	}
}

func (d *diary) count(s State) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, e := range d.events {
		if e.State == s {
			n++
		}
	}
	return n
}

func (d *diary) last() Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.events) == 0 {
		return Event{}
	}
	return d.events[len(d.events)-1]
}

// names lists what is in the folder of a store, but for locks, news and verdicts.
func names(t *testing.T, s Store) []string {
	t.Helper()
	entries, err := os.ReadDir(s.Dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".lock") && !strings.HasSuffix(e.Name(), ".news.json") && e.Name() != verdictFile {
			list = append(list, e.Name())
		}
	}
	return list
}

// wantFile checks that the store holds the model and nothing besides.
func wantFile(t *testing.T, s Store, m Model) {
	t.Helper()
	b, err := os.ReadFile(s.Path(m))
	if err != nil || sum(b) != m.SHA256 {
		t.Errorf("the file isn't right: %d bytes, %v", len(b), err)
	}
	if got := names(t, s); len(got) != 1 {
		t.Errorf("in the store: %q", got)
	}
}

// wantNothing checks that a failure has left nothing but what can be gone on from.
func wantNothing(t *testing.T, s Store) {
	t.Helper()
	for _, name := range names(t, s) {
		if !strings.HasSuffix(name, ".partial") && !strings.HasSuffix(name, ".partial.json") {
			t.Errorf("in the store: %q", name)
		}
	}
}

func writeModel(t *testing.T, s Store, m Model, b []byte) {
	t.Helper()
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, m.File), b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for something that another goroutine or process does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("never: " + what)
}

// quick waits next to nothing between tries.
var quick = PullOptions{Pause: time.Millisecond, Tries: 2}
