package home

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"caro/core"
	"caro/core/local"
	"caro/core/prompt"
	"caro/core/service"
	"caro/core/testneed"
)

func TestRequest(t *testing.T) {
	target := prompt.Target{OS: "linux", System: "Linux", Shell: "bash", Flavour: "gnu"}
	a := &Assistant{Assistant: &local.Assistant{Assistant: core.Assistant{}}}
	got, err := a.Request(t.Context(), " list\tthe files ", target)
	if err != nil {
		t.Fatal(err)
	}
	want := prompt.Command("list the files", target, nil)
	if !reflect.DeepEqual(got.Messages, want.Messages) || got.Fixed != want.Fixed || got.Check() != nil {
		t.Errorf("got %+v", got)
	}
	if _, err := a.Request(t.Context(), "  ", target); err == nil {
		t.Error("an empty request was taken")
	}
}

func TestSetenv(t *testing.T) {
	t.Setenv("BENCH_A", "old")
	restore, err := setenv(map[string]string{"BENCH_A": "new", "BENCH_B": "new"})
	if err != nil || os.Getenv("BENCH_A") != "new" || os.Getenv("BENCH_B") != "new" {
		t.Fatalf("set: %v", err)
	}
	restore()
	if _, set := os.LookupEnv("BENCH_B"); set || os.Getenv("BENCH_A") != "old" {
		t.Error("the variables aren't as they were")
	}
}

// TestHome: a worker of its own answers the front and the command line, and goes with the
// home.
func TestHome(t *testing.T) {
	testneed.SmallModel(t)
	p := Programs{testneed.Program(t, "caro"), testneed.Program(t, "caro-engine"), testneed.Libraries(t)}
	h, err := New(p, "smollm2-135m", "cpu")
	if err != nil {
		t.Fatal(err)
	}
	h.UnloadAfter(time.Minute)
	a, err := h.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	target, err := prompt.ParseTarget("", a.Machine)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Time(t.Context(), "print the working folder", target)
	if err != nil || got.First <= 0 || got.Total < got.First || got.Result.PromptTokens == 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	status, err := h.Look(t.Context())
	if err != nil || status.PID == 0 || status.Resident < 50e6 {
		t.Errorf("the worker: %+v, %v", status, err)
	}
	out, err := h.Command(t.Context(), "status", "-o", "json").Output()
	if err != nil || !strings.Contains(string(out), "resident_bytes") {
		t.Errorf("the command line says %s, %v", out, err)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := h.Look(t.Context()); !errors.Is(err, service.ErrNone) {
		t.Errorf("after its end: %v", err)
	}
	if _, err := os.Stat(h.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder is there still: %v", err)
	}
}
