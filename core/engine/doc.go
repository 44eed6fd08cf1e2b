// Package engine runs a language model with llama.cpp inside this process: load,
// tokenise, evaluate, generate, unload.
//
// It is the only package that imports yzma, and app/engine (caro-engine) is the only
// program that imports it: an abort in llama.cpp ends the process it happens in.
// Everything else reaches it through
// core/service. It must not know of shell commands, prompts, the catalogue of models or
// any front; [Engine] takes a file and a chat, as core/backend describes.
//
// What crosses into C is bounded on this side first: the libraries are the locked
// release (engine/libs), the model's header is sound and its data complete
// (models/gguf), the request's tokens fit the context.
package engine
