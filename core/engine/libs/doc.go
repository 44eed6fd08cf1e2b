// Package libs knows which llama.cpp libraries Caro is built for, where they
// lie, and whether those that lie there are the ones.
//
// The list is resources/engine.lock.json ([Lock]). [Dir] gives the folder,
// [Open] looks at it and compares every file that would be loaded with its
// SHA-256 before anything is loaded: llama.cpp of another release has other
// structs, and a call into it would end the process or worse. [Isolate] closes
// the ways by which the system's loader would run code that Open didn't see.
//
// The folder that is right holds the files of one variant, links from the
// plain names that the engine asks for (libllama.so) to them, the licence, and
// no other library: the system's loader and ggml's take what they find there.
// build/enginelibs lays it out.
//
// libs must not load a library, nor know yzma, models or a front.
package libs
