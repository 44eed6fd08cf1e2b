// Command bench measures Caro on this machine and compares it with the same libraries
// driven plainly. It writes docs/bench/*.json, plots, and the figures of
// docs/performance.md, which says how to read them.
//
//	make bench                                   all but the long runs
//	make soak                                    the long runs
//	build/out/bench/bench -only compare -models qwen2.5-coder-0.5b -requests 10 -out ""
//
// The contenders of the comparison answer in turns within one run, request by request and
// each time in another order, so that whatever else the machine does hits all alike.
// Figures of different runs mustn't be compared.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"caro/build/bench/internal/report"
)

// options are the flags.
type options struct {
	only     string
	models   string
	device   string
	programs string
	out      string
	requests int
	typed    int
	starts   int
	soak     int
	crowd    int
}

// short are the parts that are measured where -only names none.
const short = "compare,startup,cli,cold,memory,roofline"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, flags())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func flags() options {
	var o options
	flag.StringVar(&o.only, "only", short, "`parts` to measure: compare, equal, startup, cli, cold, memory, roofline, soak, crowd")
	flag.StringVar(&o.models, "models", "", "`names` of the models; the default model and the 0.5B one, for soak and crowd the default one")
	flag.StringVar(&o.device, "device", os.Getenv("CARO_DEVICE"), "auto, cpu or gpu (CARO_DEVICE)")
	flag.StringVar(&o.programs, "programs", "build/out", "`folder` of the programs under test")
	flag.StringVar(&o.out, "out", "docs", "`folder` of performance.md and bench/, which are rewritten; nothing is where empty")
	flag.IntVar(&o.requests, "requests", 0, "`number` of requests to ask; 60, for equal 200")
	flag.IntVar(&o.typed, "typed", 20, "`number` of them that are typed too")
	flag.IntVar(&o.starts, "starts", 5, "`number` of cold starts with and without the saved prefix")
	flag.IntVar(&o.soak, "soak", 2000, "`number` of requests of the long run")
	flag.IntVar(&o.crowd, "crowd", 500, "`number` of requests of the crowd")
	flag.Parse()
	return o
}

// part is one thing that can be measured.
type part struct {
	measure func(context.Context, *subject) error
	once    bool // it says nothing of a model: it is measured with the first one alone
}

var parts = map[string]part{
	"compare":  {measure: compare},
	"equal":    {measure: equal},
	"startup":  {measure: startUp, once: true},
	"cli":      {measure: commandLine},
	"cold":     {measure: cold},
	"memory":   {measure: memory},
	"roofline": {measure: roofline},
	"soak":     {measure: soak},
	"crowd":    {measure: crowd},
}

func run(ctx context.Context, o options) error {
	wanted := strings.Split(o.only, ",")
	for _, name := range wanted {
		if _, known := parts[name]; !known {
			return fmt.Errorf("there is no part %.20q; see -help", name)
		}
	}
	b, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	for i, model := range b.models(wanted) {
		s, err := b.subject(ctx, model)
		if err != nil {
			return err
		}
		for _, name := range report.Parts {
			p, known := parts[name]
			if !known || !slices.Contains(wanted, name) || p.once && i > 0 {
				continue
			}
			fmt.Fprintf(os.Stderr, "%s: %s\n", model, name)
			if err := p.measure(ctx, s); err != nil {
				return fmt.Errorf("%s of %s: %w", name, model, err)
			}
			fmt.Printf("\n## %s: %s\n\n%s", model, name, s.report.Table(name))
			// At once: a later part that fails costs nothing of what was measured.
			if err := b.write(s); err != nil {
				return err
			}
		}
		fmt.Printf("\n## %s: aims\n\n%s", model, s.report.Table("aims"))
	}
	return nil
}
