"""What tests of migrations share."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assay.history.append_only import lifted


@pytest.fixture
def _everything_again() -> Iterator[None]:
    """Migrate to the end afterwards."""
    yield
    with lifted(connection):
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
