// Package npmpack gets the tarball of an npm package through the npm client,
// states its integrity as npm does, and walks through its files.
//
// The client knows the registry, mirror, proxy and credentials of whoever runs
// it; nothing here does. npmpack must not know what is in a package.
package npmpack
