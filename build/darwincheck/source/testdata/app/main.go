// Command app is what the checker is tried on: small, and right in all that it checks.
package main

import (
	"example/app/macos"
	"example/app/macos/cocoa"
)

func main() {
	cocoa.OnMain(func(cocoa.Main) {})
	macos.Run(func(question string) string { return question })
}
