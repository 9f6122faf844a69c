# Two commands matter: `make demo` plans a team's day and shows it, `make test` runs every test.
# Both make .venv themselves and install locked dependencies into it. `make help` lists the rest.
# Installing compiles no modules: Python does so for those that are used, at first use, which is far less work.

PYTHON ?= python3
OUT ?= demo
SERVE ?= 1
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
SERVE_FLAG := $(if $(filter 0 no false,$(SERVE)),--no-serve,--serve)

.DEFAULT_GOAL := help
.PHONY: help demo test lint check format spelling browser lock package openapi clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(RUN) ## plan the day of a team and show it (SERVE=0: stop after the plan; OUT=DIR; ARGS='nst-su --seed 2')
	$(BIN)/hemrutt demo $(ARGS) --out $(OUT) $(SERVE_FLAG)

test: $(DEV) browser ## run all tests
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(DEV) ## format check, lint, types, import contracts, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

check: lint test ## what CI runs: lint and all tests

format: $(DEV) ## format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: $(DEV) ## get a Chromium for the browser tests, if there is none
	@$(BIN)/python tests/browser/chromium.py

package: $(DEV) ## build wheel and sdist into dist/
	$(BIN)/python -m build --no-isolation

openapi: $(RUN) ## rewrite docs/openapi.json from the application
	$(BIN)/python -m api.openapi

lock: $(DEV) ## lock the dependencies anew, with hashes, for every platform and Python from 3.11
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
	  --group build -o requirements/run.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
	  --group dev -c requirements/run.lock -o requirements/dev.lock

clean: ## remove everything that was made here
	rm -rf .venv dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(RUN): requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "hemrutt needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies (a minute the first time) ..." >&2
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements/run.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.lock
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements/dev.lock
	@touch $@
