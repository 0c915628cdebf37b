"""`assay export` writes the file that the person would download."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assay.formats.table import WRITERS
from tests import factories as make

pytestmark = pytest.mark.django_db


def written(path: Path, *arguments: str, by: Any) -> bytes:
    call_command("export", *arguments, "--as", by.email, "-o", str(path), stderr=StringIO())
    return path.read_bytes()


def aspects(data: bytes) -> list[str]:
    return [row["aspect"] for row in json.loads(data)["descriptors"]]


def test_a_skill_and_a_search_by_the_eyes_of_a_person(tmp_path: Path) -> None:
    skill = make.SkillFactory.create(code="17")
    by = make.scm(skill)
    make.imported(skill, name="Page")
    make.imported(make.SkillFactory.create(code="18"), name="Joint")
    make.draft(skill, by, name="Drafted")

    assert aspects(written(tmp_path / "a", "--format", "json", "--skill", "17", by=by)) == ["Page"]
    assert aspects(written(tmp_path / "b", "--format", "json", "skill:17", "status:draft", by=by)) == ["Drafted"]
    assert aspects(written(tmp_path / "c", "--format", "json", "status:draft", by=make.secretariat())) == []
    assert len(aspects(written(tmp_path / "d", "--format", "json", by=by))) == 2


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_written(tmp_path: Path, name: str) -> None:
    make.imported(make.SkillFactory.create(code="17"))

    assert written(tmp_path / "file", "--format", name, "--skill", "17", by=make.admin())


def test_a_scheme_a_batch_and_a_collection_by_their_uid(tmp_path: Path) -> None:
    skill = make.SkillFactory.create(code="17")
    by = make.scm(skill)
    batch, scheme = make.sent(make.draft(skill, by, name="Sent page"), by=by), make.scheme(skill, make.CompetitionFactory.create())

    assert aspects(written(tmp_path / "a", "--format", "json", "--batch", str(batch.uid), by=by)) == ["Sent page"]
    assert json.loads(written(tmp_path / "b", "--format", "json", "--scheme", str(scheme.uid), by=by))["scheme"]["title"]
    assert aspects(written(tmp_path / "c", "--format", "json", "--collection", str(make.collection(skill, by=by).uid), by=by)) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--skill", "none", "--as", "admin@example.org"), "There is no skill none that admin@example.org may open."),
        (("--skill", "17", "words", "--as", "admin@example.org"), "Give --skill, or a search."),
        (("--as", "nobody@example.org"), "There is no account nobody@example.org that sees the library."),
    ],
)
def test_a_refusal_says_why(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    make.admin(email="admin@example.org")

    with pytest.raises(CommandError, match=said):
        call_command("export", "--format", "csv", "-o", str(tmp_path / "file"), *arguments)
    assert not (tmp_path / "file").exists()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        written(tmp_path / "no" / "folder", "--format", "csv", by=make.admin())
