package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// MissingError says that node-llama-cpp can't be had on this machine, so that it is left
// out of the comparison.
type MissingError struct{ Why string }

func (e *MissingError) Error() string { return "node-llama-cpp is left out: " + e.Why }

// installLimit is for 80 MB over a slow line.
const installLimit = 10 * time.Minute

// minNode is the oldest Node.js that node-llama-cpp 3.21.1 takes (its package.json).
const minNode = 20

// InstallNode lays node-llama-cpp out in the folder to, from the package.json and peer.mjs
// of from, with the package of the prebuilt libraries that Caro uses too, such as
// @node-llama-cpp/linux-x64 at 3.21.1. Nothing of the packages is run, and nothing is
// fetched but by npm. Where it is there already, nothing is done. The error is a
// *MissingError where the machine lacks what is needed.
func InstallNode(ctx context.Context, from, to, libraries, version string) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return &MissingError{"there is no npm"}
	}
	if err := checkNode(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	program, err := os.ReadFile(filepath.Join(from, "peer.mjs"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "peer.mjs"), program, 0o600); err != nil {
		return err
	}
	wanted, err := packageFile(filepath.Join(from, "package.json"), libraries, version)
	if err != nil {
		return err
	}
	// The file is written last: that it is there and the same says that all is done.
	done := filepath.Join(to, "installed.json")
	if have, err := os.ReadFile(done); err == nil && bytes.Equal(have, wanted) {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(filepath.Join(to, "package.json"), wanted, 0o600); err != nil {
		return err
	}
	if err := npmInstall(ctx, to); err != nil {
		return err
	}
	return os.WriteFile(done, wanted, 0o600)
}

// npmInstall runs no script of a package, so that none compiles or fetches, and leaves out
// the optional packages, which are the libraries for all other machines and GPUs.
func npmInstall(ctx context.Context, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, installLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "install", "--omit=optional", "--ignore-scripts",
		"--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &MissingError{fmt.Sprintf("npm could not install it: %v: %.300s", err, bytes.TrimSpace(out))}
	}
	return nil
}

// packageFile adds the package of the libraries to the dependencies.
func packageFile(path, libraries, version string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var content map[string]any
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	dependencies, ok := content["dependencies"].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s has no dependencies", path)
	}
	dependencies[libraries] = version
	return json.MarshalIndent(content, "", "  ")
}

func checkNode(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return &MissingError{"there is no Node.js"}
	}
	var major int
	said := strings.TrimSpace(string(out))
	if _, err := fmt.Sscanf(said, "v%d.", &major); err != nil || major < minNode {
		return &MissingError{fmt.Sprintf("it needs Node.js %d or later, here is %.20s", minNode, said)}
	}
	return nil
}

// StartNode runs node-llama-cpp from the folder that InstallNode laid out.
func StartNode(ctx context.Context, dir string, p Parameters) (*Peer, error) {
	cmd := exec.CommandContext(ctx, "node", "peer.mjs")
	cmd.Dir = dir
	return Start(ctx, cmd, map[string]any{
		"model": p.Model, "threads": p.Threads, "context": p.Context, "gpu": p.GPULayers > 0,
	})
}
