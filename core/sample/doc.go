// Package sample says what a text is like that a command is to work on: rows with commas
// and a heading, JSON, web addresses. It says so in words of its own, so that nothing that
// stands in the text reaches a model: a text can choose among these words, and no more.
// The only words of the text that are said are those that the request says too.
//
// It must not know a model, a front, or where the text comes from.
package sample
