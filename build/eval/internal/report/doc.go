// Package report holds what an evaluation found, and puts it into tables, plots and
// docs/accuracy.md. It judges nothing by itself but the aims.
package report
