# Every target that needs the environment makes it first; see .ci/setup.sh.
BIN := .venv/bin
ARGS ?=
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help install demo test check lint types contracts migrations bench lock

help:  ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

install:  ## Make .venv and install from the hashed lock (does nothing when it is up to date)
	@sh .ci/setup.sh

demo: install  ## Run Snag on a local Slack with an invented company; open the address it prints
	@$(BIN)/snag demo $(ARGS)

test: install  ## Run the tests (make test ARGS="-k routing" for some of them)
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

check: lint types contracts test  ## Run everything that CI runs, as far as this machine can

lint: install  ## Check the style
	@$(BIN)/ruff check .

types: install  ## Check the types
	@$(BIN)/mypy

contracts: install  ## Check who imports whom
	@$(BIN)/lint-imports --no-cache

migrations: install  ## Compare the tables with what the chain of migrations makes (ARGS='--new "What changes"' writes one)
	@$(BIN)/python -m storage.migrations.check $(ARGS)

bench: install  ## Measure against bare Bolt and a plain sample, in one run
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: install  ## Solve the dependencies anew into requirements.lock
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--all-extras pyproject.toml -o requirements.lock $(ARGS)
