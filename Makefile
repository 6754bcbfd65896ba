# Two commands do everything: `make run` and `make test`. Both are quick the second time.

PYTHON ?= python3
BIN := .venv/bin
# pip reads both files; a change of either installs again.
DEFINED_BY := pyproject.toml constraints.txt

.PHONY: run test lint clean

run: .venv/installed
	@$(BIN)/policybot run

test: .venv/installed-for-tests lint
	$(BIN)/python -m pytest

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv build *.egg-info

.venv/installed: $(DEFINED_BY)
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed, this is %d.%d; name one: make PYTHON=python3.12 …" % v)'
	@echo "Installing into .venv (a few minutes the first time) …" >&2
	@$(PYTHON) -m venv .venv
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --constraint constraints.txt torch >&2
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . >&2
	@touch $@

.venv/installed-for-tests: .venv/installed
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]' >&2
	@touch $@
