package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/hybridgroup/yzma/pkg/llama"

	"caro/core/engine/libs"
)

// model is a loaded model with its context.
type model struct {
	ctx      llama.Context
	memory   llama.Memory
	vocab    llama.Vocab
	words    int
	batch    llama.Batch
	size     int // tokens that batch takes
	template string
	fixed    []llama.Token // evaluated, and kept in the cache
}

// load does what core/engine does for a full load.
func load(p parameters) (*model, error) {
	path, err := filepath.Abs(p.model)
	if err != nil {
		return nil, err
	}
	found, err := libs.Open(p.libraries)
	if err != nil {
		return nil, err
	}
	if err := libs.Isolate(); err != nil {
		return nil, err
	}
	if err := llama.Load(found.Dir); err != nil {
		return nil, fmt.Errorf("load the libraries of %s: %w", found.Dir, err)
	}
	llama.LogSet(llama.LogSilent())
	if err := llama.GGMLBackendLoadAllFromPath(found.Dir); err != nil {
		return nil, fmt.Errorf("load the devices of %s: %w", found.Dir, err)
	}
	if llama.GGMLBackendDeviceCount() == 0 {
		return nil, errors.New("the libraries offer no device")
	}
	llama.BackendInit()
	params := llama.ModelDefaultParams()
	params.NGpuLayers = int32(p.layers)
	none := []llama.GGMLBackendDevice{0}
	if p.layers == 0 {
		if err := params.SetDevices(none); err != nil {
			return nil, err
		}
	}
	handle, err := llama.ModelLoadFromFile(path, params)
	runtime.KeepAlive(none)
	if err != nil {
		return nil, fmt.Errorf("load the model %s: %w", path, err)
	}
	return open(handle, p)
}

// open makes the context.
func open(handle llama.Model, p parameters) (*model, error) {
	params := llama.ContextDefaultParams()
	params.NCtx = uint32(p.context)
	params.NBatch, params.NUbatch = uint32(p.batch), uint32(p.batch)
	params.NSeqMax = 1
	params.NThreads, params.NThreadsBatch = int32(p.threads), int32(p.threads)
	params.NoPerf = 1
	ctx, err := llama.InitFromModel(handle, params)
	if err != nil {
		return nil, fmt.Errorf("make a context of %d tokens: %w", p.context, err)
	}
	m := &model{ctx: ctx, vocab: llama.ModelGetVocab(handle), size: p.batch, batch: llama.BatchInit(int32(p.batch), 0, 1)}
	if m.memory, err = llama.GetMemory(ctx); err != nil {
		return nil, fmt.Errorf("reach the attention cache: %w", err)
	}
	m.words = int(llama.VocabNTokens(m.vocab))
	if m.template = llama.ModelChatTemplate(handle, ""); m.template == "" {
		m.template = "chatml"
	}
	return m, nil
}

// generate answers a request. The fixed part is evaluated before the clock starts; it
// is another one only in the first request.
func (m *model) generate(req request) (reply, error) {
	start := time.Now()
	tokens, shared, err := m.prompt(req)
	if err != nil {
		return reply{}, err
	}
	if !slices.Equal(m.fixed, tokens[:shared]) {
		if err := m.keep(tokens[:shared]); err != nil {
			return reply{}, err
		}
		start = time.Now()
	}
	if removed, err := llama.MemorySeqRm(m.memory, 0, llama.Pos(shared), -1); err != nil || !removed {
		return reply{}, errors.New("what the last request left in the attention cache can't be removed")
	}
	end := ""
	if req.Script != nil {
		end = req.Script.End
	}
	out := reply{PromptTokens: len(tokens)}
	if err := m.decode(tokens[shared:], shared); err != nil {
		return reply{}, err
	}
	var text []byte
	for at := len(tokens); len(out.Tokens) < req.MaxTokens; at++ {
		next, margin, err := m.choose(req.Margins)
		if err != nil {
			return reply{}, err
		}
		if out.FirstToken == 0 {
			out.FirstToken = time.Since(start)
		}
		if req.Margins {
			out.Margins = append(out.Margins, margin) // that of the end mark too
		}
		if llama.VocabIsEOG(m.vocab, next) {
			break
		}
		text = append(text, m.bytes(next)...)
		if body, _, over := bytes.Cut(text, []byte(end)); over && end != "" {
			text = body
			out.Tokens, out.Ends = append(out.Tokens, int32(next)), append(out.Ends, len(body))
			for n := len(out.Ends) - 1; n > 0 && out.Ends[n-1] >= len(body); n-- { // nothing of it is the answer's
				out.Tokens, out.Ends = out.Tokens[:n], out.Ends[:n]
				out.Ends[n-1] = len(body)
			}
			break
		}
		out.Tokens, out.Ends = append(out.Tokens, int32(next)), append(out.Ends, len(text))
		if len(out.Tokens) == req.MaxTokens {
			break
		}
		if err := m.decode([]llama.Token{next}, at); err != nil {
			return reply{}, err
		}
	}
	out.Text, out.Total = string(text), time.Since(start)
	return out, nil
}

// keep evaluates the fixed part anew.
func (m *model) keep(tokens []llama.Token) error {
	if err := llama.MemoryClear(m.memory, false); err != nil {
		return fmt.Errorf("clear the attention cache: %w", err)
	}
	m.fixed = slices.Clone(tokens)
	return m.decode(tokens, 0)
}

// decode evaluates tokens from a position on, in one batch where they fit.
func (m *model) decode(tokens []llama.Token, at int) error {
	for part := range slices.Chunk(tokens, m.size) {
		m.batch.NTokens = 0
		for i, t := range part {
			if err := m.batch.Add(t, llama.Pos(at+i), []llama.SeqId{0}, i == len(part)-1); err != nil {
				return fmt.Errorf("fill a batch: %w", err)
			}
		}
		if status, err := llama.Decode(m.ctx, m.batch); err != nil || status != 0 {
			return fmt.Errorf("llama_decode returned %d, %w", status, err)
		}
		at += len(part)
	}
	return nil
}

// choose returns the likeliest next token and, where it is wanted, how far it is ahead.
func (m *model) choose(margin bool) (best llama.Token, ahead float32, err error) {
	logits, err := llama.GetLogitsIth(m.ctx, -1, m.words)
	if err != nil || len(logits) == 0 {
		return 0, 0, fmt.Errorf("no logits: %w", err)
	}
	for i, l := range logits {
		if l > logits[best] {
			best = llama.Token(i)
		}
	}
	if !margin {
		return best, 0, nil
	}
	second := float32(math.Inf(-1))
	for i, l := range logits {
		if l > second && llama.Token(i) != best {
			second = l
		}
	}
	return best, logits[best] - second, nil
}
