// Package stream cuts the text of an answer that comes in pieces: at whole characters and
// before the first stop text. Every backend streams by this one rule.
//
// It must not know where the pieces come from.
package stream
