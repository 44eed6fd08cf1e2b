// Package source checks Go code for macOS on a machine without its SDK or a C compiler
// for it: cgo never runs.
//
// [Load] asks `go list` which files a build for darwin with cgo has, parses them and
// type-checks them in the order of their dependencies, of packages outside the main
// module only the declarations. What C declares is taken as it is written. On the
// module's own packages [Tree.Check] then holds to account:
//
//   - bans.go: what of darwinkit is unsafe when built with Go 1.25 or later
//   - mainthread.go: that AppKit is touched on the main thread only, as far as it can be told
//   - selectors.go, catalogue.go: that the names which are passed to the Objective-C
//     runtime as strings exist, those of selectors, classes and notifications
//
// It can't see C names, linking, or what happens while the program runs. It must not know
// bundles, libraries or Caro's own packages.
package source
