package build

import "strconv"

// Version is this build's version, as `git describe` names it.
var Version = "unknown"

// stamp is when the source was committed, in unix seconds; "" in a build without it.
var stamp = ""

// Time is when the source of this build was committed, in unix seconds; 0 where that
// isn't known, as in tests. Of two builds the later is the newer one.
func Time() int64 {
	t, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return 0
	}
	return t
}
