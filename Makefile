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
CONSOLE := api/static/built-from
CONSOLE_SOURCES := docs/openapi.json $(shell find api/web -name node_modules -prune -o -type f -print)
SERVE_FLAG := $(if $(filter 0 no false,$(SERVE)),--no-serve,--serve)

.DEFAULT_GOAL := help
.PHONY: help demo test lint check format spelling browser console pictures lock package openapi clean

help: ## list the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(RUN) $(CONSOLE) ## plan the day of a team and show it (SERVE=0: stop after the plan; OUT=DIR; ARGS='nst-su --seed 2')
	$(BIN)/hemrutt demo $(ARGS) --out $(OUT) $(SERVE_FLAG)

test: $(DEV) $(CONSOLE) browser ## run all tests
	$(BIN)/python api/web/building.py test
	$(BIN)/python -m pytest -n auto $(ARGS)

lint: $(DEV) $(CONSOLE) ## format check, lint, types (the console's too, which is built), import contracts, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/python api/web/building.py lint

check: lint test ## what CI runs: lint and all tests

format: $(DEV) ## format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: $(DEV) ## get a Chromium for the browser tests, if there is none
	@$(BIN)/python tests/browser/chromium.py

console: $(RUN) $(CONSOLE) ## build the console (api/web) anew if its sources changed

pictures: $(DEV) $(CONSOLE) browser ## take pictures of all views of the console into pictures/
	$(BIN)/python -m tests.browser.pictures pictures $(ARGS)

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
	rm -rf .venv dist demo api/static api/web/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(RUN): requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "hemrutt needs Python 3.11 or newer; say which with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies (a minute the first time) ..." >&2
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements/run.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(CONSOLE): $(CONSOLE_SOURCES) | $(RUN)
	$(BIN)/python api/web/building.py
	@touch $@

$(DEV): $(RUN) requirements/dev.lock
	$(PIP) install --quiet --no-compile --require-hashes --requirement requirements/dev.lock
	@touch $@
