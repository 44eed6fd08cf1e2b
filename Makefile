# Caro: the program `caro`, its engine, their tests. `make help` lists the targets.

OUT     := build/out
GO      ?= go
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
# When the source was committed: a newer front replaces the worker of an older one.
STAMP   := $(shell git log -1 --format=%ct 2>/dev/null)
LDFLAGS := -s -w -X caro/core/build.Version=$(VERSION) -X caro/core/build.stamp=$(STAMP)
# All that the binaries are built from: they are built anew only when some of it changed.
SOURCES := go.mod go.sum $(shell find app core macos resources build/ffi -type f -not -name '*_test.go' 2>/dev/null)
# The Go code needs no C compiler; the menu bar on a Mac sets this to 1.
export CGO_ENABLED ?= 0

# The request goes to the program as the value of an environment variable: neither make
# nor a shell reads what is in it. MAKEFLAGS would have it too, with escapes that make a
# long one too long for the system.
unexport QUERY
MAKEOVERRIDES :=
export CARO_REQUEST := $(value QUERY)

.DEFAULT_GOAL := help
.PHONY: help run request build libs model test test-model test-remote vulkan icons app app-layout dmg notarize smoke screenshots fuzz lint bench bench-download soak eval clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: request build model ## answer a request: make run QUERY="find the ten largest files under /var/log"
	@$(OUT)/caro --copy -- "$$CARO_REQUEST"

# Before 1.1 GB are fetched for nothing.
request:
	@test -n "$$CARO_REQUEST" || { echo 'caro: the request is empty; say it as in: make run QUERY="list the files"' >&2; exit 2; }

build: libs $(OUT)/caro $(OUT)/caro-engine $(OUT)/THIRD_PARTY_NOTICES.md ## build/out/caro, its engine, and the engine's libraries

# The licences of what is built in go where the programs go.
$(OUT)/%.md: %.md
	@cp $< $@

$(OUT)/caro: $(SOURCES)
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./app

$(OUT)/caro-engine: $(SOURCES)
	@$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./app/engine

libs: $(OUT)/enginelibs
	@$(OUT)/enginelibs -out $(OUT)/lib

$(OUT)/enginelibs: go.mod $(shell find build/enginelibs core/engine/libs resources -type f -not -name '*_test.go')
	@$(GO) build -trimpath -o $@ ./build/enginelibs

model: build
	@$(OUT)/caro models pull --quiet

test: build $(if $(CARO_TEST_ALL),vulkan) ## all tests that need neither root nor system packages; says at the end what it left out
	@$(OUT)/caro models pull --quiet smollm2-135m
	@build/test.sh ./... github.com/jupiterrider/ffi

test-model: build model ## the tests on the default model: 40 everyday requests and more
	@CARO_TEST_MODEL=1 build/test.sh -v -run '^TestModel' ./core/... ./app/...

test-remote: build ## the tests on a real OpenAI-compatible server, which it installs (minutes, once), with the 0.5B model
	@build/remotetest/run.sh

vulkan: build ## the libraries for a GPU by Vulkan, beside those for the CPU (Linux x86-64)
	@$(OUT)/enginelibs -out $(OUT)/lib -variant linux-x64-vulkan

icons: ## draw the icons anew from resources/icons/*.svg; build/out/Caro.icns, build/out/icons for desktops
	@$(GO) run ./build/icons -out $(OUT)

# The app for macOS, docs/macos.md. ARCH=arm64|amd64; IDENTITY and NOTARY_PROFILE for signing.
ARCH     ?= $(if $(filter x86_64,$(shell uname -sm | sed -n 's/^Darwin //p')),amd64,arm64)
MAC      := $(OUT)/mac-$(ARCH)
MAC_GO    = GOOS=darwin GOARCH=$(ARCH) MACOSX_DEPLOYMENT_TARGET=14.0 $(GO) build -trimpath -gcflags=all=-d=variablemakethreshold=0 -ldflags '$(LDFLAGS)'
VARIANT   = $(if $(filter arm64,$(ARCH)),mac-arm64-metal,mac-x64)

app: CGO = 1
app: needs-mac app-files ## build/out/Caro.app, signed ad hoc or with IDENTITY (on a Mac)
	@build/sign.sh $(OUT)/Caro.app

app-layout: CGO = 0
app-layout: app-files ## build/out/Caro.app without signature and AppKit layer, on any machine

.PHONY: app-files needs-mac
needs-mac:
	@build/mac.sh needs $(or $(filter app dmg notarize smoke,$(MAKECMDGOALS)),app)

app-files: $(OUT)/enginelibs
	@CGO_ENABLED=$(CGO) $(MAC_GO) -o $(MAC)/caro ./app
	@CGO_ENABLED=0 $(MAC_GO) -o $(MAC)/caro-engine ./app/engine
	@$(OUT)/enginelibs -out $(MAC)/lib -variant $(VARIANT)
	@$(GO) run ./build/icons -icns $(MAC)/Caro.icns
	@$(GO) run ./build/bundle -out $(OUT)/Caro.app -arch $(ARCH) -caro $(MAC)/caro -engine $(MAC)/caro-engine -lib $(MAC)/lib \
	  -icns $(MAC)/Caro.icns -version '$(VERSION)' -build '$(shell git rev-list --count HEAD 2>/dev/null)'

dmg: app ## build/out/Caro.dmg (on a Mac)
	@build/mac.sh dmg $(OUT)/Caro.app $(OUT)/Caro.dmg

notarize: app ## have Apple check the app and the disk image: IDENTITY="Developer ID Application: …" NOTARY_PROFILE=NAME (on a Mac)
	@build/mac.sh notarize $(OUT)/Caro.app $(OUT)/Caro.dmg

smoke: app ## run `caro selftest` of the app, table in build/out/selftest.txt (on a Mac)
	@build/mac.sh smoke $(OUT)/Caro.app $(OUT)/selftest.txt

screenshots: build ## take the pictures of docs/menu-bar.md from the app as it runs (Debian: packages named in the script)
	@build/screenshots/take.sh

fuzz: ## each fuzz target for FUZZTIME (default 30s)
	@build/fuzz.sh $(or $(FUZZTIME),30s)

lint: ## gofmt, go vet and golangci-lint
	@build/lint.sh

# Under build/out/mac: the libraries in lib, for each processor the programs and a Caro.app
# with them.
.PHONY: check-darwin
DARWIN := $(OUT)/mac
check-darwin: $(OUT)/enginelibs $(OUT)/Caro.icns ## what can be proved of Caro for macOS without a Mac: code, Info.plist, icon, libraries, programs, bundle
	@$(OUT)/enginelibs -out $(DARWIN)/lib -variant mac-arm64-metal,mac-x64
	@for arch in arm64 amd64; do \
	  CGO_ENABLED=0 GOOS=darwin GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w' -o $(DARWIN)/$$arch/caro ./app && \
	  CGO_ENABLED=0 GOOS=darwin GOARCH=$$arch $(GO) build -trimpath -ldflags '-s -w' -o $(DARWIN)/$$arch/caro-engine ./app/engine && \
	  $(GO) run ./build/bundle -out $(DARWIN)/$$arch/Caro.app -arch $$arch \
	    -caro $(DARWIN)/$$arch/caro -engine $(DARWIN)/$$arch/caro-engine -lib $(DARWIN)/lib -icns $(OUT)/Caro.icns || exit 1; \
	done
	@$(GO) run ./build/darwincheck -bundles $(DARWIN)

$(OUT)/Caro.icns: $(wildcard resources/icons/*.svg build/icons/*.go)
	@$(GO) run ./build/icons -icns $@

bench: $(OUT)/bench/bench ## what an answer costs here, beside the same libraries driven plainly: BENCH="-only compare"
	@$(OUT)/bench/bench $(BENCH)

soak: $(OUT)/bench/bench ## 2,000 requests, then 500 from eight clients: what grows, what is lost (half an hour and more)
	@$(OUT)/bench/bench -only soak,crowd $(BENCH)

bench-download: ## a download of 1 GB from this machine, beside curl, sync and sha256sum: BENCH="-runs 3"
	@$(GO) run ./build/fetchbench $(BENCH)

# Built anew each time: go knows better what has changed.
.PHONY: $(OUT)/bench/bench
$(OUT)/bench/bench: build model
	@$(GO) build -trimpath -o $(OUT)/bench/ ./build/bench ./build/bench/plain

eval: $(OUT)/eval/eval ## how often a command does what was asked, on tasks of its own (an hour and more): EVAL="-split dev -limit 40"
	@$(OUT)/eval/eval -write $(EVAL)

.PHONY: $(OUT)/eval/eval
$(OUT)/eval/eval: build model
	@$(GO) build -trimpath -o $@ ./build/eval

clean: ## remove what was built; models stay in the cache (see `caro models list`)
	@rm -rf $(OUT)
