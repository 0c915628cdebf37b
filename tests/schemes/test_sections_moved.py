import pytest

from assay.errors import DomainError
from assay.schemes.models import Scheme, SchemeSection
from assay.standards.sections import delete_section, merge_sections
from tests.factories import NOW, CompetitionFactory, SkillFactory, WSOSSectionFactory, admin

pytestmark = pytest.mark.django_db


def test_imported_schemes_follow_a_merge_and_keep_a_section_from_deletion() -> None:
    skill, competition = SkillFactory.create(), CompetitionFactory.create()
    section, into = WSOSSectionFactory.create(), WSOSSectionFactory.create()
    scheme = Scheme.objects.create(
        skill=skill, competition=competition, file="a.xlsx", sha256="0", layout="L1", marks=100, document={}, imported_at=NOW
    )
    row = SchemeSection.objects.create(scheme=scheme, number=1, name="Desing", wsos_section=section)

    with pytest.raises(DomainError, match="1 imported scheme names it"):
        delete_section(section=section, by=admin(), at=NOW)
    merge_sections(section=section, into=into, by=admin(), at=NOW)

    row.refresh_from_db()
    assert (row.name, row.wsos_section) == ("Desing", into)
