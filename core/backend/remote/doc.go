// Package remote has an OpenAI-compatible server answer a chat: vLLM, exo, Ollama, LM
// Studio, llama-server, llama-cpp-python, a company's gateway. It is the way past one
// machine, and the only part of Caro by which a request leaves it: Load says so each time.
//
// These servers agree on little more than the words of the protocol. What is done about
// it stands where it is done: kinds of server in models.go, the stream in events.go and
// answer.go, an answer that goes on from given words in goon.go, errors in words.go.
//
// The key is read from where Options.Key says, sent in one header, to one host, and hidden
// from every error, whoever echoes it.
//
// The package must not know of commands or prompts. Hints name the settings as
// docs/scale.md does, but reading them is for others.
package remote
