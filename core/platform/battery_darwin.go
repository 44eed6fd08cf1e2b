package platform

import (
	"context"
	"os/exec"
	"time"
)

// PowerNow says what the machine runs on at the moment. Where pmset doesn't say, it runs
// on mains.
func PowerNow(ctx context.Context) Power {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/bin/pmset", "-g", "batt").Output()
	if err != nil {
		return Power{Percent: 100}
	}
	return parsePmset(string(out))
}
