#!/bin/sh
# Lists every path that Caro writes on a Mac, and removes them with --yes. Models stay,
# unless --models is given too. It lies in Caro.app/Contents/Resources as well.
set -eu

usage() {
  cat <<'EOF'
usage: uninstall.sh [--yes] [--models]
  without --yes   only lists what there is
  --yes           removes it, but for the models
  --models        the models too (1.1 GB for the default one)
EOF
}

# Put before every path outside of the home folder: for tests.
root=${CARO_UNINSTALL_ROOT:-}
yes='' models='' failed=''

# row STATE PATH WHAT
row() { printf '  %-8s %s  (%s)\n' "$1" "$2" "$3"; }
is_there() { [ -e "$1" ] || [ -L "$1" ]; }

# item PATH WHAT: one path of Caro's own. A link is removed, not what it leads to.
item() {
  if ! is_there "$1"; then
    row absent "$1" "$2"
  elif [ -z "$yes" ]; then
    row here "$1" "$2"
  elif rm -rf -- "$1" 2>/dev/null; then
    row removed "$1" "$2"
  else
    row FAILED "$1" "$2"
    failed=1
  fi
}

# is_caro PATH: whether a bundle is Caro's.
is_caro() { grep -q '<string>app\.caro\.Caro</string>' "$1/Contents/Info.plist" 2>/dev/null; }

# bundle PATH
bundle() {
  if is_there "$1" && ! is_caro "$1"; then
    row kept "$1" "no Caro.app"
    return
  fi
  item "$1" "the app"
}

# tool PATH: the command line tool, where it is a link into a Caro.app.
tool() {
  if is_there "$1"; then
    case $(readlink "$1" || true) in
    */Caro.app/Contents/MacOS/caro) ;;
    "$own"/Contents/MacOS/caro) ;;
    *)
      row kept "$1" "not Caro's link"
      return
      ;;
    esac
  fi
  item "$1" "the command line tool, a link"
}

# cache PATH: all but the models goes, with --models they too.
cache() {
  if [ -n "$models" ] || ! is_there "$1/models"; then
    item "$1" "engine state, logs, manual pages read, models"
    return
  fi
  for entry in "$1"/* "$1"/.[!.]*; do
    [ "$entry" = "$1/models" ] || ! is_there "$entry" || item "$entry" "engine state, logs, manual pages read, its socket"
  done
  row kept "$1/models" "the models; --models removes them"
}

# running APP: whether that app is open.
running() { pgrep -u "$(id -u)" -f "^$1/Contents/MacOS/caro( app)?\$" >/dev/null 2>&1; }

# stop APP ends the engine, which holds the model; an open app would start it again.
stop() {
  is_caro "$1" || return 0
  if running "$1"; then
    echo "Caro is open: choose Quit in its menu, then run this again." >&2
    exit 1
  fi
  "$1/Contents/MacOS/caro" stop >/dev/null 2>&1 || true # it may be no longer whole
}

main() {
  for argument in "$@"; do
    case $argument in
    --yes) yes=1 ;;
    --models) models=1 ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
  done
  case ${HOME:-} in
  /?*) ;;
  *) echo "HOME isn't set to a full path: nothing was looked at" >&2 && exit 1 ;;
  esac
  # The bundle that this script lies in, if it does.
  own=$(cd "$(dirname "$0")/../.." 2>/dev/null && pwd) || own=''
  case $own in
  *.app) is_caro "$own" || own='' ;;
  *) own='' ;;
  esac

  set -- "$root/Applications/Caro.app" "$HOME/Applications/Caro.app"
  [ -z "$own" ] || [ "$own" = "$1" ] || [ "$own" = "$2" ] || set -- "$@" "$own"
  if [ -n "$yes" ]; then
    for app in "$@"; do stop "$app"; done
  fi

  echo "Programs"
  for app in "$@"; do bundle "$app"; done
  for folder in "$root/usr/local/bin" "$HOME/.local/bin"; do tool "$folder/caro"; done
  echo "What you made"
  item "$HOME/Library/Application Support/caro" "settings, history"
  echo "What can be made or fetched again"
  cache "$HOME/Library/Caches/caro"
  id=$(id -u)
  temporary=${TMPDIR:-$root/tmp}
  item "${temporary%/}/caro-$id" "the engine's and the app's sockets, where the cache folder's path was too long"
  [ "${temporary%/}" = "$root/tmp" ] || item "$root/tmp/caro-$id" "the same"
  echo "What macOS keeps for Caro"
  item "$HOME/Library/Preferences/app.caro.Caro.plist" "where its icon stands"
  item "$HOME/Library/Saved Application State/app.caro.Caro.savedState" "its windows"
  item "$HOME/Library/Caches/app.caro.Caro" "system caches of the app"
  item "$HOME/Library/HTTPStorages/app.caro.Caro" "system caches of the app"
  if user=$(getconf DARWIN_USER_CACHE_DIR 2>/dev/null) && [ -n "$user" ] && [ "$user" != undefined ]; then
    item "${user%/}/app.caro.Caro" "Metal's shaders, compiled"
    item "${user%/}/caro-engine" "Metal's shaders, compiled"
  fi
  cat <<'EOF'
Not files, or not Caro's to remove
  Open at login: macOS drops the entry with the app (System Settings, General, Login Items).
  A key that you put into the keychain for a server: security delete-generic-password -s caro
  Folders that CARO_CACHE_DIR, CARO_CONFIG or CARO_SOCKET name, if you have set them.
EOF
  if [ -z "$yes" ]; then
    echo "Nothing was removed; --yes removes what is here."
  elif [ -n "$failed" ]; then
    echo "What is marked FAILED couldn't be removed: look at its permissions; \`sudo rm -r\` removes it." >&2
    exit 1
  fi
}

main "$@"
exit
