#!/usr/bin/env bash
# Tests core/backend/remote on a real server: llama-cpp-python, built from the package
# index into build/out/remotetest, with the 0.5B model. Installing it takes some minutes,
# once. The server listens on a free port of this machine's own address, asks for a key,
# and ends with this script, however that ends.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=build/out/remotetest
wanted=build/remotetest/requirements.txt
model=qwen2.5-coder-0.5b

fail() { printf 'test-remote: %s\n' "$*" >&2; exit 1; }

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  fail "Python 3.11 or newer is needed; name it in PYTHON"
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
  fail "Python's venv is needed (Debian: python3-venv)"

# A copy of the list lies in the environment once all of it is installed.
if ! cmp -s "$wanted" "$place/venv/installed.txt"; then
  command -v c++ >/dev/null || fail "a C++ compiler is needed to build llama.cpp (Debian: g++)"
  echo "installing llama-cpp-python into $place; this compiles llama.cpp and takes minutes"
  mkdir -p "$place"
  rm -rf "$place/venv"
  "$python" -m venv "$place/venv"
  # Not for this very processor: pip keeps what it built, and homes are shared. No images.
  CMAKE_ARGS="-DGGML_NATIVE=OFF -DLLAVA_BUILD=OFF" \
    CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-2} \
    "$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
  cp "$wanted" "$place/venv/installed.txt"
fi
build/out/caro models pull --quiet "$model"
file=$(build/out/caro models path "$model")

work=$(mktemp -d)
server= tests=
# Each runs in a process group of its own, which a signal to this script doesn't reach.
set -m
end() { # a group, at once or after five seconds
  [ -n "$1" ] || return 0
  kill -TERM -- "-$1" 2>/dev/null || true
  for _ in $(seq 50); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null || true
}
stop() {
  trap - EXIT INT TERM HUP
  end "$tests"
  end "$server"
  rm -rf "$work"
}
trap stop EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM HUP

key=$("$python" -c 'import secrets; print(secrets.token_urlsafe(24))')
# An empty environment: the server takes settings from variables such as MODEL and CACHE.
# The key is one, so that it stands in no list of processes. One request would otherwise
# break off another; and tests share the machine, so threads that wait must sleep.
env -i PATH="$PATH" HOME="$HOME" API_KEY="$key" OMP_WAIT_POLICY=passive PYTHONUNBUFFERED=1 \
  "$place/venv/bin/python" -m llama_cpp.server \
  --model "$file" --model_alias "$model" --host 127.0.0.1 --port 0 \
  --n_ctx 4096 --n_threads -1 --logits_all false --interrupt_requests false --verbose false \
  >"$work/log" 2>&1 &
server=$!
disown "$server" # its end is no news

url=
for _ in $(seq 600); do
  url=$(sed -nE 's|.*running on (http://127\.0\.0\.1:[0-9]+).*|\1/v1|p' "$work/log" | head -n 1)
  [ -z "$url" ] || break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.2
done
if [ -z "$url" ]; then
  tail -n 20 "$work/log" >&2
  fail "the server didn't start"
fi
echo "a server with $model answers at $url"

# In the background and waited for, so that a signal is minded at once.
status=0
CARO_TEST_REMOTE=$url CARO_TEST_REMOTE_KEY=$key build/test.sh -v -run '^TestRealServer' ./core/backend/remote &
tests=$!
wait "$tests" || status=$?
if [ "$status" != 0 ]; then
  echo "the server's last words:" >&2
  tail -n 20 "$work/log" >&2
fi
exit "$status"
