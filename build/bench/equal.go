package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"caro/build/bench/internal/peer"
	"caro/build/bench/internal/report"
)

// equal compares the texts of Caro and of the plain loop over many requests.
func equal(ctx context.Context, s *subject) (err error) {
	r, err := s.newRace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.close(ctx)) }()
	if _, _, err := r.askCaro(ctx, warmUp); err != nil {
		return err
	}
	all := slices.Concat(s.asked, s.more)
	asked := s.first(all, len(all))
	found := &report.Equal{Stamp: s.stamp(ctx, r.info), Requests: len(asked), Differing: []report.Difference{}}
	for i, query := range asked {
		_, text, err := r.askCaro(ctx, query)
		if err != nil {
			return fmt.Errorf("request %d: %w", i+1, err)
		}
		d, differs, tie, err := r.difference(ctx, i, query, written{text, r.prompt})
		if err != nil {
			return err
		}
		if differs {
			found.Differing = append(found.Differing, d)
		}
		if tie {
			found.NearTies++
		}
		fmt.Fprintf(os.Stderr, "\r%d of %d", i+1, len(asked))
	}
	fmt.Fprintln(os.Stderr)
	s.report.Equal = found
	return nil
}

// written is what Caro made of a request.
type written struct {
	text   string
	prompt int // tokens of the prompt
}

// difference compares Caro's text with that of the plain loop, which is asked for its
// margins; tie says that two tokens came near each other somewhere in it.
func (r *race) difference(ctx context.Context, i int, query string, w written) (d report.Difference, differs, tie bool, err error) {
	reply, err := r.askPlainWith(ctx, query, true)
	if err == nil && reply.PromptTokens != w.prompt {
		err = fmt.Errorf("the plain loop's prompt has %d tokens, Caro's %d: they weren't asked the same", reply.PromptTokens, w.prompt)
	}
	if err != nil {
		return d, false, false, fmt.Errorf("%s, request %d: %w", report.Titles[report.Plain], i+1, err)
	}
	tie = slices.ContainsFunc(reply.Margins, func(m float64) bool { return m < report.NearTie })
	d = report.Difference{Request: i + 1, Caro: w.text, Plain: reply.Text}
	d.Token, d.Margin, differs = firstDifference(w.text, reply)
	return d, differs, tie, nil
}

// firstDifference finds the first of the plain loop's tokens that Caro didn't write, with
// the least margin up to it.
func firstDifference(text string, reply peer.Reply) (token int, margin float64, differs bool) {
	if text == reply.Text {
		return 0, 0, false
	}
	at := 0
	for at < len(text) && at < len(reply.Text) && text[at] == reply.Text[at] {
		at++
	}
	for token < len(reply.Ends) && reply.Ends[token] <= at {
		token++
	}
	upTo := reply.Margins[:min(token+1, len(reply.Margins))]
	if len(upTo) > 0 {
		margin = slices.Min(upTo)
	}
	return token, margin, true
}
