// Package testneed lets a test say what it needs and be left out in words where that is
// missing. `make test` prints at its end what was left out and how to run it;
// `make test-all`, which CI runs, fails instead.
package testneed
