// Package bsd looks at a command for macOS and says what of it only Linux has: flags,
// programs, and a few habits of GNU's versions that no flag shows. It reads the data of
// core/utilities by itself, so that core/shell, which puts answers right, isn't its own
// judge. It runs nothing.
package bsd
