package resources

import "embed"

// Equivalents says what commands of Linux are on macOS and the other way round; package
// equivalents reads it, and docs/utilities.md says how it is written.
//
//go:embed equivalents/*.txt
var Equivalents embed.FS
