package peer

import (
	"context"
	"os/exec"
	"strconv"
)

// Parameters are those that Caro's engine loaded its model with.
type Parameters struct {
	Libraries string // folder
	Model     string // file
	Threads   int
	Context   int
	GPULayers int
}

// batch is core/engine's number of tokens for one evaluation.
const batch = 512

// StartPlain runs the plain loop, the program of build/bench/plain.
func StartPlain(ctx context.Context, program string, p Parameters) (*Peer, error) {
	cmd := exec.CommandContext(ctx, program, "-libraries", p.Libraries, "-model", p.Model,
		"-threads", strconv.Itoa(p.Threads), "-context", strconv.Itoa(p.Context),
		"-batch", strconv.Itoa(batch), "-gpu-layers", strconv.Itoa(p.GPULayers))
	return Start(ctx, cmd, nil)
}
