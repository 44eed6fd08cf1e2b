// Command bench measures what an answer costs on this machine, and prints tables: the
// start of the program, loading, and 20 requests in one process with the default model.
//
//	make bench
//
// It uses the programs in build/out and the model in the cache. Machines are noisy: run
// it twice, and compare figures of one run only.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"caro/core"
	"caro/core/local"
	"caro/core/prompt"
)

const out = "build/out"

// requests are everyday ones, short and long, none of them in the prompt's examples.
var requests = []string{
	"list files",
	"show hidden files too",
	"find the ten largest files under /var/log",
	"count the lines of all Python files in this folder and below",
	"how much space is free on the disk",
	"replace grey with silver in every txt file",
	"pack the folder photos into photos.tar.gz",
	"show the last 20 lines of server.log",
	"make run.sh executable",
	"which files here changed in the last two days",
	"delete all empty folders under build",
	"print the third column of data.csv",
	"sort names.txt and drop the repeated lines",
	"how many processors does this machine have",
	"rename draft.txt to final.txt",
	"show the size of each folder here, biggest first",
	"search for the word error in all log files, ignoring case",
	"show the first five lines of readme.md",
	"what is today's date in the form year-month-day",
	"copy all jpg files from pictures to backup",
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, measure := range []func(context.Context) error{startUp, sizes, answers} {
		if err := measure(ctx); err != nil {
			return err
		}
		fmt.Println()
	}
	return nil
}

// startUp times `caro version` as a whole process.
func startUp(ctx context.Context) error {
	var times []time.Duration
	for range 30 {
		start := time.Now()
		if err := exec.CommandContext(ctx, filepath.Join(out, "caro"), "version").Run(); err != nil {
			return fmt.Errorf("caro version: %w", err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	fmt.Printf("caro version, 30 runs: median %s, best %s, worst %s\n",
		ms(times[len(times)/2]), ms(times[0]), ms(times[len(times)-1]))
	return nil
}

func sizes(context.Context) error {
	for _, name := range []string{"caro", "caro-engine"} {
		info, err := os.Stat(filepath.Join(out, name))
		if err != nil {
			return err
		}
		fmt.Printf("%s: %.1f MB\n", name, float64(info.Size())/1e6)
	}
	return nil
}

func answers(ctx context.Context) error {
	program, err := filepath.Abs(filepath.Join(out, "caro-engine"))
	if err != nil {
		return err
	}
	if err := os.Setenv("CARO_LIB", filepath.Join(out, "lib")); err != nil {
		return err
	}
	assistant, err := local.Open(ctx, local.Options{Program: program, Device: os.Getenv("CARO_DEVICE")})
	if err != nil {
		return err
	}
	defer func() { _ = assistant.Close() }()
	info, err := assistant.Backend.Load(ctx, nil)
	if err != nil {
		return err
	}
	target, err := prompt.ParseTarget("", assistant.Machine)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n%s on %s, %d threads; loaded in %s\n\n", assistant.Machine, info.Model, info.Device, info.Threads, ms(info.Load))
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "total ms\tfirst token\tprompt\tkept\twritten\t  command")
	var sum, first float64
	for i, query := range requests {
		answer, err := assistant.Ask(ctx, core.Request{Query: query, Target: target})
		if err != nil {
			return err
		}
		t := answer.Timing
		if i > 0 { // the first one evaluates the fixed part of the prompt as well
			sum, first = sum+t.Total, first+t.FirstToken
		}
		fmt.Fprintf(w, "%.0f\t%.0f\t%d\t%d\t%d\t  %s\n", t.Total, t.FirstToken, t.PromptTokens, t.CachedTokens, t.GeneratedTokens, answer.Command)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	n := float64(len(requests) - 1)
	fmt.Printf("\nmean without the first: %.0f ms to the command, %.0f ms to the first token\n", sum/n, first/n)
	return nil
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
