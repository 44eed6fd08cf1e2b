package peer

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// script runs a child that speaks as the lines say.
func script(ctx context.Context, lines string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", lines)
}

func TestPeer(t *testing.T) {
	ctx := t.Context()
	p, err := Start(ctx, script(ctx, `echo '{"ready":true,"load_ns":5}'
		read -r line; echo '{"text":"ls","tokens":[7,9],"ends":[1,2],"total_ns":30,"first_token_ns":20}'
		read -r line; echo '{"text":"ls","tokens":3}'
		read -r line; echo '{"error":"out of words"}'
		read -r line; echo oops >&2; exit 1`), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Hello.Load != 5 {
		t.Errorf("hello %+v", p.Hello)
	}
	r, err := p.Ask(ctx, Request{})
	if err != nil || r.Text != "ls" || r.Count != 2 || r.Total != 30 || r.First != 20 || len(r.Ends) != 2 {
		t.Errorf("a list of tokens: %+v, %v", r, err)
	}
	if r, err = p.Ask(ctx, Request{}); err != nil || r.Count != 3 {
		t.Errorf("a number of tokens: %+v, %v", r, err)
	}
	if _, err = p.Ask(ctx, Request{}); err == nil || !strings.Contains(err.Error(), "out of words") {
		t.Errorf("an error: %v", err)
	}
	if _, err = p.Ask(ctx, Request{}); err == nil || !strings.Contains(err.Error(), "it ended") {
		t.Errorf("after its end: %v", err)
	}
}

func TestPeerFails(t *testing.T) {
	for name, lines := range map[string]string{
		"ends at once":   `echo no such model >&2; exit 3`,
		"says garbage":   `echo hello; sleep 5`,
		"isn't ready":    `echo '{"text":"x"}'; sleep 5`,
		"isn't a number": `echo '{"ready":true,"tokens":"x"}'; sleep 5`,
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		if p, err := Start(ctx, script(ctx, lines), nil); err == nil {
			t.Errorf("%s: taken", name)
			_ = p.Close()
		}
		cancel()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Start(ctx, script(ctx, `exec sleep 60`), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a child that hangs: %v", err)
	}
}

func TestPackageFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "package.json")
	if err := os.WriteFile(path, []byte(`{"dependencies":{"node-llama-cpp":"3.21.1"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := packageFile(path, "@node-llama-cpp/linux-x64", "3.21.1")
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Dependencies map[string]string }
	if err := json.Unmarshal(data, &got); err != nil || len(got.Dependencies) != 2 || got.Dependencies["@node-llama-cpp/linux-x64"] != "3.21.1" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestVersionsAgree: the peer is of the release that the engine's libraries are of.
func TestVersionsAgree(t *testing.T) {
	data, err := os.ReadFile("../../node/package.json")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile("../../../../resources/engine.lock.json")
	if err != nil {
		t.Fatal(err)
	}
	var node struct{ Dependencies map[string]string }
	var engine struct{ Variants []struct{ Version string } }
	if err := errors.Join(json.Unmarshal(data, &node), json.Unmarshal(lock, &engine)); err != nil {
		t.Fatal(err)
	}
	for _, v := range engine.Variants {
		if v.Version != node.Dependencies["node-llama-cpp"] {
			t.Errorf("the libraries are of %s, the peer is %s", v.Version, node.Dependencies["node-llama-cpp"])
		}
	}
}

func TestNoNode(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	var missing *MissingError
	if err := InstallNode(t.Context(), "../../node", t.TempDir(), "@node-llama-cpp/linux-x64", "3.21.1"); !errors.As(err, &missing) {
		t.Errorf("without npm: %v", err)
	}
}
