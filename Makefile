# make run        set up, index seeds/, ask one question, serve http://127.0.0.1:8000
# make demo       the same without serving
# make test       set up and run the tests
# make check      lint, format, types, layers, tests: what continuous integration runs
# make check-all  the same on a second Python with its coverage, the other engines, and many more faults
# make package    build a wheel and an sdist, and do the main job from the wheel alone

PORT ?= 8000
JOBS ?= 2
# Which optional parts: with torch, every runtime of the model is compared.
EXTRAS ?= dev
# Which tests: `make package` and `make check-all` run the others.
TESTS ?= --ignore=tests/benchmarks/peers --ignore=tests/packaging
VENV ?= .venv
BIN := $(VENV)/bin
INDEX := .shawahid/seeds
QUESTION := من هو وزير العدل الأردني الذي حضر اللقاء؟
SUPPORTED := python3.11 python3.13 python3.12 python3.14 python3
# The first of them that is here and of a version that is supported.
PYTHON ?= $(firstword $(foreach name,$(SUPPORTED),$(shell \
	$(name) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && echo $(name))))

.PHONY: run demo test check check-all lint format types layers package constraints
.DELETE_ON_ERROR:

run: demo
	@$(BIN)/shawahid serve --port $(PORT) --index $(INDEX)

demo: $(VENV)/installed
	@$(BIN)/shawahid index seeds --index $(INDEX)
	@echo
	@echo "$(QUESTION)"
	@$(BIN)/shawahid search "$(QUESTION)" -k 3 --index $(INDEX)

# One thread for matrices, since every core has its own tests: more only wait for each other.
test: $(VENV)/installed-$(EXTRAS)
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(TESTS)

check: lint format types layers test

lint: $(VENV)/installed-$(EXTRAS)
	$(BIN)/ruff check

format: $(VENV)/installed-$(EXTRAS)
	$(BIN)/ruff format --check

types: $(VENV)/installed-$(EXTRAS)
	$(BIN)/mypy

layers: $(VENV)/installed-$(EXTRAS)
	$(BIN)/lint-imports

package: $(VENV)/installed-$(EXTRAS)
	$(BIN)/python -m pytest tests/packaging

check-all:
	.ci/check-all

constraints:
	.ci/constraints $(PYTHON)

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "No Python from 3.11 to 3.14 was found." >&2; \
		echo "Debian, Ubuntu: apt install python3 python3-venv (or python3.12 python3.12-venv);" >&2; \
		echo "Fedora: dnf install python3; macOS: brew install python@3.13." >&2; \
		echo "If it is somewhere else: make PYTHON=/path/to/python3.13" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make virtual environments: its module venv or ensurepip is missing." >&2; \
		echo "Debian, Ubuntu: apt install $(notdir $(PYTHON))-venv" >&2; exit 1; fi
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-$(EXTRAS): $(VENV)/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@
