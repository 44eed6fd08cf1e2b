// Package shapes says how files are built that a request names: the columns of a table, the
// keys of a JSON file, the form of a log's lines, the kinds of files in a folder. A command
// for a file needs that, and the model can't see it.
//
// What it says holds names and forms only, never contents: letters of values are masked,
// names are short and of few characters, so that a file can't tell the model what to do. It
// reads little of a file, and nothing that isn't a regular file or a folder.
//
// It must not know a model or a request.
package shapes
