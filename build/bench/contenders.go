package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"caro/build/bench/internal/peer"
	"caro/build/bench/internal/report"
	"caro/build/internal/home"
	"caro/core/backend"
	"caro/core/engine/libs"
	"caro/core/local"
)

// nodeTokens is the most that node-llama-cpp may write, as the issue says.
const nodeTokens = 64

// contender answers requests in its way.
type contender struct {
	key string
	// ask answers a request: what it cost, and the text as the model wrote it.
	ask func(ctx context.Context, query string) (report.Sample, string, error)
}

// race is a comparison that is under way.
type race struct {
	*subject
	info       backend.Info
	front      *home.Assistant // (a)
	plain      *peer.Peer      // (b)
	contenders []contender
	leftOut    []string
	closers    []func(context.Context) error
	prompt     int // tokens of Caro's last prompt
}

// newRace starts the worker and the plain loop; the caller closes it.
func (s *subject) newRace(ctx context.Context) (*race, error) {
	r := &race{subject: s}
	h, front, info, err := s.open(ctx, false)
	if err != nil {
		return nil, err
	}
	r.front, r.info, r.closers = front, info, []func(context.Context) error{h.Close}
	r.contenders = []contender{{report.Caro, r.askCaro}}
	p, err := r.parameters()
	if err == nil {
		r.plain, err = peer.StartPlain(ctx, filepath.Join(s.programs, "bench", "plain"), p)
	}
	if err != nil {
		return nil, errors.Join(err, r.close(ctx))
	}
	r.closers = append(r.closers, func(context.Context) error { return r.plain.Close() })
	r.contenders = append(r.contenders, contender{report.Plain, r.askPlain})
	return r, nil
}

// parameters are those that the worker loaded its model with.
func (r *race) parameters() (peer.Parameters, error) {
	libraries, err := r.libraries()
	return peer.Parameters{
		Libraries: libraries, Model: r.path, Threads: r.info.Threads, Context: r.info.Context, GPULayers: r.info.GPULayers,
	}, err
}

// libraries are the folder that Caro's worker loads.
func (s *subject) libraries() (string, error) {
	dir, err := local.Libraries(s.machine, s.device)
	if err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}

// addNode starts node-llama-cpp; where it can't be had, that is noted.
func (r *race) addNode(ctx context.Context) error {
	p, err := r.parameters()
	if err != nil {
		return err
	}
	found, err := libs.Open(p.Libraries)
	if err != nil {
		return err
	}
	to := filepath.Join(r.programs, "bench", "node")
	err = peer.InstallNode(ctx, filepath.Join("build", "bench", "node"), to, found.Variant.Package, found.Variant.Version)
	var missing *peer.MissingError
	if errors.As(err, &missing) {
		r.leftOut = append(r.leftOut, missing.Error())
		return nil
	}
	if err != nil {
		return err
	}
	node, err := peer.StartNode(ctx, to, p)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, func(context.Context) error { return node.Close() })
	for _, way := range []struct{ key, mode string }{{report.NodeSystem, peer.ModeSystem}, {report.NodeChat, peer.ModeChat}} {
		r.contenders = append(r.contenders, contender{way.key, func(ctx context.Context, query string) (report.Sample, string, error) {
			return r.askNode(ctx, node, way.mode, query)
		}})
	}
	return nil
}

// addTyped starts a worker of its own for what is typed: Caro learns from its answers, so
// one that had answered the request already would be ahead.
func (r *race) addTyped(ctx context.Context) error {
	h, front, _, err := r.open(ctx, false)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, h.Close)
	r.contenders = append(r.contenders, contender{report.Typed, func(ctx context.Context, query string) (report.Sample, string, error) {
		return r.askTyped(ctx, front, query)
	}})
	return nil
}

func (r *race) close(ctx context.Context) error {
	var err error
	for _, end := range r.closers {
		err = errors.Join(err, end(ctx))
	}
	r.closers = nil
	return err
}

func (r *race) askCaro(ctx context.Context, query string) (report.Sample, string, error) {
	answered, err := r.front.Time(ctx, query, r.target)
	if err == nil && answered.Restart != "" {
		err = errors.New("the worker was replaced: " + answered.Restart)
	}
	r.prompt = answered.Result.PromptTokens
	return sample(answered), answered.Result.Text, err
}

func sample(a home.Answered) report.Sample {
	return report.Sample{Total: ms(a.Total), First: ms(a.First), Tokens: a.Result.GeneratedTokens, Passes: a.Result.Passes}
}

func (r *race) askPlain(ctx context.Context, query string) (report.Sample, string, error) {
	reply, err := r.askPlainWith(ctx, query, false)
	return report.Sample{Total: ms(reply.Total), First: ms(reply.First), Tokens: reply.Count}, reply.Text, err
}

func (r *race) askPlainWith(ctx context.Context, query string, margins bool) (peer.Reply, error) {
	req, err := r.front.Request(ctx, query, r.target)
	if err != nil {
		return peer.Reply{}, err
	}
	return r.plain.Ask(ctx, peer.Request{Messages: req.Messages, Fixed: req.Fixed, MaxTokens: req.MaxTokens, Margins: margins, Script: req.Script})
}

func (r *race) askNode(ctx context.Context, node *peer.Peer, mode, query string) (report.Sample, string, error) {
	req, err := r.front.Request(ctx, query, r.target)
	if err != nil {
		return report.Sample{}, "", err
	}
	reply, err := node.Ask(ctx, peer.Request{Messages: req.Messages, Fixed: req.Fixed, MaxTokens: nodeTokens, Mode: mode})
	return report.Sample{Total: ms(reply.Total), First: ms(reply.First), Tokens: reply.Count}, reply.Text, err
}

// ms is a time in milliseconds, to a hundredth.
func ms(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
