// Package home gives build/bench and build/eval workers of its own: each with its socket and its cache
// folder, beside the worker that a person may have running, with the models that are
// there already. It speaks to them as Caro's fronts do. It measures nothing.
package home
