"""What the tests of review start from."""

import pytest

from tests.review.cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a skill with its people, and strangers."""
    return Cast()
