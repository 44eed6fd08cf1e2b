package resources

import _ "embed"

// Sentences are the templates for the phrases of command lines: sentences.txt.
//
//go:embed sentences.txt
var Sentences string
