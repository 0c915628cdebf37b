#!/bin/sh
# What `make test` runs: the checks, the tests on SQLite, on PostgreSQL and in the browser where these are there.
set -eu
BIN=$(dirname "${PYTHON:-.venv/bin/python}")
ASSAY_DATA_DIR=${ASSAY_DATA_DIR:-$(mktemp -d)}
export ASSAY_DATA_DIR
POSTGRES=${ASSAY_TEST_DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres}
WORKERS=${ASSAY_TEST_WORKERS:-auto}

make --no-print-directory check
# The tracker that is taken over is a PostgreSQL whatever our own database is: where one answers, its tests may not be left out.
if "$BIN/python" scripts/postgres_answers.py "$POSTGRES" >/dev/null; then
	export ASSAY_TEST_POSTGRESQL=answers ASSAY_TEST_DATABASE_URL="$POSTGRES"
fi
"$BIN/pytest" -q -n "$WORKERS" --dist worksteal

if "$BIN/python" scripts/postgres_answers.py "$POSTGRES"; then
	# Only the tests that touch the database: the others cannot tell the engines apart.
	DATABASE_URL=$POSTGRES "$BIN/pytest" -q -n "$WORKERS" --dist worksteal -m "uses_database and not either_engine and not journey"
else
	echo "PostgreSQL does not answer at $POSTGRES: its tests are left out."
	echo "To run them: apt-get install postgresql, or set ASSAY_TEST_DATABASE_URL."
fi

if command -v chromium >/dev/null 2>&1; then
	"$BIN/pytest" -q -n "$WORKERS" --dist loadfile -m journey -p no:randomly tests/journeys
else
	echo "Chromium is not here: the browser journeys are left out. To run them: apt-get install chromium"
fi
