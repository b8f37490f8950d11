# Needs Python >= 3.11 with venv, and make. Everything else is installed into $(VENV).
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.kgwctl-installed
JOBS ?= 2

FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 1

.PHONY: fuzz help demo test lint types unit schemas goldens docs bench messages clean

help:
	@echo "make demo      serve examples/ to a real Envoy with kgwctl run, send it requests"
	@echo "make test      linter, types and the whole test suite"
	@echo "make schemas   regenerate schemas/ and the precompiled blobs from kgwctl/api"
	@echo "make goldens   refresh golden/ from examples/ (then read the diff)"
	@echo "make docs      regenerate the generated pages below docs/"
	@echo "make messages  regenerate the Envoy message records"
	@echo "make fuzz      try wrong inputs for FUZZ_SECONDS=60 from FUZZ_SEED=1"
	@echo "make bench     run the benchmarks and print ratios"

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m compileall -q kgwctl
	@touch $@

demo: $(STAMP)
	$(BIN)/python tools/demo.py

test: lint types unit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(STAMP)
	$(BIN)/mypy

unit: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) -q

schemas: $(STAMP)
	$(BIN)/python -m tools.generate_schemas

goldens: $(STAMP)
	$(BIN)/python -m tools.refresh_goldens

docs: $(STAMP)
	$(BIN)/python -m tools.generate_docs

messages: $(STAMP)
	$(BIN)/python tools/generate_messages.py

fuzz: $(STAMP)
	$(BIN)/python -m tools.fuzz --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
