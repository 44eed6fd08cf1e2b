// Command fetchbench measures how Caro fetches a model beside curl, on this machine and in
// one run: a file of -size comes from a server on this machine to the same disk by
// models.Pull, and by `curl && sync && sha256sum`, which ends in as much being known. They
// take turns, each time in another order. Then a download is cancelled at nine tenths, and
// gone on with.
//
//	go run ./build/fetchbench
//	go run ./build/fetchbench -size 200 -runs 5 -dir /var/tmp -out fetch.json
//
// The server is a process of its own, and so is each download. The exit status is 1 only
// where something couldn't be measured or the bytes are wrong; whether the aims are met is
// printed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// The aims.
const (
	leastSpeed = 0.8 // of curl's
	mostMemory = 40  // MB
)

// options are the flags.
type options struct {
	size int64 // MB
	runs int
	dir  string
	out  string
}

// asServer and asPull, as the first argument, make this program one of its own processes.
const (
	asServer = "as-server"
	asPull   = "as-pull"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := do(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fetchbench:", err)
		os.Exit(1)
	}
}

func do(ctx context.Context) error {
	if len(os.Args) == 3 && os.Args[1] == asServer {
		return serve(ctx, os.Args[2])
	}
	if len(os.Args) == 4 && os.Args[1] == asPull {
		return pull(ctx, os.Args[2], os.Args[3])
	}
	var o options
	flag.Int64Var(&o.size, "size", 1000, "size of the file in `MB`")
	flag.IntVar(&o.runs, "runs", 3, "`number` of downloads by each")
	flag.StringVar(&o.dir, "dir", os.TempDir(), "`folder` on the disk to measure; needs twice the size")
	flag.StringVar(&o.out, "out", "", "`file` for the figures as JSON; none where empty")
	flag.Parse()
	if o.size < 10 || o.runs < 1 || flag.NArg() > 0 {
		return errors.New("the size must be 10 MB at least, the runs one; see -help")
	}
	r, err := measure(ctx, o)
	if err != nil {
		return err
	}
	fmt.Print(r)
	if o.out == "" {
		return nil
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, append(data, '\n'), 0o644)
}

// measure takes all figures.
func measure(ctx context.Context, o options) (*results, error) {
	b, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	defer b.close()
	// The first one of all isn't counted: it pays for memory that the system hasn't at hand.
	if _, err := b.curl(ctx); err != nil {
		return nil, err
	}
	r := &results{Bytes: b.model.Bytes}
	for i := range o.runs {
		turns := []func() error{
			func() error {
				f, err := b.caro(ctx)
				r.Caro = append(r.Caro, f)
				return err
			},
			func() error {
				f, err := b.curl(ctx)
				r.Curl = append(r.Curl, f)
				return err
			},
		}
		if i%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			fmt.Fprint(os.Stderr, ".")
			if err := turn(); err != nil {
				return nil, err
			}
		}
	}
	fmt.Fprintln(os.Stderr)
	r.Resumed, err = b.resumed(ctx)
	return r, err
}
