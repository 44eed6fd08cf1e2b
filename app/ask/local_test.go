package ask

import (
	"context"
	"strings"
	"testing"

	"caro/core"
	"caro/core/backend/remote"
	"caro/core/local"
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
