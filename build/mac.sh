#!/bin/sh
# The steps of packaging that only a Mac has the tools for; `make` calls them:
#   build/mac.sh needs STEP            says in words what STEP lacks here
#   build/mac.sh dmg APP DMG           a disk image with the app and a link to Applications
#   build/mac.sh notarize APP DMG      has Apple look at both, and staples its answer to them
#   build/mac.sh smoke APP TABLE       fetches the model, runs `caro selftest` of the app and keeps what it prints
set -eu
cd "$(dirname "$0")/.."

die() {
  echo "$*" >&2
  exit 1
}

needs() {
  [ "$(uname -s)" = Darwin ] || die "\`make $1\` needs a Mac with Go and Apple's Command Line Tools (xcode-select --install).
\`make app-layout\` lays Caro.app out on any machine, without signing it."
  for tool in codesign clang; do
    xcrun -f "$tool" >/dev/null 2>&1 || die "\`make $1\` needs Apple's Command Line Tools: xcode-select --install"
  done
  [ "$1" = notarize ] || return 0
  case ${IDENTITY:--} in
  -) die "\`make notarize\` needs IDENTITY, the name of a \"Developer ID Application\" certificate: security find-identity -v -p codesigning" ;;
  esac
  [ -n "${NOTARY_PROFILE:-}" ] ||
    die "\`make notarize\` needs NOTARY_PROFILE, a name under which the keychain has your account: xcrun notarytool store-credentials NAME"
  for tool in notarytool stapler; do
    xcrun -f "$tool" >/dev/null 2>&1 || die "\`make notarize\` needs Apple's $tool, which comes with Xcode"
  done
}

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

dmg() {
  mkdir "$temporary/image"
  ditto "$1" "$temporary/image/Caro.app"
  ln -s /Applications "$temporary/image/Applications"
  rm -f "$2"
  hdiutil create -quiet -volname Caro -srcfolder "$temporary/image" -format UDZO "$2"
  [ "${IDENTITY:--}" = - ] || codesign --force --sign "$IDENTITY" --timestamp "$2"
  echo "$2"
}

# submit FILE waits for Apple's verdict; the log says what was wrong.
submit() {
  xcrun notarytool submit "$1" --keychain-profile "$NOTARY_PROFILE" --wait --output-format json >"$temporary/verdict" ||
    die "notarytool failed: $(cat "$temporary/verdict")"
  grep -q '"status" *: *"Accepted"' "$temporary/verdict" && return
  id=$(sed -n 's/.*"id" *: *"\([^"]*\)".*/\1/p' "$temporary/verdict" | head -n 1)
  die "Apple refused $1: $(cat "$temporary/verdict")
See why: xcrun notarytool log $id --keychain-profile $NOTARY_PROFILE"
}

notarize() {
  ditto -c -k --keepParent "$1" "$temporary/Caro.zip"
  submit "$temporary/Caro.zip"
  xcrun stapler staple "$1"
  dmg "$1" "$2" # with the app that has the staple
  submit "$2"
  xcrun stapler staple "$2"
  spctl --assess --type execute --verbose "$1"
}

smoke() {
  # The model that answers, if it isn't there; without it the table says so.
  "$1/Contents/MacOS/caro" models pull --quiet ${CARO_MODEL:+"$CARO_MODEL"} >&2 || true
  status=0
  "$1/Contents/MacOS/caro" selftest >"$2" || status=$?
  cat "$2"
  [ "$status" = 0 ] || die "caro selftest failed ($status); its table is in $2"
}

step=$1
shift
case $step in
needs) needs "$1" ;;
dmg | notarize | smoke)
  needs "$step"
  "$step" "$@"
  ;;
*) die "usage: build/mac.sh needs|dmg|notarize|smoke …" ;;
esac
