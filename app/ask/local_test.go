package ask

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/local"
	"caro/core/models"
	"caro/core/platform"
)

// A model that isn't here is offered, with its size; nothing is asked before.
func TestLocalWithoutModel(t *testing.T) {
	t.Setenv("CARO_CACHE_DIR", t.TempDir())
	l := &Local{}
	p := &place{t: t}
	tools := l.Tools(p.toClip)
	p.Session = New(t.Context(), Options{}, tools)
	t.Cleanup(p.Close)
	v := p.phase(PhaseMissing)
	if v.Model == "" || v.Headline.Text == "" || v.Keys[0].Label != "download 1.1 GB" || !v.Keys[0].Enabled {
		t.Errorf("%+v", v)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

// Another model than the one of the settings can be chosen; it is kept, and fetched.
func TestLocalChooses(t *testing.T) {
	t.Setenv("CARO_CACHE_DIR", t.TempDir())
	t.Setenv("HF_ENDPOINT", "http://127.0.0.1:1") // nobody there
	t.Setenv("PIP_NO_INDEX", "1")
	t.Setenv("PIP_CONFIG_FILE", os.DevNull)
	kept := make(chan string, 1)
	l := &Local{
		Machine:   platform.Machine{MemoryTotal: 16 << 30},
		Downloads: models.PullOptions{Tries: 1},
		Keep:      func(id string) error { kept <- id; return nil },
	}
	p := &place{t: t}
	p.Session = New(t.Context(), Options{Welcome: true}, l.Tools(p.toClip))
	t.Cleanup(p.Close)
	v := p.phase(PhaseMissing)
	if len(v.Models) < 3 || !strings.Contains(fmt.Sprint(v.Models), "recommended") || !strings.HasPrefix(v.Headline.Text, "Welcome") {
		t.Fatalf("%+v", v)
	}
	first := v.Model
	p.Do(Next, "")
	p.Do(Enter, "")
	id := <-kept
	p.until("the failure", func(v View) bool { return v.Phase == PhaseMissing && v.Headline.Tone == ToneDanger })
	if now, err := l.Model(t.Context()); err != nil || now.ID != id || now.Name == first {
		t.Errorf("%s was kept, %+v answers: %v", id, now, err)
	}
}

// The model of a file of one's own can't be downloaded, and a request says so.
func TestLocalWithoutFile(t *testing.T) {
	t.Setenv("CARO_CACHE_DIR", t.TempDir())
	l := &Local{Options: local.Options{Model: t.TempDir() + "/none.gguf"}}
	p := &place{t: t}
	p.Session = New(t.Context(), Options{}, l.Tools(p.toClip))
	t.Cleanup(p.Close)
	p.Do(Type, "list")
	p.Do(Enter, "")
	if v := p.phase(PhaseMissing); v.Keys[0].Enabled || v.Headline.Text == "" {
		t.Errorf("%+v", v)
	}
}

func TestLocalWithServer(t *testing.T) {
	p := &place{t: t}
	server := p.listen(says("rm *.log"))
	l := &Local{Options: local.Options{Remote: &remote.Options{BaseURL: server + "/v1", Model: "m"}}}
	p.Session = New(context.Background(), Options{Copy: true}, l.Tools(p.toClip))
	t.Cleanup(p.Close)
	t.Cleanup(func() { _ = l.Close() })
	p.Do(Type, "delete the logs")
	p.Do(Enter, "")
	if v := p.phase(PhaseCopied); v.Badge.Text != "moderate" || !strings.HasPrefix(v.Model, "m") {
		t.Errorf("%+v", v)
	}
	if a := l.Judge("rm -rf /", core.Request{}); !a.Blocked {
		t.Errorf("%+v", a)
	}
}
