# make run · test · check · fmt · demo · bench · bench-search · install   (needs Python 3.11+, git and make)
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: run test check fmt demo bench bench-search install journeys lock screenshot

run: $(STAMP)                ## install, migrate, load the demonstration library, serve it on http://127.0.0.1:8000
	@ASSAY_DEMO=1 $(BIN)/python -m assay demo --serve

install: $(STAMP)            ## only install into .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Assay needs Python 3.11 or newer; set PYTHON=python3.12, say.")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)               ## load the demonstration library into var/ without serving it
	@ASSAY_DEMO=1 $(BIN)/python -m assay demo

check: $(STAMP)              ## format, lint, types, import rules, templates, migrations complete
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	git ls-files '*.html' | xargs $(BIN)/djade --target-version 5.2 --check
	$(BIN)/python -m assay makemigrations --check --dry-run
	$(BIN)/python -m assay check --fail-level WARNING

test: $(STAMP)               ## check, tests on SQLite; on PostgreSQL and in the browser where these are there
	@PYTHON=$(BIN)/python sh scripts/test.sh

journeys: $(STAMP)           ## only the browser journeys
	$(BIN)/pytest -n auto --dist loadfile -m journey -p no:randomly tests/journeys

fmt: $(STAMP)                ## format, and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	git ls-files '*.html' | xargs $(BIN)/djade --target-version 5.2

bench: $(STAMP)              ## print the tables of benchmarks/
	@for each in benchmarks/bench_*.py; do $(BIN)/python -m $$(echo $${each%.py} | tr / .); done

bench-search: $(STAMP)       ## measure finding at N descriptors (12000) on both databases; JSON=1 for lines, SAVE=1 for benchmarks/results/
	@$(BIN)/python -m benchmarks.search --n $(or $(N),12000) $(if $(JSON),--json) $(if $(SAVE),--save) $(if $(KEEP),--keep $(KEEP))

screenshot: $(STAMP)         ## renew the picture in the README
	$(BIN)/python scripts/screenshot.py

lock:                        ## renew requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 --quiet --no-header --no-annotate -o requirements.lock
