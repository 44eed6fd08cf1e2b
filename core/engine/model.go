package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/backend"
	"caro/core/fault"
	"caro/core/models/gguf"
)

const (
	// sequence is the one sequence of the attention cache that is used.
	sequence = llama.SeqId(0)
)

// model is a loaded model with its context.
type model struct {
	handle   llama.Model
	ctx      llama.Context
	memory   llama.Memory
	vocab    llama.Vocab
	words    int // size of the vocabulary
	batch    llama.Batch
	most     int // tokens of a batch
	template string
	info     backend.Info

	prefixes prefixStore

	// evaluated are the tokens whose state is in the attention cache: the next chat
	// that begins alike goes on from there.
	evaluated []llama.Token
	recent    []*writing // the last answers, which the same requests go on with
	writings  sync.Mutex // held to change them, and to read them without the engine's lock

	guesses *guesses // nil where none can be checked: the attention cache must be able to go back
	quick   bool     // loaded quickly; see Options.QuickLoad
	cost    cost
	pace    pace
	passes  int // evaluations for answers, since the model was loaded
}

// loadModel checks the file, chooses the device and loads. A GPU that fails is passed
// over for the CPU, with a note.
func loadModel(ctx context.Context, o Options, on func(backend.Event)) (*model, error) {
	start := time.Now()
	header, err := gguf.ReadFile(o.Model)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.From(err, fault.ModelMissing)
	case err != nil:
		return nil, fault.From(fmt.Errorf("the model %s can't be used: %w", o.Model, err), fault.ModelDamaged)
	}
	release, err := openLibrary(o.Libraries)
	if err != nil {
		return nil, err
	}
	if header.ContextLength > 0 {
		o.Context = min(o.Context, int(header.ContextLength))
	}
	found := devices()
	want := need{file: uint64(header.Needed), cache: uint64(header.KVBytes(int64(o.Context))), layers: int(header.BlockCount)}
	where := place(want, platformDevices(found), o.Device)
	var gpu device
	if where.gpu >= 0 {
		gpu = found[where.gpu]
	}
	if err := fits(want, where.gpu >= 0, gpu.Device, o.Machine.MemoryTotal); err != nil {
		return nil, err
	}
	m, err := open(ctx, o, gpu, where.layers, on)
	if err != nil && where.gpu >= 0 && ctx.Err() == nil {
		where = placement{gpu: -1, note: fmt.Sprintf("%s failed to start (%v): running on the CPU", describe(gpu.Device), err)}
		gpu = device{}
		m, err = open(ctx, o, gpu, 0, on)
	}
	if err != nil {
		return nil, err
	}
	m.describe(header, gpu, where, time.Since(start))
	m.prefixes = newPrefixStore(o, release, m.info.Device)
	m.measureBy(o.QuickLoad, where.layers > 0)
	if !o.QuickLoad && where.layers == 0 {
		trim(o.Model)
	}
	return m, nil
}

// measureBy says by which curve and with how many threads the model begins.
func (m *model) measureBy(quick, onGPU bool) {
	m.quick = quick && !onGPU
	m.pace = newPace(m.info.Threads)
	switch {
	case onGPU:
		m.cost = newCost(gpuCurve)
		m.pace = newPace(1) // the work isn't theirs
	case quick:
		m.cost = newCost(plainCurve)
	default:
		m.cost = newCost(repackedCurve)
	}
}

// canGoBack reports whether the attention cache can forget its last tokens, as checking
// guesses needs.
func (m *model) canGoBack() bool {
	return !llama.ModelIsRecurrent(m.handle) && !llama.ModelIsHybrid(m.handle)
}

// describe fills in what the model is and what it runs on.
func (m *model) describe(header gguf.Header, gpu device, where placement, took time.Duration) {
	m.info.Backend = "local"
	m.info.Model = header.Name
	if m.info.Model == "" {
		m.info.Model = llama.ModelDesc(m.handle)
	}
	m.info.Device, m.info.GPULayers = "CPU", where.layers
	if where.gpu >= 0 {
		m.info.Device = describe(gpu.Device)
	}
	m.info.Layers = int(llama.ModelNLayer(m.handle)) + 1
	m.info.Load = took
	if where.note != "" {
		m.info.Notes = append(m.info.Notes, where.note)
	}
}

// open loads the weights and makes a context; gpu's handle is 0 for the CPU alone.
func open(ctx context.Context, o Options, gpu device, layers int, on func(backend.Event)) (*model, error) {
	library.log.take()
	params := llama.ModelDefaultParams()
	// The list ends in 0; an empty one keeps llama.cpp from using a GPU at all.
	use := []llama.GGMLBackendDevice{0}
	if gpu.handle != 0 {
		use = []llama.GGMLBackendDevice{gpu.handle, 0}
	}
	if err := params.SetDevices(use); err != nil {
		return nil, fault.Wrap(fault.Engine, err, "")
	}
	params.NGpuLayers = int32(layers)
	if o.QuickLoad {
		params.UseExtraBufts = 0
	}
	onProgress(func(done float64) bool {
		if on != nil {
			on(backend.Event{Kind: backend.EventLoading, Fraction: done})
		}
		return ctx.Err() == nil
	}, &params)
	handle, err := llama.ModelLoadFromFile(o.Model, params)
	runtime.KeepAlive(use)
	if ctx.Err() != nil {
		if err == nil {
			_ = llama.ModelFree(handle)
		}
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, failure("load the model "+o.Model, err)
	}
	m := &model{handle: handle, vocab: llama.ModelGetVocab(handle)}
	if err := m.openContext(o, layers > 0 && layers >= int(llama.ModelNLayer(handle))); err != nil {
		m.free()
		return nil, err
	}
	return m, nil
}

func (m *model) openContext(o Options, allOnGPU bool) error {
	threads := o.Threads
	if threads == 0 {
		threads = o.Machine.Threads(allOnGPU)
	}
	params := llama.ContextDefaultParams()
	params.NCtx = uint32(o.Context)
	params.NBatch, params.NUbatch = uint32(o.Batch), uint32(o.Batch)
	params.NSeqMax = 1
	params.NThreads, params.NThreadsBatch = int32(threads), int32(threads)
	params.NoPerf = 1
	ctx, err := llama.InitFromModel(m.handle, params)
	if err != nil {
		return failure("make a context of "+fmt.Sprint(o.Context)+" tokens", err)
	}
	m.ctx = ctx
	if m.memory, err = llama.GetMemory(ctx); err != nil {
		return failure("reach the attention cache", err)
	}
	m.words = int(llama.VocabNTokens(m.vocab))
	m.batch, m.most = llama.BatchInit(int32(o.Batch), 0, 1), o.Batch
	if m.template = llama.ModelChatTemplate(m.handle, ""); m.template == "" {
		m.template = "chatml" // the commonest form, for a model that names none
	}
	m.info.Context = int(llama.NCtx(ctx))
	m.info.Threads = threads
	return nil
}

// free gives everything back.
func (m *model) free() {
	if m.batch.Token != nil {
		_ = llama.BatchFree(m.batch)
	}
	if m.ctx != 0 {
		_ = llama.Free(m.ctx)
	}
	_ = llama.ModelFree(m.handle)
}

// progress is what the one C callback calls: purego's callbacks are never freed, so
// there is one for the process and not one for each load.
var progress struct {
	call atomic.Pointer[func(float64) bool]
	code uintptr
}

// onProgress has llama.cpp call f while it loads; f returns false to give up.
func onProgress(f func(float64) bool, params *llama.ModelParams) {
	progress.call.Store(&f)
	if progress.code == 0 {
		params.SetProgressCallback(func(done float32, _ uintptr) uint8 {
			if f := progress.call.Load(); f != nil && !(*f)(math.Min(1, float64(done))) {
				return 0
			}
			return 1
		})
		progress.code = params.ProgressCallback
	}
	params.ProgressCallback = progress.code
}

// failure words an error with the last things llama.cpp said.
func failure(what string, err error) error {
	lines := library.log.take()
	if len(lines) > 3 {
		lines = lines[len(lines)-3:]
	}
	if len(lines) > 0 {
		err = errors.New(strings.Join(lines, "; "))
	}
	return fault.Wrap(fault.Engine, fmt.Errorf("%s: %w", what, err), "")
}
