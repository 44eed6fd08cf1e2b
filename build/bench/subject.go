package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"caro/build/bench/internal/chart"
	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/build/internal/machine"
	"caro/core/backend"
	"caro/core/local"
	"caro/core/models"
	"caro/core/models/gguf"
	"caro/core/platform"
	"caro/core/prompt"
)

var (
	//go:embed requests.txt
	requestsText []byte
	//go:embed requests-more.txt
	moreText []byte
)

// smaller is the model that is measured beside the default one.
const smaller = "qwen2.5-coder-0.5b"

// bench is what all measurements share.
type bench struct {
	options
	home     home.Programs
	machine  platform.Machine
	target   prompt.Target
	version  string
	standard string   // the default model
	asked    []string // the requests
	more     []string // for equality
}

// prepare looks at the machine and at what lies in the folder of programs.
func prepare(ctx context.Context, o options) (*bench, error) {
	b := &bench{options: o, asked: lines(requestsText), more: lines(moreText)}
	var err error
	if b.home, err = home.InFolder(o.programs); err != nil {
		return nil, err
	}
	// Where else than beside this program the libraries lie.
	if err = os.Setenv("CARO_LIB", b.home.Libraries); err != nil {
		return nil, err
	}
	if b.machine, err = platform.Detect(ctx); err != nil {
		return nil, err
	}
	if b.target, err = prompt.ParseTarget("", b.machine); err != nil {
		return nil, err
	}
	catalogue, err := models.Load()
	if err != nil {
		return nil, err
	}
	b.standard = catalogue.Default().ID
	b.version = "unknown"
	if out, err := exec.CommandContext(ctx, "git", "describe", "--tags", "--always", "--dirty").Output(); err == nil {
		b.version = string(bytes.TrimSpace(out))
	}
	return b, nil
}

// lines are the requests of a file: what is neither empty nor a comment.
func lines(text []byte) []string {
	var list []string
	for scan := bufio.NewScanner(bytes.NewReader(text)); scan.Scan(); {
		if line := strings.TrimSpace(scan.Text()); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

// models are those that the flags name, or that suit the parts.
func (b *bench) models(wanted []string) []string {
	if b.options.models != "" {
		return strings.Split(b.options.models, ",")
	}
	for _, name := range wanted {
		if name != "soak" && name != "crowd" && name != "equal" {
			return []string{b.standard, smaller}
		}
	}
	return []string{b.standard}
}

// first are the requests that are asked: as many as the flag says, or usual.
func (b *bench) first(list []string, usual int) []string {
	n := usual
	if b.requests > 0 {
		n = b.requests
	}
	return list[:min(n, len(list))]
}

// subject is the model that is measured, with what was found so far.
type subject struct {
	*bench
	model  string
	path   string
	header gguf.Header
	report report.Report
}

// subject makes the model ready and reads the figures that there are.
func (b *bench) subject(ctx context.Context, model string) (*subject, error) {
	s := &subject{bench: b, model: model}
	if !local.IsPath(model) {
		pull := exec.CommandContext(ctx, b.home.Caro, "models", "pull", "--quiet", model)
		pull.Stderr = os.Stderr
		if err := pull.Run(); err != nil {
			return nil, fmt.Errorf("get the model %s: %w", model, err)
		}
	}
	var err error
	if s.path, _, err = local.FindModel(ctx, model, nil); err != nil {
		return nil, err
	}
	if s.path, err = filepath.Abs(s.path); err != nil {
		return nil, err
	}
	if s.header, err = gguf.ReadFile(s.path); err != nil {
		return nil, err
	}
	if s.report.Name, err = s.reportName(ctx); err != nil {
		return nil, err
	}
	if b.out != "" {
		s.report, err = report.Read(b.folder(), s.report.Name)
	}
	s.report.Model = report.Model{
		ID: filepath.Base(model), Bytes: s.weights(), Parameters: s.header.Parameters, Default: model == b.standard,
	}
	return s, err
}

// reportName keeps the figures of a GPU apart from those of the CPU. Only a worker knows
// which of them it will be.
func (s *subject) reportName(ctx context.Context) (string, error) {
	name := strings.TrimSuffix(filepath.Base(s.model), ".gguf")
	if s.device == "cpu" {
		return name, nil
	}
	h, _, info, err := s.open(ctx, false)
	if err != nil {
		return "", err
	}
	if info.GPULayers > 0 {
		name += "-gpu"
	}
	return name, h.Close(ctx)
}

// folder is where the reports lie.
func (b *bench) folder() string { return filepath.Join(b.out, "bench") }

// weights are the bytes of all tensors.
func (s *subject) weights() int64 {
	sum := int64(0)
	for _, t := range s.header.Tensors {
		sum += int64(t.Bytes)
	}
	return sum
}

// stamp says where and when, with what the worker says it runs on.
func (s *subject) stamp(ctx context.Context, info backend.Info) report.Stamp {
	load, err := machine.Load(ctx)
	if err != nil {
		load = -1
	}
	return report.Stamp{
		Date: time.Now().UTC().Format(time.DateOnly), Version: s.version, Machine: s.machine.String(),
		Device: info.Device, Threads: info.Threads, Load: load,
	}
}

// write puts the figures into the folder, the plots and the document.
func (b *bench) write(s *subject) error {
	if b.out == "" {
		return nil
	}
	if err := s.report.Write(b.folder()); err != nil {
		return err
	}
	if err := chart.Draw(s.report, b.folder()); err != nil {
		return err
	}
	all, err := report.ReadAll(b.folder())
	if err != nil {
		return err
	}
	err = report.Update(filepath.Join(b.out, "performance.md"), all, func(r report.Report, part string) string {
		return chart.Markdown(r, part, "bench")
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a folder for figures alone
	}
	return err
}

// open makes a home for a worker of this model and a front that has loaded it. The
// caller closes the home.
func (s *subject) open(ctx context.Context, lowMemory bool) (*home.Home, *home.Assistant, backend.Info, error) {
	return s.openFor(ctx, lowMemory, time.Hour)
}

// openFor is open with a worker that unloads after a time without a request.
func (s *subject) openFor(ctx context.Context, lowMemory bool, idle time.Duration) (*home.Home, *home.Assistant, backend.Info, error) {
	h, err := home.New(s.home, s.model, s.device)
	if err != nil {
		return nil, nil, backend.Info{}, err
	}
	h.UnloadAfter(idle)
	a, err := h.Open(ctx, lowMemory)
	if err == nil {
		var info backend.Info
		if info, err = a.Backend.Load(ctx, nil); err == nil {
			return h, a, info, nil
		}
	}
	return nil, nil, backend.Info{}, errors.Join(err, h.Close(ctx))
}
