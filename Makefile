# setup, run, test: each does all that it needs first, and only what has changed since.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check
SERVE := $(BIN)/throughcare serve

.PHONY: help setup setup-test run test test-servers check coverage format lock docs bench api image-proof load sbom audit screenshots clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.run ## Install what the service needs, into .venv
	@.ci/apt-install requirements/apt-run.txt

setup-test: setup .venv/.dev
	@.ci/apt-install requirements/apt-test.txt

.venv/bin/python:
	@.ci/apt-install requirements/apt-run.txt
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python requirements/run.lock pyproject.toml
	@echo "Installing Python packages"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

run: setup ## Serve on http://127.0.0.1:8000 (DEMO=1: with invented demo data)
	@exec $(SERVE) $(if $(DEMO),--demo)

test: setup-test check ## Run the whole gate
	$(BIN)/python -m pytest

test-servers: setup-test ## Run the tests of the service with every installation on PostgreSQL and Redis
	ON_SERVERS=yes $(BIN)/python -m pytest -W "ignore::pytest.PytestUnraisableExceptionWarning" tests/service tests/attacks

check: setup-test ## Lint, types, import rules, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

coverage: setup-test ## Run the tests and print the branches that none takes
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

format: setup-test ## Put the code into the house's form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup-test ## Write the pages that are made from the program: settings, licences, guidance, attacks
	$(BIN)/python -m bench.settings
	$(BIN)/python -m bench.supply.licences
	$(BIN)/python -m bench.guidance
	$(BIN)/python -m tests.attacks.page

sbom: setup-test ## Write the bill of materials (CycloneDX), into build/sbom.cdx.json
	$(BIN)/python -m bench.supply.sbom build/sbom.cdx.json

audit: setup-test ## Look for known faults in what the lock installs; without a network, tell the last result
	$(BIN)/python -m bench.supply.audit

api: setup-test ## Try the API against its own description with thousands of requests, as each role
	$(BIN)/python -m bench.api

image-proof: setup-test ## Carry out the Dockerfile in clean Debian roots, and have a fax read there (as root)
	@.ci/apt-install requirements/apt-image.txt
	$(BIN)/python -m bench.image

load: setup-test ## 50 people at once on a service that reads a batch meanwhile, for 10 minutes
	$(BIN)/python -m bench.load

bench: setup-test ## Print the measured figures
	$(BIN)/python -m bench.filling
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.paper --copies 200

screenshots: setup-test ## Take a picture of every page, into screenshots/
	$(BIN)/python -m bench.screenshots screenshots

lock: .venv/.dev ## Refresh the hashed locks
	.ci/lock

clean: ## Remove the environment (data in var/ stays)
	rm -rf .venv build *.egg-info
