// Package draft guesses the next tokens of an answer, so that the engine can check
// several with one evaluation (speculative decoding by look-up). It looks into a table of
// answers to other requests, those that Caro ships and those given since the start, and
// into the request itself, whose names are copied into most commands.
//
// A guess costs time at most: the model decides each token. The package knows neither
// llama.cpp nor shells: it deals in requests, answers and token numbers.
package draft
