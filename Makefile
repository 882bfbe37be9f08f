# One list of commands for people and for CI. The two that matter: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
# Tests wait now and then: one worker more than there are cores keeps all of them at work.
WORKERS ?= $(shell echo $$(($$(nproc) + 1)))
UV := .tools/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Where it is set, every start of a program compiles all it imports anew: half of the time that starting takes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lock demo-data openapi clean

run: .venv/warm  ## load and plan the demo if the database has never held anything, then serve the site
	@exec $(BIN)/kproute serve --demo-if-new --port $(PORT)

test: .venv/warm .tools/chromium .tools/postgresql  ## every check there is: style, types, tests, browser tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: .venv/installed  ## style and types only
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit("KPRoute needs Python 3.11 or newer: make run PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install -q --disable-pip-version-check uv==0.13.9

.venv/installed: requirements.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	$(UV) pip sync -q --require-hashes requirements.lock
	$(UV) pip install -q --no-deps -e .
	touch $@

# The search is compiled once; whoever plans first should not wait for it.
.venv/warm: .venv/installed $(wildcard solver/*.py solver/search/*.py)
	$(BIN)/python -m solver.warm
	@touch $@

# Browser tests want a Chromium and a Chinese font. Debian's are installed where that is allowed; else the tests say why they skip.
.tools/chromium: | $(UV)
	@command -v chromium >/dev/null || sh .ci/chromium
	@touch $@

# The tests start a PostgreSQL server of their own, with Debian's programs where installing them is allowed.
.tools/postgresql: | $(UV)
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || sh .ci/postgresql
	@touch $@

EXPORT := export -q --format requirements-txt --no-header --no-annotate --no-emit-project --extra fast --extra cluster --extra districts

lock: | $(UV)  ## re-resolve requirements.lock and the container's part of it (hashes, no host names)
	$(UV) lock -q --upgrade
	$(UV) $(EXPORT) --all-groups > requirements.lock
	$(UV) $(EXPORT) --no-default-groups --group build > deploy/requirements.lock

demo-data: .venv/installed  ## write the demo company's lists anew from the seed
	$(BIN)/python data/generate.py

openapi: .venv/installed  ## write docs/openapi.json anew, after a change of the API that breaks nothing
	$(BIN)/kproute openapi docs/openapi.json

clean:
	rm -rf .venv .tools var .pytest_cache .mypy_cache .ruff_cache .hypothesis
