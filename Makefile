.DEFAULT_GOAL := help
PYTHON ?= python3
PORT ?= 8080
BIN := .venv/bin
STAMP := .venv/.installed
DESK = ISSUETRACKER_BASE_URL=$${ISSUETRACKER_BASE_URL:-http://localhost:$(PORT)} ISSUETRACKER_DEMO_SIGN_IN=yes

.PHONY: help setup run test lint format bench lock docs clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(STAMP) ## Make .venv with the program `issuetracker` in it

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is not complete; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

run: setup ## Open a working desk with demo data on http://localhost:8080 (PORT=… for another)
	@$(BIN)/issuetracker init
	@$(DESK) $(BIN)/issuetracker demo
	@$(DESK) $(BIN)/issuetracker run --port $(PORT)

test: setup ## Run all tests, on a real SQLite and a real PostgreSQL
	$(BIN)/python -m pytest -n auto

lint: setup ## Types, lint, format, import contracts, generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure against the goals; writes build/bench.json
	$(BIN)/python -m tests.benchmarks

docs: setup ## Write docs/procedure.md and docs/figure.svg anew from the tables
	$(BIN)/python -m workflows.document

lock: ## Write requirements.txt anew: exact versions with hashes, no addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.txt

clean: ## Remove what was built; var/ stays
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
