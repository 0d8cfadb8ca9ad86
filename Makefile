# make run    set up, index seeds/, ask one question, serve http://127.0.0.1:8000
# make demo   the same without serving
# make test   set up and run the tests
# make check  lint, format, types, layers, tests

PYTHON ?= python3.11
PORT ?= 8000
JOBS ?= 2
# Which tests: `make check-all` runs those that take minutes or other engines as well.
TESTS ?= -m "not long" --ignore=tests/benchmarks/peers
BIN := .venv/bin
INDEX := .shawahid/seeds
QUESTION := من هو وزير العدل الأردني الذي حضر اللقاء؟

.PHONY: run demo test check lint format types layers
.DELETE_ON_ERROR:

run: demo
	@$(BIN)/shawahid serve --port $(PORT) --index $(INDEX)

demo: .venv/installed
	@$(BIN)/shawahid index seeds --index $(INDEX)
	@echo
	@echo "$(QUESTION)"
	@$(BIN)/shawahid search "$(QUESTION)" -k 3 --index $(INDEX)

# One thread for small matrices, as on the command line: more only wait for each other.
test: .venv/installed-dev
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(TESTS) \
		--cov --cov-report=term

check: lint format types layers test

lint: .venv/installed-dev
	$(BIN)/ruff check

format: .venv/installed-dev
	$(BIN)/ruff format --check

types: .venv/installed-dev
	$(BIN)/mypy

layers: .venv/installed-dev
	$(BIN)/lint-imports

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
