# One command each, from a clean clone: make run, make demo, make test, make check, make bench.
# Needs Python 3.11 or newer (PYTHON=/path/to/python names one) and nothing else.

BIN = .venv/bin
PIP = $(BIN)/python -m pip -qq --disable-pip-version-check
CODE = bot scrapers tests .ci

.PHONY: all help run demo test check bench readme format lock ready ready-dev \
	lint types floors dependencies spelling

all: ready help

help:
	@echo 'make run      the service: SQLite file, alerts on the console'
	@echo 'make demo     the price war of May 2024, replayed'
	@echo 'make test     every test, with coverage'
	@echo 'make check    every gate: lint, types, floors, dependencies, spelling'
	@echo 'make bench    what reading, rounds and queries cost on this machine'
	@echo 'make readme   write the tables of README.md and docs that are made from the code'
	@echo 'make format   lay the code out as the gates want it'
	@echo 'make lock     bring both locks in line with pyproject.toml (needs uv);'
	@echo '              make lock UPGRADE=--upgrade takes the newest of everything'

run: ready
	@exec $(BIN)/pricewar run

demo: ready
	@exec $(BIN)/pricewar demo

test: ready-dev
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --cov

check: lint types floors dependencies spelling

lint: ready-dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: ready-dev
	$(BIN)/mypy bot scrapers tests
	$(BIN)/mypy .ci/held.py

floors: ready-dev
	$(BIN)/lint-imports

dependencies: ready-dev
	$(BIN)/deptry .
	$(BIN)/python -m pip --disable-pip-version-check check

spelling: ready-dev
	$(BIN)/codespell

bench: ready-dev
	@$(BIN)/python tests/bench.py

readme: ready-dev
	$(BIN)/python tests/readme.py
	$(BIN)/python tests/webhook_docs.py
	$(BIN)/python tests/telegram_doc.py
	$(BIN)/python tests/asking_doc.py

format: ready-dev
	$(BIN)/ruff check --fix-only $(CODE)
	$(BIN)/ruff format $(CODE)

COMPILE = uv pip compile pyproject.toml --group setup $(UPGRADE) --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet

lock:
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --extra browser --constraint requirements.lock --output-file requirements-dev.lock

# Setting up. Each stamp in .venv repeats what that step was made from and is compared whole: the
# times of a fresh clone say nothing, and a moved folder has a broken .venv. A stamp is written
# last, so that a step that was interrupted is done again.
STAMP = { pwd; cat requirements.lock; }
INSTALL = $(PIP) install --require-hashes --requirement

FIND_PYTHON = set -- python3 python3.14 python3.13 python3.12 python3.11; \
	[ -z "$$PYTHON" ] || set -- "$$PYTHON"; \
	for python; do \
	    "$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' \
	      2>/dev/null && break; python=; \
	done; \
	[ -n "$$python" ] || { echo "pricewar needs Python 3.11 or newer with its venv module (on" \
	    "Debian and Ubuntu: the packages python3 and python3-venv); PYTHON=/path/to/python3" \
	    "names one that is not on the PATH." >&2; exit 1; }

NO_PACKAGES = { echo "The packages of $(1) could not be installed: without a network this works" \
	"only once .venv is there." >&2; exit 1; }

ready:
	@if [ -x $(BIN)/python ] && $(STAMP) | cmp -s - .venv/run.stamp && \
	    { [ ! -e .venv/dev.stamp ] || cmp -s requirements-dev.lock .venv/dev.stamp; }; \
	then exit; fi; \
	$(FIND_PYTHON); echo "Setting up .venv (once; a minute at most) …" >&2; \
	"$$python" -m venv --clear .venv || exit; \
	$(INSTALL) requirements.lock || $(call NO_PACKAGES,requirements.lock); \
	$(STAMP) > .venv/run.stamp
	@if cmp -s pyproject.toml .venv/project.stamp; then exit; fi; \
	$(PIP) install --no-deps --no-build-isolation --no-index --editable . || exit; \
	cp pyproject.toml .venv/project.stamp

ready-dev: ready
	@if cmp -s requirements-dev.lock .venv/dev.stamp; then exit; fi; \
	echo "Adding what the tests need …" >&2; \
	$(INSTALL) requirements-dev.lock || $(call NO_PACKAGES,requirements-dev.lock); \
	cp requirements-dev.lock .venv/dev.stamp
