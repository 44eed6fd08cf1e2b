package resources

import _ "embed" // for the directives below

// DraftsCollected are known answers to requests, which guesses are looked up in (package
// engine/draft): lines of system (linux, macos), request and answer with tabs between
// them. They are the default model's own, written by `go run ./build/drafts`.
//
//go:embed drafts.tsv
var DraftsCollected string

// DraftsWritten are more of the same, such as the model might give, written by hand. None
// is of a request that speed or answers are measured by.
//
//go:embed drafts-written.tsv
var DraftsWritten string
