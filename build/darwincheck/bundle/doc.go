// Package bundle checks Caro.app as it lies in a folder, on any machine: what must be in
// it is there and nothing else, no link leads out or nowhere, programs can be run, only
// their owner can change files, it isn't too large; and its parts are right by the rules
// of packages infoplist, iconset and machofile. Whether its signature holds as a whole,
// only a Mac can tell.
package bundle
