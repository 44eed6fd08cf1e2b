package machine

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// bufferBytes is far more than any cache holds.
	bufferBytes = 512 << 20
	rounds      = 8
	wordBytes   = 8
)

// sink keeps the sums, so that the compiler can't leave the reading out.
var sink atomic.Uint64

// Bandwidth is how many bytes a second can be read from memory by so many threads at
// once: the best of several passes over 512 MB, as the STREAM benchmark has it, since
// whatever else runs can only take away. Each thread reads its own part in order.
func Bandwidth(ctx context.Context, threads int) (bytesPerSecond float64, err error) {
	words := make([]uint64, bufferBytes/wordBytes)
	for i := range words {
		words[i] = uint64(i) // an untouched page is one page of zeros, read from the cache
	}
	best := time.Duration(0)
	for range rounds {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if took := pass(words, threads); best == 0 || took < best {
			best = took
		}
	}
	return bufferBytes / best.Seconds(), nil
}

// pass reads all words once.
func pass(words []uint64, threads int) time.Duration {
	part := len(words) / threads
	sums := make([]uint64, threads)
	var done sync.WaitGroup
	start := time.Now()
	for t := range threads {
		done.Go(func() { sums[t] = sum(words[t*part : (t+1)*part]) })
	}
	done.Wait()
	took := time.Since(start)
	for _, s := range sums {
		sink.Add(s)
	}
	return took
}

// sum reads two cache lines a step into sums of their own, so that no addition waits for
// the one before.
func sum(words []uint64) uint64 {
	const step = 16
	var a, b, c, d uint64
	for len(words) >= step {
		w := (*[step]uint64)(words)
		a += w[0] + w[4] + w[8] + w[12]
		b += w[1] + w[5] + w[9] + w[13]
		c += w[2] + w[6] + w[10] + w[14]
		d += w[3] + w[7] + w[11] + w[15]
		words = words[step:]
	}
	for _, w := range words {
		a += w
	}
	return a + b + c + d
}
