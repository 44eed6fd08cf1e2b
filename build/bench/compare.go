package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"caro/build/bench/internal/report"
	"caro/build/internal/stat"
)

const (
	// warmUp is asked of each before anything is measured, so that models, prefixes and
	// buffers are there. It is none of the requests.
	warmUp = "say which folder this is"
	// between lets the threads of the one before stop spinning.
	between = 100 * time.Millisecond
	// seed of the draws for ranges.
	seed = 1
)

// compare has all contenders answer the requests in turns.
func compare(ctx context.Context, s *subject) (err error) {
	r, err := s.newRace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close(ctx)) }()
	if err := r.addNode(ctx); err != nil {
		return err
	}
	if s.typed > 0 {
		if err := r.addTyped(ctx); err != nil {
			return err
		}
	}
	for _, c := range r.contenders {
		if _, _, err := c.ask(ctx, warmUp); err != nil {
			return fmt.Errorf("%s: %w", report.Titles[c.key], err)
		}
	}
	found := &report.Compare{Stamp: s.stamp(ctx, r.info), LeftOut: r.leftOut, Differing: []report.Difference{}}
	if err := r.rounds(ctx, found); err != nil {
		return err
	}
	summarise(found)
	s.report.Compare = found
	return nil
}

// rounds asks all requests of all contenders, then all of Caro once more.
func (r *race) rounds(ctx context.Context, found *report.Compare) error {
	asked := r.first(r.asked, len(r.asked))
	typed := spaced(len(asked), r.typed)
	texts := make([]written, len(asked))
	for i, query := range asked {
		row := report.Row{Request: i + 1, Samples: map[string]report.Sample{}}
		for k := range r.contenders {
			c := r.contenders[(i+k)%len(r.contenders)]
			if c.key == report.Typed && !typed[i] {
				continue
			}
			if err := wait(ctx, between); err != nil {
				return err
			}
			sample, text, err := c.ask(ctx, query)
			if err != nil {
				return fmt.Errorf("%s, request %d: %w", report.Titles[c.key], i+1, err)
			}
			row.Samples[c.key] = sample
			if c.key == report.Caro {
				texts[i] = written{text, r.prompt}
			}
		}
		found.Rows = append(found.Rows, row)
		fmt.Fprintf(os.Stderr, "\r%d of %d", i+1, len(asked))
	}
	fmt.Fprintln(os.Stderr)
	for i, query := range asked {
		sample, _, err := r.askCaro(ctx, query)
		if err != nil {
			return fmt.Errorf("%s, request %d: %w", report.Titles[report.Again], i+1, err)
		}
		found.Rows[i].Samples[report.Again] = sample
	}
	for i, query := range asked {
		d, differs, _, err := r.difference(ctx, i, query, texts[i])
		if err != nil {
			return err
		}
		if differs {
			found.Differing = append(found.Differing, d)
		}
	}
	return nil
}

// spaced picks n of all evenly, the first one too.
func spaced(all, n int) map[int]bool {
	picked := map[int]bool{}
	n = min(n, all)
	for i := range n {
		picked[i*all/n] = true
	}
	return picked
}

// pairs are the ratios that are told.
var pairs = []struct{ of, over, what string }{
	{report.Caro, report.Plain, report.WhatTotal},
	{report.Caro, report.NodeSystem, report.WhatTotal},
	{report.Caro, report.NodeChat, report.WhatTotal},
	{report.Caro, report.NodeSystem, report.WhatAlike},
	{report.Caro, report.NodeChat, report.WhatAlike},
	{report.Caro, report.Plain, report.WhatFirst},
	{report.Caro, report.NodeSystem, report.WhatFirst},
	{report.Caro, report.NodeChat, report.WhatFirst},
	{report.Typed, report.NodeSystem, report.WhatTotal},
	{report.Typed, report.NodeChat, report.WhatTotal},
	{report.Typed, report.Caro, report.WhatTotal},
	{report.Again, report.Caro, report.WhatTotal},
}

// summarise makes the summaries and ratios of the rows.
func summarise(c *report.Compare) {
	c.Contenders, c.Ratios = nil, nil
	for _, key := range report.Keys {
		total, _ := both(c, key, key, report.WhatTotal)
		first, _ := both(c, key, key, report.WhatFirst)
		if len(total) == 0 {
			continue
		}
		who := report.Contender{Key: key, Total: stat.Summarise(total), First: stat.Summarise(first)}
		for _, row := range c.Rows {
			who.Tokens += float64(row.Samples[key].Tokens) / float64(len(total))
			who.Passes += float64(row.Samples[key].Passes) / float64(len(total))
		}
		c.Contenders = append(c.Contenders, who)
	}
	for _, p := range pairs {
		of, over := both(c, p.of, p.over, p.what)
		ratio, err := stat.RatioOfMeans(of, over, seed)
		if err != nil {
			continue // one of them wasn't there
		}
		c.Ratios = append(c.Ratios, report.Ratio{Of: p.of, Over: p.over, What: p.what, Limit: report.LimitOf(p.of, p.over, p.what), Ratio: ratio})
	}
}

// both are the figures of two contenders on the requests that both answered.
func both(c *report.Compare, of, over, what string) (a, b []float64) {
	for _, row := range c.Rows {
		x, there := row.Samples[of]
		y, too := row.Samples[over]
		if !there || !too || what == report.WhatAlike && x.Tokens != y.Tokens {
			continue
		}
		if what == report.WhatFirst {
			a, b = append(a, x.First), append(b, y.First)
		} else {
			a, b = append(a, x.Total), append(b, y.Total)
		}
	}
	return a, b
}
