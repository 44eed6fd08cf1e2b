// Package fit compares a command with the words of the request that it answers: whether it
// uses the names and numbers that the request gives, invents others, does what words of the
// request demand (recursive, hours, only names), and does more than it was asked for. A
// model that writes small commands gets the gist mostly right and misses a word; of several
// commands the one that misses least is the better one.
//
// command.go reads the command as a shell would: its calls, their flags and operands.
// names.go looks for names, quoted texts and numbers; quantities.go compares times and sizes
// with find's conditions, counts.go counts with head and tail, columns.go columns and
// delimiters. What words demand is data, resources/demands.txt, which demands.go reads.
// Report.Loss weighs all that.
//
// It would rather miss something than complain of what is right. `go run ./build/eval/fits`
// measures both; tune by that.
//
// It must not know a model, a front or what a command's flags mean beyond their letters and
// values; it judges no danger.
package fit
