package remote

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"caro/core/backend"
	"caro/core/backend/contract"
	"caro/core/fault"
	"caro/core/testneed"
)

// realServer gives the options for a real server, which `make test-remote` starts:
// CARO_TEST_REMOTE is its base URL, CARO_TEST_REMOTE_KEY its key.
func realServer(t *testing.T) Options {
	t.Helper()
	base := os.Getenv("CARO_TEST_REMOTE")
	if base == "" {
		// Not even a run of all tests demands it: building the server takes minutes.
		t.Setenv("CARO_TEST_ALL", "")
		testneed.Missing(t, "a real OpenAI-compatible server", "run `make test-remote`, or name one's base URL in CARO_TEST_REMOTE")
	}
	o := Options{BaseURL: base, Retries: 2}
	if os.Getenv("CARO_TEST_REMOTE_KEY") != "" {
		o.Key.Env = "CARO_TEST_REMOTE_KEY"
	}
	return o
}

func connect(t *testing.T, o Options) *Backend {
	t.Helper()
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// What llama-cpp-python lacks; a server that has more passes too.
func TestRealServerContract(t *testing.T) {
	o := realServer(t)
	contract.Run(t, func(t *testing.T) backend.Backend { return connect(t, o) },
		contract.LackContext, contract.LackCounts, contract.LackStop, contract.LackGoingOn, contract.LackMarks)
}

func TestRealServerRefusals(t *testing.T) {
	o := realServer(t)
	if !o.Key.none() {
		t.Run("a wrong key", func(t *testing.T) {
			o := o
			t.Setenv("CARO_TEST_WRONG_KEY", "sk-another")
			o.Key.Env = "CARO_TEST_WRONG_KEY"
			_, err := connect(t, o).Load(context.Background(), nil)
			if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, "CARO_TEST_WRONG_KEY (401") {
				t.Errorf("got %+v", f)
			}
		})
		t.Run("no key", func(t *testing.T) {
			o := o
			o.Key = KeySource{}
			_, err := connect(t, o).Load(context.Background(), nil)
			if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, "asks for a key") {
				t.Errorf("got %+v", f)
			}
		})
	}
	t.Run("another model", func(t *testing.T) {
		o := o
		o.Model = "no such model"
		_, err := connect(t, o).Load(context.Background(), nil)
		if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Message, "the nearest is") {
			t.Errorf("got %+v", f)
		}
	})
	t.Run("another path", func(t *testing.T) {
		o := o
		o.BaseURL, o.Model = strings.TrimSuffix(o.BaseURL, "/v1"), "any"
		_, err := connect(t, o).Generate(context.Background(), list, nil)
		if f := faultOf(t, err); f.Code != fault.Usage || !strings.Contains(f.Hint, "/v1") {
			t.Errorf("got %+v", f)
		}
	})
}

// An answer that was prepared is there at once.
func TestRealServerPrepare(t *testing.T) {
	o := realServer(t)
	o.Prepare = true
	b := connect(t, o)
	if err := b.Prepare(context.Background(), list, 0); err != nil {
		t.Fatal(err)
	}
	if got, _, err := generate(t, b, list); err != nil || got.Text == "" || got.Total > 100*time.Millisecond {
		t.Errorf("got %+v, %v", got, err)
	}
}
