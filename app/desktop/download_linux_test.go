package desktop

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// hub serves one file as the hub does, at some speed.
type hub struct {
	data   []byte
	digest string
	url    string
	speed  atomic.Int64 // bytes a second
	sent   atomic.Int64
}

// file is what a model is asked for by.
const file = "hf:owner/repo/slow.gguf"

func newHub(t *testing.T, size int) *hub {
	t.Helper()
	h := &hub{data: make([]byte, size)}
	copy(h.data, "GGUF\x03\x00\x00\x00") // it is fetched and never loaded
	noise := rand.NewChaCha8([32]byte{})
	_, _ = noise.Read(h.data[24:])
	sum := sha256.Sum256(h.data)
	h.digest = hex.EncodeToString(sum[:])
	h.speed.Store(2e6)
	server := httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	h.url = server.URL
	return h
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, "/resolve/") {
		w.Header().Set("X-Linked-Etag", strconv.Quote(h.digest))
		w.Header().Set("X-Linked-Size", strconv.Itoa(len(h.data)))
		http.Redirect(w, r, "/files/slow.gguf", http.StatusFound)
		return
	}
	w.Header().Set("ETag", `"slow"`)
	http.ServeContent(w, r, "", time.Time{}, &trickle{strings.NewReader(string(h.data)), h, r.Context().Done()})
}

// trickle is a reader of the hub's speed.
type trickle struct {
	*strings.Reader
	h     *hub
	until <-chan struct{}
}

func (s *trickle) Read(b []byte) (int, error) {
	const piece = 32 << 10
	n := min(piece, len(b))
	select {
	case <-s.until:
		return 0, io.ErrUnexpectedEOF
	case <-time.After(time.Duration(int64(n) * int64(time.Second) / s.h.speed.Load())):
	}
	n, err := s.Reader.Read(b[:n])
	s.h.sent.Add(int64(n))
	return n, err
}

// WriteTo isn't to pass by Read.
func (s *trickle) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{s}) }

var downloading = regexp.MustCompile(`^Downloading (\d+) % · [0-9.]+ [kM]B/s · \d+ s left$`)

// percent waits for a percentage of more than so much, with the rate and the time left.
func (d *desk) percent(above int) (percent int) {
	d.t.Helper()
	d.until(fmt.Sprintf("more than %d %%", above), func() error {
		line := d.status("")
		if m := downloading.FindStringSubmatch(line); m != nil {
			if percent, _ = strconv.Atoi(m[1]); percent > above {
				return nil
			}
		}
		return errors.New("the status is " + line)
	})
	return percent
}

// TestDownload: a model comes slowly from a hub, is paused, goes on, and goes on where it
// was after a kill.
func TestDownload(t *testing.T) {
	const size = 12e6
	h := newHub(t, size)
	d := newScreen(t, 640, 480)
	d.notifications()
	d.settings("model = \"" + file + "\"\n")
	at := "HF_ENDPOINT=" + h.url
	d.begin(at)
	d.status("No model yet")
	d.click("Download")
	first := d.percent(0)
	second := d.percent(first)
	for _, item := range []string{"Pause download", "Cancel download"} {
		d.has(item + "\n")
	}
	d.click("Pause download")
	d.status("Paused")
	d.has("Resume download\n")
	partial := filepath.Join(d.cache, "models/hf--owner--repo--slow.gguf.partial")
	if names, _ := filepath.Glob(filepath.Join(d.cache, "models/*.partial")); len(names) == 1 {
		partial = names[0]
	}
	kept := d.size(partial)
	if kept == 0 {
		t.Error("nothing is kept")
	}

	d.click("Resume download")
	d.percent(second)
	d.kill()
	kept = d.size(partial)
	d.begin(at) // and goes on by itself
	d.percent(int(100 * kept / size))
	d.click("Pause download")
	d.status("Paused")
	d.kill()
	d.begin(at) // paused is paused
	d.status("Paused")
	h.speed.Store(100e6)
	d.click("Resume download")
	d.status("Ready · ")
	d.notified("is here")
	d.has("[x] ")
	if sent := h.sent.Load(); sent > size*3/2 {
		t.Errorf("%d bytes were sent for %d", sent, int(size))
	}
	d.click("Quit")
	d.ends()
}

// TestFirstRun: who has no model yet is greeted in the window, chooses one among those that
// there are, sees it come there and in the menu, and learns the hotkey.
func TestFirstRun(t *testing.T) {
	h := newHub(t, 12e6)
	d := newScreen(t, 1024, 768)
	d.settings("model = \"" + file + "\"\n" + d.logging())
	d.begin("HF_ENDPOINT=" + h.url)
	d.window()
	for _, text := range []string{"Welcome to Caro", "Qwen2.5 Coder 1.5B", "1.1 GB", "recommended", "next model"} {
		d.reads(text)
	}
	d.keys("Tab")
	d.reads("download 1.1 GB") // what Enter would do now
	d.keys("shift+Tab")
	d.keys("Return")
	d.percent(0)
	d.reads("downloading")
	d.reads("Ctrl+Alt+Enter opens this window")
	h.speed.Store(100e6)
	d.status("Ready · ")
	d.run("xdotool", "type", "list")
	d.reads("enter ask")
	d.escape()
	d.keys("ctrl+alt+Return")
	d.window()
	d.click("Quit")
	d.ends()
	d.noWindow()
}

// TestCancelDownload: what was cancelled leaves nothing, and a hub that has nothing is said.
func TestCancelDownload(t *testing.T) {
	h := newHub(t, 12e6)
	d := newScreen(t, 640, 480)
	d.notifications()
	d.settings("model = \"" + file + "\"\n")
	d.begin("HF_ENDPOINT=" + h.url)
	d.status("No model yet")
	d.click("Download")
	d.percent(0)
	d.click("Cancel download")
	d.status("No model yet")
	if names, _ := filepath.Glob(filepath.Join(d.cache, "models/[^.]*slow.gguf*")); len(names) > 0 {
		t.Errorf("%q are left", names)
	}
	d.settings("model = \"hf:owner/repo/none.gguf\"\n")
	h.data = nil // a file of no bytes is no model
	d.click("Download")
	d.status("Failed: ")
	d.notified("failed")
	d.has("Try the download again")
	d.click("Quit")
	d.ends()
}

func (d *desk) size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
