#!/usr/bin/env bash
# gofmt, go vet for every platform, and golangci-lint at a pinned version.
set -euo pipefail
cd "$(dirname "$0")/.."
golangci=v2.15.0
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
  printf 'not gofmt-ed:\n%s\n' "$unformatted" >&2
  exit 1
fi
for platform in linux/amd64 linux/arm64 darwin/arm64 darwin/amd64; do
  GOOS=${platform%/*} GOARCH=${platform#*/} CGO_ENABLED=0 go vet ./... github.com/jupiterrider/ffi
done
bin=$(go env GOPATH)/bin/golangci-lint
case "$("$bin" version 2>/dev/null || true)" in
  *"${golangci#v}"*) ;;
  *) GOFLAGS=-mod=mod go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$golangci" ;;
esac
"$bin" run ./...
