# engraft: `make demo` simulates a trial, `make test` checks everything. Both make .venv when they need it.
STUDY ?= eliana
# pytest-xdist workers
WORKERS ?= 2
# neighbours stay together, so that what they share is made once
DIST ?= worksteal

BIN := .venv/bin
export PYTHON

.PHONY: help demo test test-slow lint types contracts tests venv venv-dev clean

help:
	@echo "make demo        simulate the study '$(STUDY)' and write its report (another: make demo STUDY=name)"
	@echo "make test        style, types, import contracts and tests"
	@echo "make test-slow   the tests that take longer"
	@echo "make clean       remove .venv and caches, keep runs/"

demo: venv
	@$(BIN)/python -m engraft run $(STUDY)

test: contracts lint types tests

contracts: venv-dev
	@$(BIN)/lint-imports --no-logo

lint: venv-dev
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .

types: venv-dev
	@$(BIN)/python -m mypy

tests: venv-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist $(DIST)

test-slow: venv-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist $(DIST) -m slow

venv:
	@sh scripts/make_venv.sh runtime

venv-dev:
	@sh scripts/make_venv.sh dev

clean:
	rm -f .venv/.stamp-*
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
