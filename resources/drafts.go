package resources

import _ "embed" // for the directives below

// Drafts are known answers to requests, which guesses are looked up in (package
// engine/draft): lines of system (linux, macos), request and answer with tabs between
// them. DraftsCollected are the default model's own answers, written by
// `go run ./build/drafts`; DraftsWritten are such as it might give, written by hand.
//
//go:embed drafts.tsv
var DraftsCollected string

// DraftsWritten: see DraftsCollected.
//
//go:embed drafts-written.tsv
var DraftsWritten string
