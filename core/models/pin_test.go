package models

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestReferences(t *testing.T) {
	for name, want := range map[string][3]string{ // id, file in the store, revision or address
		"hf:owner/repo-GGUF/model.Q4_K_M.gguf":                                 {"hf:owner/repo-GGUF/model.Q4_K_M.gguf", "hf--owner--repo-GGUF--model.Q4_K_M.gguf", "main"},
		"HF:owner/repo@v1.0/a b/model.gguf":                                    {"hf:owner/repo@v1.0/a b/model.gguf", "hf--owner--repo--v1.0--a-b-model.gguf", "v1.0"},
		"https://huggingface.co/owner/repo/resolve/main/model.gguf?download=1": {"hf:owner/repo/model.gguf", "hf--owner--repo--model.gguf", "main"},
		"https://huggingface.co/owner/repo/blob/0123abc/model.gguf#x":          {"hf:owner/repo@0123abc/model.gguf", "hf--owner--repo--0123abc--model.gguf", "0123abc"},
		"https://example.com:8443/ä/Model.GGUF?signature=abc":                  {"https://example.com:8443/%C3%A4/Model.GGUF", "url--0b4d2a9e--example.com-8443--Model.gguf", "https://example.com:8443/%C3%A4/Model.GGUF?signature=abc"},
		"http://127.0.0.1:8080/model.gguf":                                     {"http://127.0.0.1:8080/model.gguf", "", "http://127.0.0.1:8080/model.gguf"},
	} {
		m, err := parseReference(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		at := m.URL
		if m.Hub != nil {
			at = m.Hub.Revision
		}
		file := want[1]
		if file == "" || strings.HasPrefix(file, "url--") { // with a hash in it
			file = m.File
		}
		if m.ID != want[0] || m.File != file || at != want[2] || !formFile.MatchString(m.File) {
			t.Errorf("%s: %+v at %s", name, m, at)
		}
		if again, err := parseReference(m.ID); err != nil || again.File != m.File {
			t.Errorf("%s: its id leads to %s, %v", name, again.File, err)
		}
	}
	for _, name := range []string{
		"hf:", "hf:owner", "hf:owner/repo", "hf:owner/repo/", "hf:owner/repo/model.bin", "hf:owner/repo/../model.gguf", "hf:-owner/repo/model.gguf",
		"hf:owner/repo@a b/model.gguf", "hf:owner/" + strings.Repeat("r", 200) + "/model.gguf",
		"https://", "https:///model.gguf", "http://example.com/model.gguf", "https://user:secret@example.com/model.gguf", "https://example.com/", "https://example.com/model.zip",
		"https://example.com/" + strings.Repeat("a", maxReference) + ".gguf",
	} {
		var wrong *ReferenceError
		if m, err := parseReference(name); !errors.As(err, &wrong) || wrong.Hint() == "" {
			t.Errorf("%.60s is taken: %+v, %v", name, m, err)
		}
		if !IsReference(name) {
			t.Errorf("%.60s is taken for a name or path", name)
		}
	}
	for _, name := range []string{"", "h", "hf", "qwen2.5-coder-0.5b", "./hf:x/model.gguf", "/a/https://model.gguf"} {
		if IsReference(name) {
			t.Errorf("%q is taken for a reference", name)
		}
	}
}

// model is the bytes of a model, as far as its header goes, of about so many bytes.
func modelBytes(name string, size int) []byte {
	return append([]byte(tinyGGUF(name)), content(size)...)
}

const commit = "0123456789abcdef0123456789abcdef01234567"

// lfs serves b as the hub serves large files: with a redirect that says what they are.
func lfs(b []byte, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if strings.Contains(req.URL.Path, "/resolve/") {
			w.Header().Set("X-Linked-Etag", strconv.Quote(sum(b)))
			w.Header().Set("X-Linked-Size", strconv.Itoa(len(b)))
			w.Header().Set("X-Repo-Commit", commit)
			http.Redirect(w, req, "/store", http.StatusFound)
			return
		}
		then(w, req)
	}
}

// TestPinnedByTheHub: a file of which nothing is known is the one that the hub says at the
// first download, then and later.
func TestPinnedByTheHub(t *testing.T) {
	alone(t)
	b := modelBytes("first", 400_000)
	s := Store{Dir: t.TempDir()}
	r := newRogue(t, lfs(b, ranged(b, `"x"`, func(w http.ResponseWriter, _ *http.Request, n, from int) bool {
		return n == 0 && resetAt(w, b, n, from, 200_000)
	})))
	r.use(t)
	c := Catalogue{}
	m, err := s.Find(c, "hf:owner/repo/model.gguf")
	if err != nil || m.known() {
		t.Fatal(m, err)
	}
	if _, err := s.Ready(t.Context(), m, nil); !errors.Is(err, ErrMissing) {
		t.Errorf("before: %v", err)
	}
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(s.Path(m)); err != nil || !bytes.Equal(got, b) {
		t.Fatal("other bytes", err)
	}
	for i, path := range r.asked[1:] {
		if strings.Contains(path, "/resolve/") && !strings.Contains(path, commit) {
			t.Errorf("request %d doesn't ask for the commit: %s", i+1, path)
		}
	}
	now, err := s.Find(c, m.ID)
	if err != nil || now.SHA256 != sum(b) || now.Bytes != int64(len(b)) || now.Hub.Revision != commit {
		t.Errorf("%+v, %v", now, err)
	}
	if list := s.Models(c); len(list) != 1 || list[0].ID != m.ID {
		t.Errorf("listed: %+v", list)
	}
	if _, err := s.Ready(t.Context(), now, nil); err != nil {
		t.Error(err)
	}
	// Another file under the same name isn't taken.
	if err := os.WriteFile(s.Path(m), modelBytes("other", 400_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if state, _ := s.State(now); state != Damaged && state != Unchecked {
		t.Errorf("another file is %s", state)
	}
	var damaged *DamagedError
	if _, err := s.Ready(t.Context(), now, nil); !errors.As(err, &damaged) {
		t.Errorf("another file: %v", err)
	}
	other := modelBytes("newer", 400_000)
	newRogue(t, lfs(other, serve(other))).use(t)
	var failed *PullError
	if err := Pull(t.Context(), s, now, quick, nil); !errors.As(err, &failed) || !strings.Contains(err.Error(), "another file under this name") {
		t.Errorf("the hub has another one now: %v", err)
	}
	// Removed, it may be another one.
	if there, freed, err := s.Remove(now); err != nil || !there || freed == 0 {
		t.Errorf("removed: %v, %d, %v", there, freed, err)
	}
	if again, _ := s.Find(c, m.ID); again.known() || len(s.Models(c)) != 0 {
		t.Errorf("still pinned: %+v", again)
	}
	if err := Pull(t.Context(), s, m, quick, nil); err != nil {
		t.Error(err)
	}
}

// TestFileOfAnAddress: where nothing says what the bytes should be, what has come is
// checked as far as it can be, and pinned.
func TestFileOfAnAddress(t *testing.T) {
	alone(t)
	b := modelBytes("here", 400_000)
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   string // the error; "" for the file
		most   int    // bytes that are sent in all, at most; 0 for any
	}{
		"whole":         {answer: ranged(b, `"x"`, nil)},
		"without a tag": {answer: ranged(b, "", nil)},
		"broken off, with a tag": {answer: ranged(b, `"x"`, func(w http.ResponseWriter, _ *http.Request, n, from int) bool {
			return n == 1 && resetAt(w, b, n, from, 200_000)
		})},
		"broken off, without one": {answer: ranged(b, "", func(w http.ResponseWriter, _ *http.Request, n, from int) bool {
			return n == 1 && resetAt(w, b, n, from, 200_000)
		})},
		"a page": {answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(b)
		}, want: "a web page"},
		"no model":    {answer: ranged(content(300_000), `"x"`, nil), want: "what it sent is no model"},
		"cut off":     {answer: ranged(b[:30], `"x"`, nil), want: "what it sent is no model"},
		"no length":   {answer: func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b); w.(http.Flusher).Flush() }, want: "doesn't say how large"},
		"not there":   {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, want: "no such file (404)"},
		"not for you": {answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, want: "it refuses access (403)"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Store{Dir: t.TempDir()}
			r := newRogue(t, test.answer)
			m, err := s.Find(Catalogue{}, r.URL+"/folder/model.gguf")
			if err != nil {
				t.Fatal(err)
			}
			err = Pull(t.Context(), s, m, quick, nil)
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v", err)
				}
				if _, err := os.Stat(s.Path(m)); err == nil {
					t.Error("a file is there")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(s.Path(m)); err != nil || !bytes.Equal(got, b) {
				t.Fatal("other bytes", err)
			}
			if now, err := s.Find(Catalogue{}, m.ID); err != nil || now.SHA256 != sum(b) {
				t.Errorf("not pinned: %+v, %v", now, err)
			}
			for _, token := range r.tokens {
				if token != "" {
					t.Error("a token was sent")
				}
			}
		})
	}
}

// TestAdopted: a file that somebody has put under the name of a model of which nothing is
// known is taken if it is a model, and is then the one.
func TestAdopted(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	m := Model{ID: "x", File: "x.gguf", AboutBytes: 1000, Role: ForUser}
	c := Catalogue{Models: []Model{m}}
	if err := os.WriteFile(s.Path(m), []byte("no model"), 0o600); err != nil {
		t.Fatal(err)
	}
	var unfit *LocalError
	if _, err := s.Ready(t.Context(), m, nil); !errors.As(err, &unfit) {
		t.Errorf("no model: %v", err)
	}
	b := modelBytes("x", 5000)
	if err := os.WriteFile(s.Path(m), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ready(t.Context(), m, nil); err != nil {
		t.Error(err)
	}
	if now, err := s.Find(c, "x"); err != nil || now.SHA256 != sum(b) {
		t.Errorf("%+v, %v", now, err)
	} else if state, err := s.State(now); state != Intact || err != nil {
		t.Errorf("%s, %v", state, err)
	}
}

func TestImport(t *testing.T) {
	b := modelBytes("Some Model", 70_000)
	known := Model{ID: "known", File: "known.gguf", Bytes: int64(len(b)), SHA256: sum(b), Role: ForUser}
	unknown := Model{ID: "later", File: "later.gguf", AboutBytes: 1000, Role: ForUser}
	outside := t.TempDir()
	path := filepath.Join(outside, "Some Model (1).gguf")
	later := filepath.Join(outside, "LATER.gguf")
	for _, p := range []string{path, later} {
		if err := os.WriteFile(p, b, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		c    Catalogue
		path string
		o    ImportOptions
		id   string
		file string
	}{
		"one of the catalogue":      {Catalogue{Models: []Model{unknown, known}}, path, ImportOptions{}, "known", "known.gguf"},
		"of which nothing is known": {Catalogue{Models: []Model{unknown}}, later, ImportOptions{}, "later", "later.gguf"},
		"another":                   {Catalogue{}, path, ImportOptions{}, "some-model-1", "Some-Model-1.gguf"},
		"with a name":               {Catalogue{}, path, ImportOptions{Name: "Mine"}, "mine", "Mine.gguf"},
		"linked":                    {Catalogue{}, path, ImportOptions{Link: true}, "some-model-1", "Some-Model-1.gguf"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Store{Dir: filepath.Join(t.TempDir(), "models")}
			m, already, err := s.Import(t.Context(), test.c, test.path, test.o, nil)
			if err != nil || already || m.ID != test.id || m.File != test.file {
				t.Fatalf("%+v, %v, %v", m, already, err)
			}
			found, err := s.Find(test.c, test.id)
			if err != nil || found.SHA256 != sum(b) {
				t.Fatalf("%+v, %v", found, err)
			}
			if state, err := s.State(found); state != Intact || err != nil {
				t.Errorf("%s, %v", state, err)
			}
			if got, err := os.ReadFile(s.Path(found)); err != nil || !bytes.Equal(got, b) {
				t.Error("other bytes", err)
			}
			if _, already, err := s.Import(t.Context(), test.c, test.path, test.o, nil); err != nil || !already {
				t.Errorf("again: %v, %v", already, err)
			}
			for _, name := range names(t, s) {
				if strings.HasPrefix(name, importing) {
					t.Errorf("%s is left", name)
				}
			}
			if there, _, err := s.Remove(found); err != nil || !there {
				t.Error(there, err)
			}
			if got, err := os.ReadFile(test.path); err != nil || !bytes.Equal(got, b) {
				t.Error("the file outside has changed", err)
			}
		})
	}
}

func TestImportFaults(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	outside := t.TempDir()
	text := filepath.Join(outside, "text.gguf")
	odd := filepath.Join(outside, "-.gguf")
	one, two := filepath.Join(outside, "one.gguf"), filepath.Join(outside, "ONE.gguf")
	for path, b := range map[string][]byte{text: []byte("hello"), odd: modelBytes("odd", 10), one: modelBytes("one", 10), two: modelBytes("two", 10)} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var unfit *LocalError
	for _, path := range []string{text, outside, filepath.Join(outside, "none.gguf")} {
		if _, _, err := s.Import(t.Context(), Catalogue{}, path, ImportOptions{}, nil); !errors.As(err, &unfit) {
			t.Errorf("%s: %v", path, err)
		}
	}
	var wrong *ImportError
	if _, _, err := s.Import(t.Context(), Catalogue{}, odd, ImportOptions{}, nil); !errors.As(err, &wrong) {
		t.Errorf("%s: %v", odd, err)
	}
	if _, _, err := s.Import(t.Context(), Catalogue{}, one, ImportOptions{}, nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Import(t.Context(), Catalogue{}, two, ImportOptions{}, nil); !errors.As(err, &wrong) || !strings.Contains(wrong.Hint(), "--name") {
		t.Errorf("a second one of that name: %v", err)
	}
	if got, err := os.ReadFile(filepath.Join(s.Dir, "one.gguf")); err != nil || !bytes.Equal(got, modelBytes("one", 10)) {
		t.Error("the first one is gone", err)
	}
}

func TestGarbage(t *testing.T) {
	alone(t)
	b := content(1000)
	m := hubModel(b)
	other := m
	other.ID, other.File = "other", "other.gguf"
	busy := m
	busy.ID, busy.File = "busy", "busy.gguf"
	spoilt := m
	spoilt.ID, spoilt.File = "spoilt", "spoilt.gguf"
	c := Catalogue{Models: []Model{m, other, busy, spoilt}}
	s := Store{Dir: t.TempDir()}
	writeModel(t, s, m, b)
	if _, err := s.Ready(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	put := func(name string) {
		t.Helper()
		path := filepath.Join(s.Dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b[:100], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	useless := []string{"tiny.Q4_0.gguf.partial", "gone.gguf.partial", "gone.gguf.partial.json", ".import-1-2", ".other.gguf.parts-1/wheel", "spoilt.gguf"}
	stopped := []string{"other.gguf.partial", "other.gguf.partial.json"}
	kept := []string{"busy.gguf.partial", ".busy.gguf.parts-1/wheel", "notes.txt", "foreign.gguf", "foreign.zip.partial", "foreign.gguf.partial"}
	for _, list := range [][]string{useless, stopped, kept} {
		for _, name := range list {
			put(name)
		}
	}
	lock, err := tryLock(s.lockPath(busy), true)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.release()
	there := func(name string) bool {
		_, err := os.Lstat(filepath.Join(s.Dir, name))
		return err == nil
	}
	collect := func(all bool) int64 {
		list, err := s.Garbage(c, all)
		if err != nil {
			t.Fatal(err)
		}
		freed, err := s.Collect(list)
		if err != nil {
			t.Fatal(err)
		}
		return freed
	}
	if freed := collect(false); freed != int64(100*len(useless)) {
		t.Errorf("%d bytes freed", freed)
	}
	for _, name := range useless {
		if there(name) {
			t.Errorf("%s is still there", name)
		}
	}
	for _, name := range append(kept, stopped...) {
		if !there(name) {
			t.Errorf("%s is gone", name)
		}
	}
	if collect(true) != int64(100*len(stopped)) || there(stopped[0]) || there(stopped[1]) {
		t.Error("stopped downloads are still there")
	}
	for _, name := range append(kept, m.File) {
		if !there(name) {
			t.Errorf("%s is gone", name)
		}
	}
	if list, err := (Store{Dir: filepath.Join(s.Dir, "none")}).Garbage(c, true); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

func TestFit(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const gb = 1_000_000_000
	for _, test := range []struct {
		memory uint64
		gpu    bool
		want   string
	}{
		{1 * gb, false, ""}, {2 * gb, false, "qwen2.5-coder-0.5b"}, {4 * gb, false, "qwen2.5-coder-1.5b"}, {64 * gb, false, "qwen2.5-coder-1.5b"},
		{16 * gb, true, "qwen2.5-coder-1.5b"}, {32 * gb, true, "qwen2.5-coder-7b"}, {64 * gb, true, "qwen2.5-coder-14b"}, {0, true, "qwen2.5-coder-1.5b"},
	} {
		if m, _ := c.Recommend(test.memory, test.gpu); m.ID != test.want {
			t.Errorf("%d GB, GPU %v: %s, want %s", test.memory/gb, test.gpu, m.ID, test.want)
		}
	}
	m := Model{MemoryBytes: 4 * gb}
	for memory, want := range map[uint64]Fit{8 * gb: Fits, 7 * gb: FitsTightly, 5 * gb: TooLarge, 0: FitUnknown} {
		if got := m.Fit(memory); got != want {
			t.Errorf("%d GB: %s", memory/gb, got)
		}
	}
}

func FuzzReference(f *testing.F) {
	f.Add("hf:owner/repo@v1/x.gguf")
	f.Add("https://example.com/x.gguf?y")
	f.Fuzz(func(t *testing.T, name string) {
		m, err := parseReference(name)
		if err != nil {
			return
		}
		if !formFile.MatchString(m.File) || m.ID == "" || (m.Hub == nil) == (m.URL == "") {
			t.Errorf("%q: %+v", name, m)
		}
	})
}
