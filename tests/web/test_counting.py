"""What waits is counted in one query, and not beyond what anybody reads."""

from typing import Any

import pytest

from assay.accounts.models import User
from assay.standards.models import Sector
from assay.web import counting
from assay.web.counting import counted, tally
from tests.factories import SectorFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_several_kinds_are_counted_in_one_query(queries_of: Any) -> None:
    UserFactory.create_batch(3)
    SectorFactory.create(name="Wood")
    SectorFactory.create(name="Stone")

    with queries_of() as asked:
        found = counted({"people": User.objects.all(), "named": Sector.objects.filter(name="Wood"), "none": Sector.objects.none()})

    assert found == {"people": 3, "named": 1, "none": 0}
    assert len(asked) == 1
    assert counted({}) == {}


def test_counting_ends_where_nobody_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 3)
    UserFactory.create_batch(5)

    assert counted({"people": User.objects.all()}) == {"people": 3}
    assert [tally(number) for number in (0, 2, 3)] == ["", "2", "2+"]
