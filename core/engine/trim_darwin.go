package engine

// A Mac's GPU works on the mapped file itself: there is nothing to give back.
func trim(string) {}
