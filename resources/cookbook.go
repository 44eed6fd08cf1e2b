package resources

import "embed"

// Cookbook is the worked tasks that examples for a request are taken from; package
// cookbook reads it, and docs/cookbook.md says how it is written.
//
//go:embed cookbook/*.txt
var Cookbook embed.FS
