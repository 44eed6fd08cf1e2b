// Package stat has the few statistics that build/bench and build/eval report: summaries, ratios with
// their spread, the slope of a line. It knows nothing of what the numbers mean.
package stat
