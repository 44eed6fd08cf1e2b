package resources

import _ "embed" // for the directive below

// Demands says what words of a request demand of the command; package core/fit reads it.
//
//go:embed demands.txt
var Demands string
