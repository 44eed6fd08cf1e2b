#!/usr/bin/env bash
# Runs `go test` with the arguments given and says at the end what the tests left out
# and how to run it. CARO_TEST_ALL=1 makes a test that would be left out fail.
set -uo pipefail
cd "$(dirname "$0")/.."
left_out=$(mktemp)
trap 'rm -f "$left_out"' EXIT
# -count=1: a cached result wouldn't say again what it left out. -p 1: the tests of two
# packages at once would share the cores that the model is timed on.
CARO_TEST_LEFT_OUT=$left_out "${GO:-go}" test -count=1 -p "${TEST_PACKAGES_AT_ONCE:-1}" -timeout 20m "$@"
status=$?
if [ -s "$left_out" ]; then
  printf '\nLeft out, with what each needs:\n'
  sort -u "$left_out" | sed 's/^/  /'
fi
exit "$status"
