# make run    install what runs, migrate, load the demo into an empty database, serve
#             SEASON=autumn shows the demo in autumn instead, in a database of its own
# make test   install what develops, run every test on SQLite, or on the database that DATABASE_URL names
# make bite   break the program on purpose, one place after the other, and say which test notices
# make coverage  run every test and list the lines and branches that none of them takes
# make lint   what the tests say about form, alone
# make map    draw the map in the README anew, from the code
# make pictures  take the pictures of the user's guide anew, from the demo
# make format, make messages, make lock

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test coverage bite lint map pictures format messages lock

# Any Python from 3.11 on that can make environments; name another with PYTHON=…
FITS = import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c '$(FITS)' 2>/dev/null && echo "$$python" && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
MESSAGES := --locale zh_Hans --no-wrap --add-location file --no-obsolete --ignore var --ignore tests
# Further arguments for pytest, as in: make test ARGS="tests/planning -x", or ARGS=--again for the second database.
ARGS ?=
# A file's tests stay together, as many share a world; in the files' order, as those of the browser come first and wait
# the longest.
SUITE := $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

help:
	@sed -n 's/^# \(make\|   *\)/\1/p' Makefile

ifdef SEASON
export DEMO_SEASON := $(SEASON)
export VAR_DIR := $(CURDIR)/var/$(SEASON)
endif
run: .venv/requirements.stamp
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(BIN)/python manage.py welcome
	@exec $(BIN)/gunicorn

test: .venv/requirements-dev.stamp
	@$(SUITE) $(ARGS)

coverage: .venv/requirements-dev.stamp
	@$(SUITE) --quiet --cov --cov-report=term-missing $(ARGS)

bite: .venv/requirements-dev.stamp
	@$(BIN)/python -m tests.bite $(ARGS)

lint: .venv/requirements-dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/lint-imports

map: .venv/requirements-dev.stamp
	@$(BIN)/python -m docs.map

pictures: .venv/requirements-dev.stamp
	@$(BIN)/python docs/pictures.py

format: .venv/requirements-dev.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: .venv/requirements.stamp
	@$(BIN)/python manage.py makemessages $(MESSAGES)
	@$(BIN)/python manage.py compilemessages --locale zh_Hans --ignore .venv

lock: .venv/requirements-dev.stamp
	@for which in "requirements.lock" "requirements-dev.lock --group dev --constraints requirements.lock"; do \
		$(BIN)/uv pip compile pyproject.toml --output-file $$which --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make lock" --quiet || exit; done

# A stamp is as old as the last install from its lock file: an unchanged lock costs nothing.
.venv/%.stamp: %.lock | .venv/bin/pip
	@$(PIP) --requirement $<
	@touch $@

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later with venv was found. Name one: make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
