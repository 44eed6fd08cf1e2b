// Command app is what the checker is tried on: small, and right in all that it checks.
package main

import "example/app/macos"

func main() { macos.Run(func(question string) string { return question }) }
