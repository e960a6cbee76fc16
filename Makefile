.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.PHONY: help serve test lint format docs words screenshots bench lock clean

# Words in square brackets may be given after the target: make serve PORT=8123
DATA ?= addyours-site
# Some shells keep the machine's own name in HOST: only one given to make counts.
ifeq ($(origin HOST),environment)
HOST :=
endif
export PYTHON

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

serve: ## Run the site, set up on first use [PORT=8000 DATA=addyours-site HOST=127.0.0.1 WORKERS=1 PYTHON=]
	@scripts/environment runtime
	@exec .venv/bin/addyours serve --data "$(DATA)" $(if $(PORT),--port "$(PORT)") $(if $(HOST),--host "$(HOST)") $(if $(WORKERS),--workers "$(WORKERS)")

test: ## Run every test, on SQLite and on PostgreSQL, browser included [ARGS="tests/comments -k reply"]
	@scripts/environment development
	@scripts/system-packages chromium libatomic1 postgresql
	@scripts/run-tests $(ARGS)

lint: ## Check style, types, import order, templates and stylesheets
	@scripts/environment development
	@scripts/lint

format: ## Rewrite Python and templates in the house style
	@scripts/environment development
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .
	@find src -path '*/templates/*' -name '*.html' -exec .venv/bin/djade --target-version 5.2 {} +

docs: ## Write the pages of docs/ that are made from code
	@scripts/environment development
	@.venv/bin/python scripts/settings_page.py

words: ## Bring the catalogues of translations in step with the words in the source
	@scripts/environment development
	@.venv/bin/python scripts/words.py

screenshots: ## Take the README's pictures anew, from a new site with the demonstration stories
	@scripts/environment development
	@scripts/system-packages chromium libatomic1
	@.venv/bin/python scripts/screenshots.py

bench: ## Measure against other programs; see bench/README.md [ONLY=1,3 SECONDS=10 ROUNDS=3]
	@scripts/environment bench
	@scripts/system-packages wrk postgresql
	@exec bench/.venv/bin/python -m bench $(if $(ONLY),--only "$(ONLY)") $(if $(SECONDS),--seconds "$(SECONDS)") $(if $(ROUNDS),--rounds "$(ROUNDS)")

lock: ## Choose the versions of all dependencies anew and write them, with hashes, to requirements/
	@scripts/lock

clean: ## Remove what was built (.venv, caches), never a data folder
	rm -rf .venv bench/.venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find src tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} +
