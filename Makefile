# SPDX-License-Identifier: Apache-2.0
# Needs Python 3.11 or newer and make. `make help` lists what can be done.
# A step runs again only when what it reads has changed: its stamp stands in .venv/stamps.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint bench faults docs clean _developing _types _style _imports _tracked \
    _frontend _read

BIN := .venv/bin
STAMPS := .venv/stamps
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
STEP := scripts/step
SET_UP := $(addprefix $(STAMPS)/,runtime frontend fonts messages)
# Two things at once that do not need each other: one waits for the network, or has one core.
BOTH = @$(MAKE) --no-print-directory --output-sync --jobs 2
BIND ?= 127.0.0.1:8000
# Two processes more than cores: browsers, killed servers and databases are waited for.
JOBS ?= 4
ROUNDS ?= $(or $(LIUHEN_FAULT_ROUNDS),1000)
# Where it is set, each of the processes that test would rewrite every test and keep nothing of it.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: ## install, and build the front end
	$(BOTH) --silent $(SET_UP)
	@$(BIN)/python -m compileall -q -j 2 src/liuhen # so that a cold command starts at once

demo: setup ## demonstration data of five bureaus, served on this machine
	@$(STEP) --show "demonstration data" $(BIN)/liuhen demo build >/dev/null # serve prints sign-ins
	@exec $(BIN)/liuhen serve --bind $(BIND)

test: _developing ## the whole suite on SQLite, beside it what needs a database on PostgreSQL
	@scripts/browser
	@scripts/pdfsig
	$(BOTH) --silent _read
	@$(BIN)/python scripts/suite.py --processes $(JOBS)

lint: _developing ## style, types, import floors, no address of a registry or a machine
	$(BOTH) _types _style _imports _tracked _frontend

_developing:
	$(BOTH) --silent $(SET_UP) $(STAMPS)/dev
	@$(BIN)/python -m compileall -q -j 2 src/liuhen

# Parts of lint: the types take most of the time, on one core.
_types:
	$(BIN)/mypy

_style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

_imports:
	$(BIN)/lint-imports --no-cache

_tracked:
	$(BIN)/python scripts/tracked.py

_frontend:
	scripts/with-node npm --prefix frontend run --silent check

_read: $(STAMPS)/read-unit $(STAMPS)/read-others
	@: # so that nothing is said where they have been

bench: _developing ## measure; compare with docs/performance.md
	$(BIN)/python bench/run.py

faults: _developing ## break things on purpose, and write docs/reliability.md
	$(BIN)/python scripts/faults.py --rounds $(ROUNDS) --processes $(JOBS) $(FAULTS)

docs: _developing ## write the reference pages that come from the program, check the others
	$(BIN)/python scripts/reference.py
	$(BIN)/pytest tests/architecture/test_docs.py

clean: ## remove what setting up has made (data in var stays)
	rm -rf .venv frontend/node_modules src/liuhen/web/static/build src/liuhen/paper/fonts

$(STAMPS)/venv: scripts/venv
	@$(STEP) "virtual environment" scripts/venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: $(STAMPS)/venv requirements/build.txt requirements/runtime.txt pyproject.toml
	@$(STEP) "Python packages" $(PIP) -r requirements/build.txt -r requirements/runtime.txt
	@$(STEP) "liuhen itself" $(BIN)/pip install --quiet --disable-pip-version-check \
	    --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/runtime requirements/dev.txt
	@$(STEP) "Python packages for development" $(PIP) -r requirements/dev.txt
	@touch $@

# Tests are written anew for their asserts when they are first read; each process of the suite would
# do so for all of them at the same time.
$(STAMPS)/read-unit: $(STAMPS)/dev
	@$(STEP) "tests of units, read" $(BIN)/pytest --collect-only -qq tests/unit
	@touch $@

$(STAMPS)/read-others: $(STAMPS)/dev
	@$(STEP) "other tests, read" $(BIN)/pytest --collect-only -qq --ignore=tests/unit
	@touch $@

$(STAMPS)/node: $(STAMPS)/venv requirements/node.txt frontend/package.json frontend/package-lock.json
	@$(STEP) "browser packages" scripts/with-node npm --prefix frontend ci
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/node $(wildcard frontend/*.ts frontend/icons.txt frontend/src/* frontend/src/*/*)
	@$(STEP) "front end" scripts/with-node npm --prefix frontend run build
	@touch $@

$(STAMPS)/fonts: $(STAMPS)/node scripts/fonts
	@$(STEP) "fonts of papers" scripts/fonts
	@touch $@

$(STAMPS)/messages: $(STAMPS)/runtime scripts/messages.py $(wildcard src/liuhen/*/locale/*/LC_MESSAGES/*.po)
	@$(STEP) "translations" $(BIN)/python scripts/messages.py compile
	@touch $@
