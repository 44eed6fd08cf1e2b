// Package examples finds the worked tasks of the cookbook (package cookbook) that help a
// model with a request: those whose commands are made as the one that is asked for.
//
// An Index looks twice. First, BM25 over the words of the entries' requests (find.go;
// words.go says what is a name, a number or a word, and resources/words.txt which words mean
// the same) keeps 40. Then these are put in order by what else is known of them (again.go),
// as whether their commands agree with each other: requests in other words than the
// cookbook's are found by that. What each part counts for was found from the cookbook itself
// (weights.go, made by weights_test.go). Of the best, those are taken that aren't alike
// (command.go), each with the likeness that is to be expected of it.
//
// It must not know a model, a prompt's form or a front.
package examples
