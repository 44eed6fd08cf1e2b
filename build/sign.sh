#!/bin/sh
# Signs Caro.app from the inside out, on a Mac: build/sign.sh build/out/Caro.app
#
# IDENTITY names a certificate of the keychain ("Developer ID Application: …"). With it the
# app gets the hardened runtime, a timestamp and build/Caro.entitlements, as notarisation
# wants. Without it the signature is ad hoc and has no hardened runtime: that one loads
# libraries of the same team only, and an ad hoc signature has no team.
set -eu
app=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
[ "$(uname -s)" = Darwin ] || {
  echo "signing needs a Mac: codesign is there only" >&2
  exit 1
}
identity=${IDENTITY:--}

# sign PATH [CODESIGN'S OPTIONS]
sign() {
  path=$1
  shift
  [ "$identity" = - ] || set -- --options runtime --timestamp "$@"
  codesign --force --sign "$identity" "$@" "$path"
}

# program PATH [OPTIONS]: entitlements belong to programs, not to libraries.
program() {
  path=$1
  shift
  [ "$identity" = - ] || set -- --entitlements build/Caro.entitlements "$@"
  sign "$path" "$@"
}

xattr -cr "$app" # what Finder and downloads leave on files, codesign refuses
for library in "$app"/Contents/Frameworks/*; do
  [ -L "$library" ] || sign "$library"
done
# Their bytes are others now, and so are the hashes that the engine compares.
${GO:-go} run ./build/bundle -measure "$app"
program "$app/Contents/MacOS/caro-engine" --identifier app.caro.Caro.engine
program "$app" # the main program with it, and the seal over all the rest
codesign --verify --deep --strict --verbose=2 "$app"
