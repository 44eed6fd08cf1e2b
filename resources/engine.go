package resources

import _ "embed" // for the directive below

// EngineLock lists the llama.cpp libraries that Caro is built for, JSON: for each
// kind of machine the npm package they come from and each file's size and hash.
// Package engine/libs reads and checks it; what its fields mean is documented
// there, at type Lock. `go run ./build/lockengine` writes it.
//
//go:embed engine.lock.json
var EngineLock []byte
