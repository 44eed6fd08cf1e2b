// Package redact takes passwords, tokens and keys out of texts before they are written
// down: a request in a person's words, a shell command, or both together.
//
// It knows a secret by where it stands (behind a flag that takes one, a name such as
// DB_PASSWORD=, in the address of a server, behind "the password is") and by its shape (the
// tokens of well-known services, private keys). What a shell would fill in, as $TOKEN or
// $(pass show x), is no secret, nor are file names, hashes and ids.
//
// Like every list of this kind it is incomplete. In doubt it rather takes a harmless word
// for a secret. It must not know who keeps the text or where; it reads and writes nothing.
package redact
