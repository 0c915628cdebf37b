"""`assay import` on the real marking schemes, against an independent reading of each."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from assay.demo.schemes.write import FOLDER
from assay.descriptors.models import Descriptor, Origin, Quality
from assay.formats.scheme import JUDGEMENT
from assay.review.invariants import broken
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.formats.sheets import workbook
from tests.formats.test_samples import NAMES, expected

pytestmark = pytest.mark.django_db


def imported(path: Path, *options: str) -> dict[str, Any]:
    """Return what the command prints of one file."""
    out = io.StringIO()
    call_command("import_scheme", str(path), "--competition", "WSC2023", "--json", *options, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


@pytest.fixture
def web() -> Skill:
    return make.SkillFactory.create(code="17", name="Web Technologies")


@pytest.mark.parametrize("name", NAMES)
def test_a_real_scheme_is_imported_as_it_was_read_by_somebody_else(samples: Path, web: Skill, name: str) -> None:
    truth = expected(samples, name)

    told = imported(samples / f"{name}.xlsx", "--skill", "auto")

    assert (told["file"], told["layout"]) == (f"{name}.xlsx", truth["layout"])
    assert (told["aspects"], told["judgement"]) == (len(truth["judgement"]) + len(truth["measurement"]), len(truth["judgement"]))
    assert [as_expected(one) for one in told["descriptors"]] == [as_told(one) for one in truth["judgement"]]
    assert sum(one["levels"].values() != [] and all(one["levels"].values()) for one in truth["judgement"]) == told["complete"]


def as_expected(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["row"], one["criterion_name"], tuple(one["levels"]), str(one["section"] or ""), one["code"].split(".")[0]


def as_told(one: dict[str, Any]) -> tuple[Any, ...]:
    return one["row"], one["description"], tuple(one["levels"].values()), one["section"], one["sub"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_real_scheme_is_lost(samples: Path, web: Skill, name: str) -> None:
    truth = expected(samples, name)

    imported(samples / f"{name}.xlsx", "--skill", "17")

    scheme = Scheme.objects.get()
    aspects = Aspect.objects.filter(sub_criterion__scheme=scheme)
    assert [(sub.code, sub.name, sub.day, sub.row) for sub in scheme.sub_criteria.all()] == [
        (one["id"], one["name"], one["day"], one["row"]) for one in truth["sub_criteria"]
    ]
    measured = [(one.row, one.description, one.requirement) for one in aspects.exclude(type=JUDGEMENT)]
    assert measured == [(one["row"], one["description"], one["requirement"]) for one in truth["measurement"]]
    made = [(one.row, one.descriptor and one.descriptor.criterion_name) for one in aspects.filter(type=JUDGEMENT)]
    assert made == [(one["row"], one["description"]) for one in truth["judgement"]]
    rows = Descriptor.objects.all()
    assert {(row.source, row.skill, row.batch_status, row.created_by) for row in rows} <= {("WSC2023", web, None, None)}
    assert list(broken()) == []


def test_a_descriptor_knows_its_origin_and_its_section(samples: Path, web: Skill) -> None:
    use = make.StandardSectionFactory.create(standard__skill=web, number=3, section__name="Design implementation")

    imported(samples / "es2023_17_final.xlsx", "--skill", "17")

    origin = Origin.objects.select_related("descriptor").get(row=25)
    assert (origin.file, origin.competition and origin.competition.code) == ("es2023_17_final.xlsx", "WSC2023")
    assert origin.sub_criterion.startswith("A1 ")
    assert origin.criterion.startswith("A ")
    assert origin.descriptor.code.startswith("A1.")
    assert origin.descriptor.quality_indicator == Quality.REFERENCE
    assert origin.descriptor.wsos_section == use.section


def test_the_shipped_workbook_is_imported(web: Skill) -> None:
    skill = make.SkillFactory.create(code="09", name="Software Applications Development")

    told = imported(FOLDER / "demo2025_09.xlsx", "--skill", "auto")

    assert (told["aspects"], told["judgement"], told["complete"], told["marks"]) == (65, 26, 26, "100.00")
    assert Descriptor.objects.filter(skill=skill, quality_indicator=Quality.REFERENCE).count() == 26


def test_a_rehearsal_writes_nothing(web: Skill) -> None:
    imported(FOLDER / "demo2025_09.xlsx", "--skill", "17", "--dry-run")

    assert not Scheme.objects.exists()
    assert not Descriptor.objects.exists()


def test_an_unsure_skill_is_refused_and_the_reason_said(web: Skill) -> None:
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("import_scheme", str(FOLDER / "demo2025_09.xlsx"), "--skill", "auto", "--competition", "WSC2024", "--json", stdout=out)

    assert "The skill is not sure" in json.loads(out.getvalue())["error"]


def test_one_refused_file_does_not_stop_the_others(tmp_path: Path, web: Skill) -> None:
    out, err = io.StringIO(), io.StringIO()
    rubric = tmp_path / "rubric.xlsx"
    rubric.write_bytes(workbook({"Kriterien": {1: {"A": "Nr.", "B": "Kriterium", "C": "Punkte"}}}))
    files = [str(rubric), str(FOLDER / "demo2025_09.xlsx")]

    with pytest.raises(CommandError, match="1 of 2"):
        call_command("import_scheme", *files, "--skill", "17", "--competition", "WSC2024", stdout=out, stderr=err)

    assert "The sheet “Kriterien” does not have the layout" in err.getvalue()
    assert Scheme.objects.get().file == "demo2025_09.xlsx"


def test_a_confidential_skill_hides_what_is_imported_until_c1(web: Skill) -> None:
    Skill.objects.update(confidential=True)
    competition = make.CompetitionFactory.create(code="WSC2023")

    imported(FOLDER / "demo2025_09.xlsx", "--skill", "17")

    hidden = Descriptor.objects.values_list("confidential_until", flat=True).distinct()
    assert [until and until.date() for until in hidden] == [competition.first_day]
