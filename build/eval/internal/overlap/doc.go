// Package overlap measures how near the requests that something is measured by come to
// those that it was given as examples: a score that came of having seen the question is
// none. It knows nothing of where the requests come from.
package overlap
