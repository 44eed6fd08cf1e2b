package resources

import "embed"

// Utilities is what is known of each utility; package utilities reads it, and
// docs/utilities.md says how it is written.
//
//go:embed utilities/*.txt
var Utilities embed.FS
