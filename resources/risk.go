package resources

import _ "embed" // for the directive below

// Risk says how dangerous each effect on each target is; package shell reads it.
//
//go:embed risk.txt
var Risk string
