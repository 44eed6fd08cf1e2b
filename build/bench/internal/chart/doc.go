// Package chart draws the plots of a report, each as PNG and SVG. It knows what the
// figures are called and how they are best seen, not how they were taken.
package chart
