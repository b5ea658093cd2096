# Copydeck, from a fresh machine: `make run` opens it, `make test` proves it.
# Each step looks first whether it is needed; scripts/ says how each is done.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Everything the UI is built from: what git would take, so neither packages nor the result.
ui_sources := $(shell find ui -name node_modules -prune -o -path ui/dist -prune -o -type f -print 2>/dev/null)

.PHONY: help
help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | awk -F '\t' '{ printf "  make %-8s %s\n", $$1, $$2 }'

.PHONY: run
run: build ## Set up, build, and open the window (with no display: draft in the terminal)
	@scripts/run.sh

.PHONY: test
test: setup ## Set up, and check everything: formatting, lints, licences, tests, the real window
	@scripts/test.sh

.PHONY: bench
bench: setup ui ## Measure speed and memory against their goals (AREA=window: one area)
	@AREA="$(AREA)" scripts/bench.sh

.PHONY: oracles
oracles: setup ui ## Print where Copydeck and the providers' own Python libraries part
	@cargo nextest run --workspace --locked --features custom-protocol --run-ignored only \
		--no-capture oracles

.PHONY: fuzz
fuzz: ## Fuzz what reads strangers' bytes, two minutes a target (FUZZ="600 chat": one, longer)
	@scripts/fuzz.sh $(FUZZ)

.PHONY: build
build: setup-run ui ## Set up, and leave the release executable at target/release/copydeck
	@echo "Building Copydeck"
	@cargo build --release --locked --features custom-protocol

.PHONY: setup
setup: setup-run ## Install what is missing for running and for testing
	@scripts/setup-system.sh test
	@scripts/setup-tools.sh

.PHONY: setup-run
setup-run:
	@scripts/setup-system.sh run
	@scripts/setup-toolchain.sh
	@scripts/setup-model.sh
	@scripts/setup-ui.sh

.PHONY: ui
ui: ui/dist/index.html ## Build the UI, when its sources have changed

ui/dist/index.html: $(ui_sources)
	@scripts/setup-ui.sh
	@echo "Building the UI"
	@cd ui && npm run --silent build
	@touch $@

.PHONY: dev
dev: setup-run ## Open a window that follows the UI's sources as they change
	@cd ui && npm exec -- tauri dev

.PHONY: fmt
fmt: ## Format Rust and UI sources
	@cargo fmt --all
	@cd ui && npm run --silent format

.PHONY: lint
lint: setup-run ui ## Lint Rust and UI sources
	@scripts/test.sh lint
