package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"caro/core/models"
)

// bench is what a measurement needs: a file, its server, and a folder to fetch into.
type bench struct {
	self   string
	root   string // a folder of its own, removed at the end
	model  models.Model
	server *exec.Cmd
	hold   io.Closer // closed, it ends the server
	url    string
}

func prepare(ctx context.Context, o options) (b *bench, err error) {
	b = &bench{}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.root, err = os.MkdirTemp(o.dir, "fetchbench-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	served := filepath.Join(b.root, "served")
	sum, err := write(served, o.size*1_000_000)
	if err != nil {
		return nil, err
	}
	b.model = models.Model{
		ID: "fetchbench", File: "model.gguf", Bytes: o.size * 1_000_000, SHA256: sum,
		Hub: &models.HubFile{Repo: "bench/model", Revision: "main", File: "model.gguf"},
	}
	b.server = exec.CommandContext(ctx, b.self, asServer, served)
	b.server.Stderr = os.Stderr
	if b.hold, err = b.server.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := b.server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := b.server.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("server doesn't start: %w", err)
	}
	b.url = strings.TrimSpace(line)
	return b, nil
}

func (b *bench) close() {
	if b.hold != nil {
		_ = b.hold.Close()
		_ = b.server.Wait()
	}
	_ = os.RemoveAll(b.root)
}

// write makes a file of bytes that don't compress, on the disk for good, so that its own
// way there disturbs nothing later.
func write(path string, size int64) (sum string, err error) {
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(f, h), rand.NewChaCha8([32]byte{5}), size); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), f.Sync()
}

// figure is what one download took.
type figure struct {
	Seconds float64 `json:"seconds"`
	Memory  float64 `json:"peak_mb,omitempty"`
	CPU     float64 `json:"cpu_seconds"`
	// Unchecked is what curl and sync took of that, without sha256sum.
	Unchecked float64 `json:"unchecked_seconds,omitempty"`
}

// folder is a fresh one for one download; done removes it, and waits until the disk has
// forgotten it too.
func (b *bench) folder() (dir string, done func(), err error) {
	dir, err = os.MkdirTemp(b.root, "run-")
	return dir, func() {
		_ = os.RemoveAll(dir)
		if d, err := os.Open(b.root); err == nil {
			_ = d.Sync()
			_ = d.Close()
		}
	}, err
}

// caro has a child fetch the file, and reads what came.
func (b *bench) caro(ctx context.Context) (figure, error) {
	dir, done, err := b.folder()
	if err != nil {
		return figure{}, err
	}
	defer done()
	return b.pull(ctx, dir)
}

// pull has a child bring the file into dir, whatever is there of it.
func (b *bench) pull(ctx context.Context, dir string) (figure, error) {
	cmd, err := b.child(ctx, dir)
	if err != nil {
		return figure{}, err
	}
	f, err := timed(cmd)
	if err != nil {
		return f, fmt.Errorf("pull: %w", err)
	}
	file, err := os.Open(models.Store{Dir: dir}.Path(b.model))
	if err != nil {
		return f, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return f, err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != b.model.SHA256 {
		return f, fmt.Errorf("pull ended well with wrong bytes: SHA-256 %s, not %s", got, b.model.SHA256)
	}
	return f, nil
}

// child is a process that pulls the model into dir.
func (b *bench) child(ctx context.Context, dir string) (*exec.Cmd, error) {
	model, err := json.Marshal(b.model)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, b.self, asPull, dir, string(model))
	for _, line := range os.Environ() {
		if !strings.HasPrefix(line, "HF_") && !strings.HasPrefix(line, "HUGGING_FACE_") {
			cmd.Env = append(cmd.Env, line)
		}
	}
	cmd.Env = append(cmd.Env, "HF_ENDPOINT="+b.url, "HF_HUB_DISABLE_IMPLICIT_TOKEN=1")
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// pull is that process.
func pull(ctx context.Context, dir, model string) error {
	var m models.Model
	if err := json.Unmarshal([]byte(model), &m); err != nil {
		return err
	}
	err := models.Pull(ctx, models.Store{Dir: dir}, m, models.PullOptions{}, nil)
	if errors.Is(err, context.Canceled) {
		return nil // who asked for it looks at what there is
	}
	return err
}

// curl fetches the file by other means, which end in as much being known.
func (b *bench) curl(ctx context.Context) (figure, error) {
	dir, done, err := b.folder()
	if err != nil {
		return figure{}, err
	}
	defer done()
	at := b.url + "/bench/model/resolve/main/model.gguf"
	var out bytes.Buffer
	step := func(line string) (figure, error) {
		cmd := exec.CommandContext(ctx, "sh", "-c", line, at)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, os.Stderr
		f, err := timed(cmd)
		if err != nil {
			err = fmt.Errorf("%s: %w", line, err)
		}
		return f, err
	}
	f, err := step(`curl -fsS --noproxy '*' -o f "$0" && sync f`)
	if err != nil {
		return f, err
	}
	check, err := step("sha256sum f")
	if err != nil {
		return f, err
	}
	f.Unchecked = f.Seconds
	f.Seconds, f.CPU = f.Seconds+check.Seconds, f.CPU+check.CPU
	if got, _, _ := strings.Cut(out.String(), " "); got != b.model.SHA256 {
		return f, fmt.Errorf("curl ended well with wrong bytes: SHA-256 %.64q, not %s", got, b.model.SHA256)
	}
	f.Memory = 0 // of the largest of several processes: it says nothing
	return f, nil
}

// timed runs a process to its end.
func timed(cmd *exec.Cmd) (figure, error) {
	start := time.Now()
	err := cmd.Run()
	f := figure{Seconds: time.Since(start).Seconds()}
	if cmd.ProcessState == nil {
		return f, err
	}
	f.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		unit := 1024.0
		if runtime.GOOS == "darwin" {
			unit = 1
		}
		f.Memory = float64(use.Maxrss) * unit / 1e6
	}
	return f, err
}

// resumed is a download that was cancelled at nine tenths, and what going on with it took.
type resumed struct {
	figure
	Left int64 `json:"left_bytes"` // that were there
	Sent int64 `json:"sent_bytes"` // by the server, then
}

func (b *bench) resumed(ctx context.Context) (resumed, error) {
	dir, done, err := b.folder()
	if err != nil {
		return resumed{}, err
	}
	defer done()
	store := models.Store{Dir: dir}
	cmd, err := b.child(ctx, dir)
	if err != nil {
		return resumed{}, err
	}
	if err := cmd.Start(); err != nil {
		return resumed{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for begun := true; begun; {
		select {
		case <-look.C:
			if store.Left(b.model) >= b.model.Bytes/10*9 {
				_ = cmd.Process.Signal(os.Interrupt)
				err, begun = <-ended, false
			}
		case err = <-ended:
			begun = false
		}
	}
	r := resumed{Left: store.Left(b.model)}
	if err != nil {
		return r, fmt.Errorf("download to be cancelled: %w", err)
	}
	if r.Left == 0 {
		return r, errors.New("download ended before it could be cancelled: give it a larger -size")
	}
	if _, err := b.sent(ctx); err != nil {
		return r, err
	}
	if r.figure, err = b.pull(ctx, dir); err != nil {
		return r, err
	}
	r.Sent, err = b.sent(ctx)
	return r, err
}

// sent is what the server has sent since it was asked the last time.
func (b *bench) sent(ctx context.Context) (int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+sentPath, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 30))
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(text), 10, 64)
}
