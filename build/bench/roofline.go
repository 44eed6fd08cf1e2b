package main

import (
	"context"
	"errors"

	"caro/build/bench/internal/report"
	"caro/build/internal/machine"
)

// probes is how many requests the speed is taken from.
const probes = 12

// roofline measures how fast the memory is and how fast Caro and the plain loop write: a
// token needs all weights read once, and the attention cache.
func roofline(ctx context.Context, s *subject) (err error) {
	r, err := s.newRace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close(ctx)) }()
	found := &report.Roofline{Stamp: s.stamp(ctx, r.info)}
	if found.Bandwidth, err = machine.Bandwidth(ctx, r.info.Threads); err != nil {
		return err
	}
	var plain, caro pace
	for i, query := range append([]string{warmUp}, s.first(s.asked, probes)...) {
		sample, _, err := r.askCaro(ctx, query)
		if err != nil {
			return err
		}
		reply, err := r.askPlainWith(ctx, query, false)
		if err != nil {
			return err
		}
		if i > 0 {
			caro.add(sample.Total-sample.First, sample.Tokens, r.prompt)
			plain.add(ms(reply.Total-reply.First), reply.Count, reply.PromptTokens)
		}
	}
	if plain.tokens == 0 || caro.tokens == 0 {
		return errors.New("nothing was written")
	}
	after, err := machine.Bandwidth(ctx, r.info.Threads)
	if err != nil {
		return err
	}
	found.Bandwidth = max(found.Bandwidth, after)
	found.PerToken = s.readBytes() + float64(s.header.KVBytes(int64(plain.held/plain.tokens)))
	found.Bound = 1000 * found.PerToken / found.Bandwidth
	found.Plain, found.Caro = plain.perToken(), caro.perToken()
	s.report.Roofline = found
	return nil
}

// readBytes are the bytes of the tensors that a token needs: all, but of the table of
// tokens only a row where another tensor makes the logits.
func (s *subject) readBytes() float64 {
	sum, table, output := 0.0, 0.0, false
	for _, t := range s.header.Tensors {
		switch t.Name {
		case "token_embd.weight":
			table = float64(t.Bytes)
			continue
		case "output.weight":
			output = true
		}
		sum += float64(t.Bytes)
	}
	if output {
		return sum
	}
	return sum + table
}

// pace is how fast somebody writes.
type pace struct {
	writing float64 // ms from the first token to the last
	tokens  int
	held    int // tokens in the cache, summed over those written
}

// add counts an answer. From the first token on, each token is evaluated once to get the
// next one or the end.
func (p *pace) add(writing float64, tokens, prompt int) {
	p.writing, p.tokens, p.held = p.writing+writing, p.tokens+tokens, p.held+prompt*tokens
}

func (p *pace) perToken() float64 { return p.writing / float64(p.tokens) }
