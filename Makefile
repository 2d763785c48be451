# Everything a person does with a checkout. A bare `make` says what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
AXE := $(CURDIR)/$(VENV)/axe/package/axe.min.js
.PHONY: help run test test-browser test-all check fmt demo eval bench lock clean

# long files first (tests/conftest.py); many tests wait for a process, so one worker more than there are cores
SPREAD := -n 3 --dist loadfile --no-loadscope-reorder

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# the venv's own pip is brought up to date first: the one Debian 12 ships does not know today's metadata
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rasid needs Python 3.11 or newer: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --quiet --upgrade pip
	@touch $@

$(VENV)/.ready-run: $(VENV)/.made requirements/run.lock pyproject.toml
	@echo "setting up (once) …"
	@$(PIP) install --quiet --require-hashes -r requirements/run.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.made requirements/dev.lock pyproject.toml
	@echo "setting up for tests (once) …"
	@$(PIP) install --quiet --require-hashes -r requirements/dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready-run

run: $(VENV)/.ready-run ## set up and start the daemon: SQLite in ./data, the core outlets
	@$(BIN)/rasid daemon

demo: $(VENV)/.ready-run ## crawl a news site on loopback and read the result; no network
	@$(BIN)/python -m tests.newsroom.demo

check: $(VENV)/.ready-dev ## lint, types, floors
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_floors.py -q -p no:randomly

test: check ## check, then every test (SQLite and PostgreSQL; starts what it needs)
	@$(BIN)/python -m pytest $(SPREAD) -q -m "not slow"

test-browser: $(VENV)/.ready-dev ## the pages in Chromium, by axe-core's rules too where npm is
	@[ -n "$$RASID_AXE" ] || [ -f $(AXE) ] || { mkdir -p $(VENV)/axe && cd $(VENV)/axe \
		&& npm pack --silent axe-core@4.14.1 >/dev/null 2>&1 && tar -xzf axe-core-*.tgz package/axe.min.js; } \
		|| echo "npm gave no axe-core: its rules are left out" >&2
	@[ ! -f $(AXE) ] || export RASID_AXE="$${RASID_AXE:-$(AXE)}"; $(BIN)/python -m pytest $(SPREAD) -q -m slow tests/reading/web

test-all: check ## the same with the slow ones, and more tries of all that is tried at random
	@RASID_THOROUGH=1 $(BIN)/python -m pytest $(SPREAD) -q

eval: $(VENV)/.ready-dev ## our figures beside trafilatura's on labelled pages; fails below the floor (DATA=folder of others)
	@$(BIN)/python -m benchmarks.evaluate $(if $(DATA),--data "$(DATA)")

bench: $(VENV)/.ready-dev ## the figures the docs quote
	@for bench in extract blind planted daemon; do echo "== $$bench"; $(BIN)/python -m benchmarks.$$bench || exit 1; done

fmt: $(VENV)/.ready-dev ## put the code into its form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: ## write requirements/*.lock anew (needs uv)
	@for set in run postgres dev; do \
		extra=; [ $$set = run ] || extra="--extra $$set"; \
		uv pip compile pyproject.toml requirements/build.in $$extra --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --custom-compile-command "make lock" --quiet --upgrade -o requirements/$$set.lock; \
	done

clean: ## remove the venv and caches; never the data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
