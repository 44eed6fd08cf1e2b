// Command drafts collects the model's own answers to the requests in requests.txt, one
// by one, into resources/drafts.tsv: the table that guesses are looked up in (package
// core/engine/draft).
//
//	go run ./build/drafts -model MODEL.gguf
//
// An answer that is there already isn't asked for again, so it can be stopped and gone
// on with. It takes about a second a request.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"caro/core/backend"
	"caro/core/engine"
	"caro/core/platform"
	"caro/core/prompt"
)

const (
	requestsFile = "build/drafts/requests.txt"
	draftsFile   = "resources/drafts.tsv"
	// maxTokens is what a command may have; longer answers tell nothing of the next.
	maxTokens = 64
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "drafts:", err)
		os.Exit(1)
	}
}

func run() error {
	model := flag.String("model", "", "GGUF `file` of the model")
	libraries := flag.String("libraries", "build/out/lib", "`folder` of the engine libraries")
	every := flag.Int("mac-every", 3, "ask each `n`th request for macOS too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	requests, err := os.ReadFile(requestsFile)
	if err != nil {
		return err
	}
	known, err := os.ReadFile(draftsFile)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	done := map[string]bool{}
	for line := range strings.Lines(string(known)) {
		system, rest, _ := strings.Cut(line, "\t")
		request, _, _ := strings.Cut(rest, "\t")
		done[system+"\t"+request] = true
	}
	out, err := os.OpenFile(draftsFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	machine, err := platform.Detect(ctx)
	if err != nil {
		return err
	}
	e := engine.New(engine.Options{Libraries: absolute(*libraries), Model: absolute(*model), Machine: machine})
	defer func() { _ = e.Close() }()
	for _, system := range []string{"linux", "macos"} {
		n := 0
		for s := bufio.NewScanner(strings.NewReader(string(requests))); s.Scan(); n++ {
			if done[system+"\t"+s.Text()] || system == "macos" && n%*every != 0 {
				continue
			}
			answer, err := ask(ctx, e, machine, system, s.Text())
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(out, "%s\t%s\t%s\n", system, s.Text(), answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask returns the answer, "" for one that isn't a single whole line.
func ask(ctx context.Context, e *engine.Engine, machine platform.Machine, system, request string) (string, error) {
	target, err := prompt.ParseTarget(system, machine)
	if err != nil {
		return "", err
	}
	r, err := e.Generate(ctx, prompt.Command(request, target, nil).Request(maxTokens), nil)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(os.Stderr, "%4d ms %2d tokens  %s\n", r.Total.Milliseconds(), r.GeneratedTokens, r.Text)
	if r.Stop != backend.StopEnd || strings.ContainsAny(r.Text, "\t\r\n") {
		return "", nil
	}
	return r.Text, nil
}

// absolute keeps a path good after the engine has left the working folder.
func absolute(path string) string {
	if dir, err := os.Getwd(); err == nil && !strings.HasPrefix(path, "/") {
		return dir + "/" + path
	}
	return path
}
