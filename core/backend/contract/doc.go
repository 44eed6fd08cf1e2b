// Package contract tests what every backend.Backend must do. The same suite runs over
// the engine, over the worker behind its socket, and over whatever answers next.
package contract
