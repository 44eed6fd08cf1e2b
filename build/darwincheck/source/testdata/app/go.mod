module example/app

go 1.26.0

require (
	fyne.io/systray v1.12.2
	github.com/ebitengine/purego v0.10.0
	github.com/progrium/darwinkit v0.5.0
	golang.design/x/hotkey v0.4.1
)

require github.com/godbus/dbus/v5 v5.1.0 // indirect
