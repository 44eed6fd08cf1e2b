// Package infoplist reads an Info.plist and holds it to what Caro's must say: which keys,
// of which type and form, and no others (schema.go). Keys and their meaning are those of
// Apple's Bundle Resources documentation. It knows nothing of the bundle around it.
package infoplist
