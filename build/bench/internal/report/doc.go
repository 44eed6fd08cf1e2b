// Package report is what build/bench found: its JSON form in docs/bench, the tables of it,
// and the place of the tables in docs/performance.md. It measures nothing.
package report
