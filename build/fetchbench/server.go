package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// sentPath is where the server says how many bytes of the file it has sent since it was
// asked the last time.
const sentPath = "/sent"

// serve offers the file at path under every address, says on its output where, and ends
// when its input does.
func serve(ctx context.Context, path string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var sent atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc(sentPath, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, sent.Swap(0)) })
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		f, err := os.Open(path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer f.Close()
		w.Header().Set("ETag", `"fetchbench"`)
		w.Header().Set("Content-Type", "application/octet-stream")
		http.ServeContent(&counted{w, &sent}, req, "", time.Time{}, f)
	})
	fmt.Println("http://" + listener.Addr().String())
	server := &http.Server{Handler: mux}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	_ = server.Serve(listener) // it ends when it is closed
	return nil
}

// counted counts what is written, and leaves it to the system to move a file's bytes.
type counted struct {
	http.ResponseWriter
	n *atomic.Int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n.Add(int64(n))
	return n, err
}

func (c *counted) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(c.ResponseWriter, r)
	c.n.Add(n)
	return n, err
}
