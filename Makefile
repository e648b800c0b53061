# The commands of this repository. `make help` lists them.
SHELL := bash
.DEFAULT_GOAL := help

PYTHON ?= python3.13
BIN := .venv/bin
ARGS ?=
# The Regions that the template must suit: all of Connect's, and the one that halves of a pair often take for Timestream.
REGIONS := us-east-1 us-west-2 af-south-1 ap-northeast-1 ap-northeast-2 ap-southeast-1 ap-southeast-2 ca-central-1 \
  eu-central-1 eu-west-1 eu-west-2 us-gov-west-1
# `sam validate` takes one at a time: one with both services, and one with each alone.
SAM_REGIONS := us-east-1 eu-west-1 eu-west-2
SOURCES := functions local tests benchmarks grafana-dashboards
# Each function is packed by itself: its modules are top-level, as the layer is.
MODULES := .:grafana-dashboards:functions/shared:functions/agent_events:functions/contact_events:functions/instance_data:functions/database_schema

export PATH := $(CURDIR)/$(BIN):$(PATH)
export SAM_CLI_TELEMETRY := 0

.PHONY: help setup demo screenshots demo-clean dashboards events golden test lint bench build deploy

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/installed ## make .venv with all that the other commands need

.venv/installed: requirements-dev.txt functions/shared/requirements.txt
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' || { \
	  echo "Python 3.13 is needed and $(PYTHON) is not it. Install Python 3.13 (from python.org, your system's packages"; \
	  echo "or pyenv), or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.13"; exit 1; } >&2
	@echo "Setting up .venv with Python 3.13 (a minute, the first time)"
	@$(PYTHON) -m venv .venv
	@set -o pipefail; $(BIN)/pip install --disable-pip-version-check --requirement requirements-dev.txt | \
	  while read -r line; do printf .; done; echo
	@touch $@

demo: setup ## run the whole application on this machine; ARGS="--minutes 2 --exit" ends by itself
	@$(BIN)/python -m local.demo $(ARGS)

screenshots: setup ## take pictures of the boards for the README, while make demo runs; ARGS="--url ..." of another preview
	@$(BIN)/python -m local.preview.screenshots $(ARGS)

demo-clean: ## remove what the demo has kept
	rm -rf .local

dashboards: setup ## write Grafana's boards and alert rules from their sources
	@PYTHONPATH=grafana-dashboards $(BIN)/python -m dashboards

events: setup ## write the sample payloads of events/ from local/sample_events.py
	@$(BIN)/python -m local.sample_events

golden: setup ## write the golden files: the rows that each sample payload becomes
	@$(BIN)/python -m pytest --quiet --update-golden tests/unit/functions/test_golden.py \
	  tests/integration/functions/test_instance_data.py $(ARGS)

test: lint ## run all tests, after lint and types; ARGS are pytest's
	@echo "Running the tests"
	@$(BIN)/python -m pytest $(ARGS)

lint: setup ## check style, types and the template
	@echo "Checking style and types"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary $(SOURCES)
	@echo "Checking the template in all Regions"
	@$(BIN)/cfn-lint --regions $(REGIONS) --template template.yaml
	@for region in $(SAM_REGIONS); do \
	  said=$$($(BIN)/sam validate --lint --region $$region 2>&1) || { echo "$$said"; exit 1; }; \
	done

bench: setup ## measure speed and cost
	@for name in $(basename $(notdir $(wildcard benchmarks/[a-z]*.py))); do \
	  PYTHONPATH=$(MODULES) $(BIN)/python -m benchmarks.$$name $(ARGS) || exit 1; \
	done

build: setup ## sam build; ARGS are its own
	$(BIN)/sam build $(ARGS)

deploy: build ## sam deploy; ARGS="--config-env pipeline" for one half of a pair
	$(BIN)/sam deploy $(ARGS)
