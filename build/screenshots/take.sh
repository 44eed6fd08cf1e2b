#!/usr/bin/env bash
# Takes the pictures of docs/menu-bar.md from the real thing: an X server of its own, a window
# manager, Xfce's panel, the app of build/out and the model that is there (MODEL names
# another). Debian: xvfb openbox xfce4-panel xfconf xterm xdotool xclip imagemagick
# x11-xserver-utils dbus fonts-dejavu-core adwaita-icon-theme librsvg2-common.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/docs/pictures
caro=$PWD/build/out/caro
most=60000 # bytes of a picture
for program in Xvfb openbox xfce4-panel xterm xdotool xclip import convert xsetroot dbus-daemon; do
  command -v "$program" >/dev/null || { echo "screenshots: $program is missing" >&2; exit 1; }
done

place=$(mktemp -d /tmp/caro-s-XXXX)
cache=${CARO_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/caro}
started=()
finish() {
  if [ -n "${app:-}" ]; then kill "$app" 2>/dev/null && wait "$app" 2>/dev/null; fi
  for p in "${started[@]}"; do kill "$p" 2>/dev/null || true; done
  rm -rf "$place"
}
trap finish EXIT

start() { "$@" >"$place/said" 2>&1 & started+=($!); }

until_true() { # WHAT COMMAND...
  local what=$1; shift
  for _ in $(seq 1200); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
  echo "screenshots: no $what" >&2; exit 1
}

Xvfb -displayfd 3 -screen 0 1000x560x24 -nolisten tcp -noreset 3>"$place/display" >/dev/null 2>&1 & started+=($!)
until_true display test -s "$place/display"
DISPLAY=:$(cat "$place/display")
export DISPLAY HOME=$place/home XDG_RUNTIME_DIR=$place/run XDG_CONFIG_HOME=$place/config XDG_DATA_HOME=$place/data XDG_SESSION_TYPE=x11
export CARO_DEVICE=cpu LANG=C.UTF-8
unset WAYLAND_DISPLAY
mkdir -p -m 700 "$HOME" "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME" "$place/empty" "$XDG_CONFIG_HOME/caro" "$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml"
cat >"$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
    <property name="plugin-2" type="string" value="clock"/>
  </property>
</channel>
XML
dbus-daemon --session --nofork --print-address=3 3>"$place/bus" >/dev/null 2>&1 & started+=($!)
until_true bus test -s "$place/bus"
DBUS_SESSION_BUS_ADDRESS=$(head -n 1 "$place/bus")
export DBUS_SESSION_BUS_ADDRESS
start openbox
xsetroot -solid '#4a6a8a'
start xfce4-panel --disable-wm-check
owned() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.kde.StatusNotifierWatcher | grep -q 'boolean true'; }
until_true panel owned

settings() { printf '%s\n[app]\nterminal = "xterm -l -lf %s"\n' "${MODEL:+model = \"$MODEL\"}" "$place/log" >"$XDG_CONFIG_HOME/caro/config.toml"; }

run_app() { # CACHE
  CARO_CACHE_DIR=$1 "$caro" app 2>"$place/app" & app=$!
}

window() { xdotool getactivewindow getwindowname 2>/dev/null | grep -qx caro; }
no_window() { ! xdotool search --onlyvisible --class '^caro$'; }

# still waits until the picture hasn't changed for a second.
still() {
  local before='' now=x
  for _ in $(seq 60); do
    now=$(import -window root -depth 8 rgb:- | md5sum)
    [ "$now" = "$before" ] && return
    before=$now; sleep 1
  done
}

# answered waits for the foot of an answer and for its explanation.
answered() {
  until_true answer grep -q 'ask again' "$place/log"
  sleep 2; still
}

# picture NAME [GEOMETRY] keeps the window, or a part of the screen.
picture() {
  local file=$out/$1.png
  if [ -n "${2:-}" ]; then
    import -window root -crop "$2" +repage "$place/raw.png"
  else
    import -window "$(xdotool getactivewindow)" "$place/raw.png"
  fi
  convert "$place/raw.png" -strip -colors 64 -depth 8 -define png:compression-level=9 PNG8:"$file"
  local size; size=$(stat -c %s "$file")
  [ "$size" -le "$most" ] || { echo "screenshots: $file has $size bytes" >&2; exit 1; }
  echo "$file: $size bytes"
}

settings
run_app "$place/empty"
until_true window window
still
picture first-start
xdotool key Return # the real model, from wherever it is to be had
until_true download grep -q 'downloading [1-9]' "$place/log"
sleep 1
picture first-download
xdotool key Escape
sleep 1
kill "$app"; wait "$app" || true; app=
until_true end no_window

run_app "$cache"
sleep 2
xdotool mousemove 500 300
rm -f "$place/log"
xdotool key ctrl+alt+Return
until_true window window
still
xdotool type --delay 20 'find the ten largest files under /var/log'
sleep 1
picture typed 1000x560+0+0
xdotool key Return
answered
picture answer
xdotool key Return # copies, and closes
until_true end no_window
copied=$(xclip -o -selection clipboard)
echo "on the clipboard: $copied"

rm -f "$place/log"
xdotool key ctrl+alt+Return
until_true window window
xdotool type --delay 20 'delete the folder ~/old with all that is in it'
xdotool key Return
answered
xdotool key Return
sleep 1; window || { echo "screenshots: the command wanted no confirmation" >&2; exit 1; }
picture asks
xdotool key Escape; sleep 0.5; xdotool key Escape
until_true end no_window

xdotool mousemove 14 14 click 3
sleep 1
xdotool key Down Down Right # Recent, opened
sleep 1; still
picture menu 620x330+0+0
xdotool key Escape Escape
