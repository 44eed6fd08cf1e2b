package resources

import _ "embed" // for the directive below

// Words says which words of requests mean the same and which say nothing; package
// core/examples reads it.
//
//go:embed words.txt
var Words string
