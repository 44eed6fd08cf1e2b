// Package clip puts text on the clipboard and says so only when it reads back.
//
// It decides nothing: whether a command may be copied is core's to say. It must not be
// used for reading what the person has on the clipboard: [Has] compares, [Keep] keeps what it
// is to itself.
package clip
