// Package history will keep past requests and commands (SQLite with full-text search).
// Nothing of it is here yet, and Caro keeps no record of requests.
//
// It must not know a front; secrets are redacted before anything is written.
package history
