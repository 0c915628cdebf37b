"""The menu, files at once and in the background, and how many queries they take."""

import json
import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import ANY

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.descriptors.collecting.actions import add, annotate
from assay.descriptors.models import Collection, Descriptor, Tag
from assay.exporting import making
from assay.exporting.models import Export
from assay.formats.table import WRITERS
from assay.notifications.jobs import run_due
from assay.notifications.models import Job, JobState, Notice
from assay.standards.models import Skill
from tests import factories as make

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


@pytest.fixture
def skill() -> Skill:
    return make.SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def rows(skill: Skill) -> list[Descriptor]:
    return [make.imported(skill, name=f"Aspect {n}", source=f"WSC202{n}") for n in range(3)]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let more than two descriptors be many."""
    monkeypatch.setitem(WRITERS, "csv", replace(WRITERS["csv"], at_once=2))


def collection_of(rows: list[Descriptor], skill: Skill | None, by: Any) -> Collection:
    made = make.collection(skill, by=by) if skill else make.collection(make.SkillFactory.create(), by=by)
    add(collection=made, rows=rows, by=by, at=make.NOW)
    return made


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_has_a_name_and_a_type(as_user: Any, rows: list[Descriptor], name: str) -> None:
    answer = as_user(make.admin()).get("/export/file/", {"as": name, "of": "skill", "id": "17"})

    writer = WRITERS[name]
    assert (answer.status_code, answer["Content-Type"]) == (200, writer.media_type)
    assert answer["Content-Disposition"] == f'attachment; filename="17-web-technologies-{timezone.localdate()}{writer.suffix}"'


def test_the_library_is_downloaded_as_it_is_searched(as_user: Any, names: Any, rows: list[Descriptor]) -> None:
    client = as_user(make.admin())

    assert names(client, of="library", source="WSC2021") == ["Aspect 1"]
    assert names(client, q='"aspect 2"', as_typed="1") == ["Aspect 2"]
    assert names(client, sort="name") == ["Aspect 0", "Aspect 1", "Aspect 2"]


def test_a_page_offers_every_format_for_what_it_shows(as_user: Any, skill: Skill, rows: list[Descriptor]) -> None:
    client, by = as_user(admin := make.admin()), make.scm(skill)
    batch = make.sent(make.draft(skill, by), by=by)
    scheme, collection = make.scheme(skill, make.CompetitionFactory.create()), collection_of(rows, skill, admin)
    make.favourite(rows[0], admin)
    client.post(f"/compare/{rows[0].uid}/")
    pages = {
        f"/library/{rows[0].uid}/": [f"of=chosen&amp;d={rows[0].uid}"],
        f"/compare/?d={rows[1].uid}&d={rows[0].uid}": [f"of=chosen&amp;d={rows[1].uid}&amp;d={rows[0].uid}"],
        "/library/?source=WSC2021": ["of=library&amp;source=WSC2021", f"of=chosen&amp;d={rows[0].uid}"],
        f"/collections/{collection.uid}/": [f"of=collection&amp;id={collection.uid}"],
        "/collections/favourites/": ["of=favourites"],
        "/standards/17/": ["of=skill&amp;id=17"],
        f"/schemes/{scheme.uid}/": [f"of=scheme&amp;id={scheme.uid}"],
        f"/batches/{batch.uid}/": [f"of=batch&amp;id={batch.uid}"],
    }

    for url, asked in pages.items():
        html = client.get(url, follow=True).content.decode()
        assert [(url, ask, name) for ask in asked for name in WRITERS if f"as={name}&amp;{ask}" not in html] == []


def test_the_menu_is_in_groups_and_says_what_a_format_is_for(as_user: Any, rows: list[Descriptor]) -> None:
    html = as_user(make.admin()).get("/standards/17/").content.decode()

    menu = html.partition('class="menu-list grouped"')[2].partition("</details>")[0]
    assert re.findall(r'class="caps">([^<]+)<', menu) == ["Documents to read", "Workbook for CIS", "Data"]
    assert "For Excel and every other spreadsheet" in menu
    assert [name for name, writer in WRITERS.items() if f"as={name}&amp;" not in menu or writer.about not in menu] == []


def test_one_descriptor_is_a_file_of_its_own_name_unless_it_is_deleted(as_user: Any, rows: list[Descriptor]) -> None:
    client, row = as_user(make.admin()), rows[1]

    answer = client.get("/export/file/", {"as": "booklet-pdf", "of": "chosen", "d": row.uid})
    assert answer["Content-Disposition"].startswith('attachment; filename="aspect-1-')
    assert f'href="/library/{row.uid}/"' in client.get("/export/", {"as": "cis", "of": "chosen", "d": row.uid}).content.decode()

    Descriptor.objects.filter(pk=row.pk).update(deleted_at=make.NOW, deleted_by=make.admin())

    assert "/export/" not in client.get(f"/library/{row.uid}/").content.decode()


def test_a_collection_keeps_its_order_and_notes(as_user: Any, skill: Skill, rows: list[Descriptor]) -> None:
    made = collection_of([rows[2], rows[0]], skill, by := make.scm(skill))
    annotate(collection=made, descriptor=rows[0].uid, note="Begin here", by=by, at=make.NOW)

    data = json.loads(as_user(by).get("/export/file/", {"as": "json", "of": "collection", "id": made.uid}).content)

    assert [(row["aspect"], row["note"]) for row in data["descriptors"]] == [("Aspect 2", ""), ("Aspect 0", "Begin here")]
    assert (data["title"], data["uid"], data["skill"]["code"]) == ("Ready", str(made.uid), "17")


def test_favourites_are_downloaded_as_a_collection_and_only_by_their_owner(as_user: Any, skill: Skill, rows: list[Descriptor]) -> None:
    by = make.scm(skill)
    for row in (rows[0], rows[2]):
        make.favourite(row, by)
    mine = Collection.objects.get(owner=by)
    annotate(collection=mine, descriptor=rows[0].uid, note="Begin here", by=by, at=make.NOW)

    data = json.loads(as_user(by).get("/export/file/", {"as": "json", "of": "favourites"}).content)

    assert data["title"] == "Favourites"
    assert [(row["aspect"], row["note"]) for row in data["descriptors"]] == [("Aspect 2", ""), ("Aspect 0", "Begin here")]
    for other in (make.scm(skill), make.admin()):
        assert as_user(other).get("/export/file/", {"as": "json", "of": "collection", "id": mine.uid}).status_code == 404


def test_everything_that_is_known_is_in_the_file(as_user: Any, skill: Skill) -> None:
    use = make.StandardSectionFactory.create(standard__skill=skill, number=3, section__name="Design", know="Colour\n\nType")
    row = make.imported(skill, wsos_section=use.section, code="A1")
    row.tags.add(Tag.objects.create(name="css"))

    data = json.loads(as_user(make.admin()).get("/export/file/", {"as": "json", "of": "chosen", "d": row.uid}).content)

    assert data["standard"]["sections"] == [
        {"uid": str(use.section.uid), "number": 3, "name": "Design", "weight": "10.00", "know": ["Colour", "Type"], "able": []}
    ]
    one = data["descriptors"][0]
    assert one["wsos_section"] == {"uid": str(use.section.uid), "number": 3, "name": "Design", "weight": None}
    assert one["revision"] == {"uid": str(row.revisions.get().uid), "number": 1}
    assert one["history"] == [
        {
            "uid": one["revision"]["uid"],
            "number": 1,
            "at": ANY,
            "aspect": row.criterion_name,
            "levels": [*row.levels],
            "wsos_section": "Design",
        }
    ]
    assert (one["tags"], one["code"], one["quality"]["label"], one["status"]) == (["css"], "A1", "Reference", None)


@pytest.mark.parametrize("of", ["library", "chosen", "collection", "favourites", "skill", "batch", "scheme"])
def test_as_many_queries_for_one_row_as_for_three(as_user: Any, queries_of: Queries, of: str) -> None:
    counted = []
    for many in (1, 3):
        home = make.SkillFactory.create()
        by = make.scm(home)
        make.StandardSectionFactory.create(standard__skill=home)
        written = [make.draft(home, by, name=f"Aspect {n}") for n in range(many)]
        batch = make.sent(*written, by=by)
        advisor = make.sa(home)
        rows = [make.imported(home, name=f"Aspect {n}") for n in range(many)]
        for row in rows:
            row.tags.add(Tag.objects.create(name=f"tag {row.pk}"))
            make.favourite(row, advisor)
        made = make.scheme(home, make.CompetitionFactory.create())
        question = {
            "library": {"skill": home.code},
            "chosen": {"d": [row.uid for row in rows]},
            "collection": {"id": collection_of(rows, home, by).uid},
            "favourites": {},
            "skill": {"id": home.code},
            "batch": {"id": batch.uid},
            "scheme": {"id": made.uid},
        }[of]
        client = as_user(advisor)
        client.get("/export/file/", {"as": "json", "of": of, **question})
        with queries_of() as queries:
            assert client.get("/export/file/", {"as": "json", "of": of, **question}).status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.usefixtures("few")
def test_many_are_made_in_the_background_with_a_notice(as_user: Any, rows: list[Descriptor]) -> None:
    client, form = as_user(reader := make.UserFactory.create()), {"uid": str(uuid.uuid4())}

    answer = client.get("/export/file/?as=csv&of=library")
    assert answer["Location"] == "/export/?as=csv&of=library"
    assert "made in the background" in client.get(answer["Location"]).content.decode()
    first, second = client.post(answer["Location"], form), client.post(answer["Location"], form)
    assert first["Location"] == second["Location"] == f"/exports/{form['uid']}/"
    assert "waits for its turn" in client.get(first["Location"]).content.decode()
    assert client.get(f"{first['Location']}file/").status_code == 409

    run_due(now=timezone.now())

    export = Export.objects.get()
    assert (export.total, export.done, export.by, export.size) == (3, 3, reader, len(bytes(export.content or b"")))
    assert "The file is ready" in client.get(first["Location"]).content.decode()
    assert client.get(f"{first['Location']}file/").content.count(b"Aspect") == 3
    assert "“Library” is ready to download: Table (CSV)" in client.get("/notices/").content.decode()
    assert Notice.objects.get().mail_group == ""


@pytest.mark.usefixtures("few")
def test_somebody_elses_uid_is_not_taken_over(as_user: Any, rows: list[Descriptor]) -> None:
    form = {"uid": str(uuid.uuid4())}

    first, second = (as_user(make.UserFactory.create()).post("/export/?as=csv&of=library", form)["Location"] for _ in range(2))

    assert first == f"/exports/{form['uid']}/"
    assert second != first
    assert Export.objects.count() == 2


@pytest.mark.usefixtures("few")
def test_each_format_has_its_own_measure_of_much(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(make.UserFactory.create())

    assert [client.get(f"/export/file/?as={name}&of=library").status_code for name in ("csv", "json")] == [302, 200]


def test_the_aspects_of_a_scheme_count_though_few_are_descriptors(as_user: Any, skill: Skill, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = make.scheme(skill, make.CompetitionFactory.create())
    client, question = as_user(make.admin()), f"as=guide-pdf&of=scheme&id={scheme.uid}"
    assert client.get(f"/export/file/?{question}").status_code == 200

    monkeypatch.setitem(WRITERS, "guide-pdf", replace(WRITERS["guide-pdf"], at_once=0))

    assert client.get(f"/export/file/?{question}")["Location"] == f"/export/?{question}"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("is_made", [False, True])
def test_one_can_do_without_a_file(as_user: Any, rows: list[Descriptor], is_made: bool) -> None:
    client = as_user(make.UserFactory.create())
    url = client.post("/export/?as=csv&of=library", {"uid": str(uuid.uuid4())})["Location"]
    if is_made:
        run_due(now=timezone.now())

    answer = client.post(f"{url}forget/", follow=True)

    assert answer.redirect_chain[-1][0] == "/export/?as=csv&of=library"
    assert "The file is deleted." in answer.content.decode()
    assert client.get(url).status_code == 404
    run_due(now=timezone.now())
    assert (Export.objects.count(), Job.objects.get(kind="export").state) == (0, JobState.DONE)
    assert "ready to download" not in client.get("/notices/").content.decode()


@pytest.mark.usefixtures("few")
def test_a_file_that_is_done_without_while_it_is_made_is_not_told(as_user: Any, rows: list[Descriptor]) -> None:
    as_user(make.UserFactory.create()).post("/export/?as=csv&of=library", {"uid": str(uuid.uuid4())})
    write = making.make(Job.objects.get(kind="export"), timezone.now())
    assert write

    Export.objects.get().delete()
    write()

    assert not Notice.objects.exists()


@pytest.mark.usefixtures("few")
def test_the_page_of_a_file_looks_again_by_itself(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(make.UserFactory.create())
    url = client.post("/export/?as=csv&of=library", {"uid": str(uuid.uuid4())})["Location"]
    Export.objects.update(done=1)

    part = client.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "1 of 3 descriptors" in part
    Export.objects.update(done=3)
    assert "All 3 descriptors are there; the file is being written." in client.get(url).content.decode()
    assert 'hx-trigger="load delay:2s"' in part
    assert "<h1" not in part


def test_too_many_are_refused_with_what_to_do(as_user: Any, rows: list[Descriptor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WRITERS, "csv", replace(WRITERS["csv"], most=2))
    client = as_user(make.UserFactory.create())

    answer = client.get("/export/file/", {"of": "library"}, follow=True)

    assert "holds at most 2 descriptors. Narrow the search" in answer.content.decode()
    assert client.post("/export/?of=library").status_code == 409


def test_nothing_is_said_to_be_nothing(as_user: Any) -> None:
    answer = as_user(make.UserFactory.create()).get("/export/file/", {"as": "csv"}, follow=True)

    assert "nothing in it that could be downloaded" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "as=exe",
        "of=everything",
        "of=chosen",
        "of=chosen&d=1",
        "of=collection",
        "of=batch&id=x",
        "of=skill&id=none",
        "of=skill&id=0%009",
        "of=scheme",
    ],
)
def test_what_is_not_there_is_not_found(as_user: Any, query: str) -> None:
    client = as_user(make.admin())

    assert [client.get(f"/export/{end}?{query}").status_code for end in ("", "file/")] == [404, 404]
