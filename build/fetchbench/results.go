package main

import (
	"fmt"
	"math"
	"strings"
)

// results are the figures of one run.
type results struct {
	Bytes   int64    `json:"bytes"`
	Caro    []figure `json:"caro"`
	Curl    []figure `json:"curl"`
	Resumed resumed  `json:"resumed"`
}

func mean(list []figure) float64 {
	sum := 0.0
	for _, f := range list {
		sum += f.Seconds
	}
	return sum / float64(len(list))
}

// ratio is Caro's speed as a part of curl's, by the mean times, and its range over the pairs.
func (r *results) ratio() (value, low, high float64) {
	low = math.Inf(1)
	for i := range r.Caro {
		one := r.Curl[i].Seconds / r.Caro[i].Seconds
		low, high = min(low, one), max(high, one)
	}
	return mean(r.Curl) / mean(r.Caro), low, high
}

func (r *results) memory() float64 {
	most := r.Resumed.Memory
	for _, f := range r.Caro {
		most = max(most, f.Memory)
	}
	return most
}

// String is the tables.
func (r *results) String() string {
	var b strings.Builder
	size := float64(r.Bytes) / 1e6
	fmt.Fprintf(&b, "%.0f MB from a server on this machine; a run of each in turns\n\n", size)
	fmt.Fprintln(&b, "| run | Caro MB/s | CPU s | peak MB | curl, sync, sha256sum MB/s | CPU s | without sha256sum MB/s | Caro/curl |")
	fmt.Fprintln(&b, "|---|---|---|---|---|---|---|---|")
	for i, f := range r.Caro {
		c := r.Curl[i]
		fmt.Fprintf(&b, "| %d | %.0f | %.2f | %.1f | %.0f | %.2f | %.0f | %.2f |\n", i+1, size/f.Seconds, f.CPU, f.Memory, size/c.Seconds, c.CPU, size/c.Unchecked, c.Seconds/f.Seconds)
	}
	value, low, high := r.ratio()
	unchecked := 0.0
	for _, c := range r.Curl {
		unchecked += c.Unchecked / float64(len(r.Curl))
	}
	fmt.Fprintf(&b, "| mean | %.0f | | | %.0f | | %.0f | %.2f (%.2f to %.2f) |\n\n", size/mean(r.Caro), size/mean(r.Curl), size/unchecked, value, low, high)
	fmt.Fprintf(&b, "Beside curl and sync alone, which leave the bytes unchecked, Caro has %.2f of the speed.\n\n", unchecked/mean(r.Caro))

	missing := r.Bytes - r.Resumed.Left
	fmt.Fprintf(&b, "Cancelled at %.1f %%, then gone on with: %d bytes were missing, %d were sent, in %.2f s, with %.1f MB at most.\n\n",
		100*float64(r.Resumed.Left)/float64(r.Bytes), missing, r.Resumed.Sent, r.Resumed.Seconds, r.Resumed.Memory)

	fmt.Fprintln(&b, "| aim | figure | met |")
	fmt.Fprintln(&b, "|---|---|---|")
	aim := func(what, figure string, met bool) {
		word := "no"
		if met {
			word = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", what, figure, word)
	}
	aim(fmt.Sprintf("speed at least %.1f of curl's", leastSpeed), fmt.Sprintf("%.2f", value), value >= leastSpeed)
	aim(fmt.Sprintf("memory under %d MB", mostMemory), fmt.Sprintf("%.1f MB", r.memory()), r.memory() < mostMemory)
	aim("going on sends no more than is missing", fmt.Sprintf("%d of %d bytes", r.Resumed.Sent, missing), r.Resumed.Sent <= missing && r.Resumed.Sent <= r.Bytes/10)
	return b.String()
}
