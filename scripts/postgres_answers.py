"""Exit with 0 where a PostgreSQL answers at the given address."""

import sys

import psycopg

try:
    psycopg.connect(sys.argv[1].replace("postgres://", "postgresql://", 1), connect_timeout=3).close()
except psycopg.Error as problem:
    print(problem)
    sys.exit(1)
