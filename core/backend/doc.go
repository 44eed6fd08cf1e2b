// Package backend says where an answer comes from: something that takes a chat and
// writes the next message, the local engine in its own process today and any
// OpenAI-compatible server later.
//
// It knows nothing of shell commands, prompts or fronts: chat in, text out. What every
// implementation must do is written as tests in backend/contract.
package backend
