// Package gguf reads the header of a GGUF file, the format in which llama.cpp
// stores models: what the model is, how large its context and its cache are,
// which chat template it was trained with, and how many bytes the file must
// have to be whole.
//
// It exists so that a wrong file is turned away in words before llama.cpp, a
// C++ library that may abort the process, sees it. It applies the checks that
// llama.cpp itself applies to a header (llama.cpp's gguf.cpp is the reference
// for the format) and is bounded in memory and time whatever the bytes are.
//
// It must not know the catalogue, the network, the store, or llama.cpp's
// libraries: it is pure Go over an io.ReaderAt.
package gguf
