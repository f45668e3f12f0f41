# Nothing is needed first but Python 3.11, make and a package index.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup demo test format lint types contracts docs check clean

help: ## what there is to make
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/python:
	@echo "making a private environment in $(VENV)" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Jifen needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/dev.stamp ## the private environment, with what developers need

demo: $(VENV)/run.stamp ## one branch-year, from its rules to a verified filing
	@$(BIN)/python -m cli.demo

test: $(VENV)/dev.stamp ## every test
	@$(BIN)/python -m pytest -n 2

format: $(VENV)/dev.stamp ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: $(VENV)/dev.stamp
	@$(BIN)/mypy

contracts: $(VENV)/dev.stamp
	@$(BIN)/lint-imports --no-cache

docs: $(VENV)/dev.stamp ## write the generated pages and the catalogue anew
	@$(BIN)/python -m cli.reference
	@$(BIN)/python -m workflow.schemes
	@$(BIN)/python -m cli.catalogue

check: lint types contracts test ## format, lint, types, import contracts, tests, docs: what must be green to land

clean: ## throw away the environment and the demonstration
	@rm -rf $(VENV) .demo
