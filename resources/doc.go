// Package resources holds the data that is part of the program: catalogues,
// lock files and tables that an expert may want to change without touching
// code. Each file is embedded as it is by a Go file beside it.
//
// It must not know what the data mean: reading and checking them belongs to
// the package that uses them, which tests the file against its schema.
package resources
