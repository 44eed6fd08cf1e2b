// Package prompt knows how to ask a language model for a shell command and how to read
// what it answers: the chat that is sent, the platform named in it, the worked examples
// put into it, and the parser of answers.
//
// It must not know where an answer comes from, nor judge a command: it reads text, and
// what it takes for a command goes through core/gate before anyone sees it.
package prompt
