// Command icons draws all of Caro's icons from the SVG files in resources/icons:
//
//	go run ./build/icons -out build/out
//
// With -icns FILE it draws that file only and nothing into the repository, as the bundle needs it.
//
// Into the repository go the PNGs that are embedded (resources/icons/png) and a sheet that
// shows them (docs/pictures/icons.png); into the output folder Caro.icns for the bundle on
// macOS and a folder icons/hicolor for desktops on Linux. `make icons` runs it after a
// drawing has changed, and before a package is made.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"

	"caro/resources"
)

func main() {
	root := flag.String("root", ".", "top `folder` of the project")
	out := flag.String("out", "build/out", "`folder` for Caro.icns and icons/hicolor")
	only := flag.String("icns", "", "write the icon for macOS to this `file`, and nothing else")
	flag.Parse()
	var err error
	if *only != "" {
		err = writeICNS(*root, *only)
	} else {
		err = write(*root, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

// writeICNS draws the icon for the bundle on macOS.
func writeICNS(root, path string) error {
	drawings, err := readDrawings(filepath.Join(root, "resources", "icons"))
	if err != nil {
		return err
	}
	content, err := icnsFile(drawings.app)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

// write draws all icons and puts them where they belong.
func write(root, out string) error {
	drawings, err := readDrawings(filepath.Join(root, "resources", "icons"))
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	add := func(path string, picture image.Image) error {
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		files[path] = b.Bytes()
		return nil
	}
	for name, picture := range embedded(drawings) {
		if err := add(filepath.Join(root, "resources", "icons", "png", name), picture); err != nil {
			return err
		}
	}
	sheet, err := drawSheet(drawings)
	if err != nil {
		return err
	}
	if err := add(filepath.Join(root, "docs", "pictures", "icons.png"), sheet); err != nil {
		return err
	}
	hicolor := filepath.Join(out, "icons", "hicolor")
	for _, size := range resources.AppIconSizes {
		side := strconv.Itoa(size)
		if err := add(filepath.Join(hicolor, side+"x"+side, "apps", "caro.png"), drawings.app.draw(size)); err != nil {
			return err
		}
	}
	files[filepath.Join(hicolor, "scalable", "apps", "caro.svg")] = drawings.app.text
	if files[filepath.Join(out, "Caro.icns")], err = icnsFile(drawings.app); err != nil {
		return err
	}
	for path, content := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// embedded draws the icons that are part of the program, by the names of their files.
func embedded(d *drawings) map[string]image.Image {
	pictures := map[string]image.Image{}
	for _, size := range resources.AppIconSizes {
		pictures[resources.AppIconName(size)] = d.app.draw(size)
	}
	for _, state := range resources.IconStates {
		for _, tone := range resources.IconTones {
			sizes := resources.PanelIconSizes
			if tone == resources.IconTemplate {
				sizes = resources.TemplateIconSizes
			}
			for _, size := range sizes {
				pictures[resources.StatusIconName(state, tone, size)] = tinted(d.status[state].draw(size), tones[tone])
			}
		}
	}
	return pictures
}
