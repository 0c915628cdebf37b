"""Many workbooks at once: they are read in the background, settled together, imported each by itself."""

import io
import uuid
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor, Quality
from assay.errors import DomainError
from assay.formats.guard import LARGEST_UPLOAD
from assay.history.models import Event
from assay.importing.actions import apply_upload, forget_old
from assay.importing.models import WAITS, Import, Run, SectionName, Unread
from assay.importing.runs import actions, working
from assay.importing.runs.asking import ask, compare_again
from assay.importing.runs.sections import Names
from assay.importing.runs.table import State, Table
from assay.importing.runs.telling import NEW
from assay.importing.runs.uploading import LARGEST_FORM
from assay.names import name_key
from assay.notifications.jobs import run_due
from assay.notifications.models import Job, Notice
from assay.review.invariants import broken
from assay.schemes.models import Scheme
from assay.standards.models import StandardSection
from tests import factories as make
from tests.formats.hostile import bomb
from tests.formats.sheets import PREAMBLE, sheet, workbook
from tests.importing.books import JOINTS, LOG, PALETTE, Words, rows_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]

NAMED: Mapping[int, Any] = {number: row for number, row in PREAMBLE.items() if number != 6}
"""A workbook whose only section is there by its name."""
NAMELESS: Mapping[int, Any] = {number: row for number, row in NAMED.items() if number != 1}
NUMBERS: Mapping[int, Any] = NAMED | {5: {"A": 1, "I": 40}}
HEADERS = {"A": "Nr.", "B": "Kriterium", "C": "Punkte"}
RUBRIC, ANOTHER = (workbook({"Kriterien": {1: HEADERS, 2: {"A": 1, "B": name, "C": 10}}}) for name in ("Sauberkeit", "Genauigkeit"))


def data(*words: Words, preamble: Mapping[int, Any] = NAMED) -> bytes:
    return sheet(*rows_of(*words), preamble=preamble)


def written(name: str) -> dict[int, Any]:
    """Return the preamble of a workbook whose section has this name."""
    return dict(NAMED) | {5: {"A": 1, "B": name, "I": 40}}


def zipped(contents: Mapping[str, bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packed) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def post(client: Client, contents: Mapping[str, bytes], *, uid: uuid.UUID | None = None, **headers: Any) -> Any:
    """Send files as the page of imports does."""
    files = [SimpleUploadedFile(name, content) for name, content in contents.items()]
    return client.post(reverse("imports"), {"uid": str(uid or uuid.uuid4()), "file": files}, **headers)


def work() -> None:
    """Let the background do what is open."""
    run_due(now=timezone.now())


def begun(by: User, *, at: datetime | None = None, **files: bytes) -> Run:
    """Return a run whose files are read and compared."""
    run = make.run(by=by, at=at or timezone.now(), **files)
    work()
    return run


def states(run: Run) -> dict[str, str]:
    """Return where each file stands."""
    run.refresh_from_db()
    return {row.found.file.removesuffix(".xlsx"): str(row.state) for row in Table(run, run.uploaded_by).rows}


def address(run: Run, of: str = "import_run") -> str:
    return reverse(of, args=[run.uid])


def import_ready(client: Client, run: Run) -> Any:
    """Say yes to what the page of the question asks, and let it be done."""
    run.refresh_from_db()
    ready = [str(row.found.uid) for row in Table(run, run.uploaded_by).of(State.READY)]
    answer = client.post(address(run, "import_run_import"), {"file": ready})
    work()
    return answer


def take_back(client: Client, scheme: Scheme) -> None:
    """Undo an import as its page asks it."""
    url = reverse("import_undo", args=[scheme.uid])
    client.post(url, {"seen": client.get(url).context["result"].back.seal})


def field_of(client: Client, run: Run, name: str) -> str:
    """Return the field of a section's name on the page."""
    form = client.get(address(run)).context["form"]
    return next(str(field.html_name) for one, field in form.parts if name in {one.name, one.label})


@pytest.fixture(autouse=True)
def standard(use: StandardSection) -> StandardSection:
    return use


def test_many_files_become_a_run_with_a_row_for_each(as_user: SignIn) -> None:
    client = as_user(by := make.admin())

    answer = post(client, {"one_WSC2026.xlsx": data(JOINTS), "../two_WSC2026.xlsx": data(LOG), "notes.pdf": b"%PDF"})

    run = Run.objects.get()
    assert answer.headers["Location"] == address(run)
    assert (run.uploaded_by, Unread.objects.count(), Descriptor.objects.count()) == (by, 3, 0)
    assert "Reading 1 of 3 · one_WSC2026.xlsx" in client.get(address(run)).content.decode()
    work()
    assert states(run) == {"one_WSC2026": "ready", "two_WSC2026": "ready", "notes.pdf": "refused"}
    assert not Unread.objects.exists()
    page = client.get(address(run)).content.decode()
    assert "Import the 2 ready" in page
    assert "This is not an Excel workbook (.xlsx)." in page
    assert "3 workbooks of your run are read" in client.get("/notices/").content.decode()


def test_the_page_looks_again_by_itself_while_something_is_done(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = make.run(by=by, one_WSC2026=data(JOINTS))

    part = client.get(address(run), headers={"HX-Request": "true"}).content.decode()
    work()
    done = client.get(address(run), headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="load delay:2s"' in part
    assert "<h1" not in part + done
    assert "hx-trigger" not in done


def test_htmx_is_sent_on_and_a_form_that_comes_twice_is_one_run(as_user: SignIn) -> None:
    client, uid = as_user(make.admin()), uuid.uuid4()
    files = {"one.xlsx": data(JOINTS), "two.xlsx": data(LOG)}

    first, second = (post(client, files, uid=uid, headers={"HX-Request": "true"}) for _ in range(2))

    assert first.headers["HX-Redirect"] == second.headers["HX-Redirect"] == address(Run.objects.get())
    assert Import.objects.count() == 2


def test_somebody_elses_uid_is_not_taken_over(sign_in: SignIn, use: StandardSection) -> None:
    uid, files = uuid.uuid4(), {"one.xlsx": data(JOINTS), "two.xlsx": data(LOG)}

    post(sign_in(make.admin()), files, uid=uid)
    post(sign_in(make.scm(use.standard.skill)), files, uid=uid)

    assert Run.objects.count() == 2


def test_a_zip_is_a_run_of_what_is_in_it(as_user: SignIn) -> None:
    inner = zipped({"hidden.xlsx": data(LOG)})
    archive = zipped(
        {
            "of 09/one_WSC2026.xlsx": data(JOINTS),
            "__MACOSX/of 09/._one.xlsx": b"x",
            "of 09/~$one.xlsx": b"x",
            "read.txt": b"x",
            "old.zip": inner,
        }
    )

    post(as_user(make.admin()), {"all.zip": archive})
    work()

    assert states(Run.objects.get()) == {"one_WSC2026": "ready", "old.zip": "refused"}
    assert Import.objects.get(file="old.zip").why == "It is a zip in a zip, which is not opened. Import it by itself."


def test_large_files_come_through(as_user: SignIn) -> None:
    """More than one form may carry elsewhere: the files are streamed to the disk."""
    large = data(JOINTS) + bytes(LARGEST_UPLOAD)

    post(as_user(make.admin()), {"large_WSC2026.xlsx": large, "one_WSC2026.xlsx": data(LOG), "two_WSC2026.xlsx": b"x" * LARGEST_UPLOAD})
    work()

    assert states(Run.objects.get()) == {"large_WSC2026": "refused", "one_WSC2026": "ready", "two_WSC2026": "refused"}
    assert "a workbook may have at most 5 MB" in Import.objects.get(file="large_WSC2026.xlsx").why


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"{number}.xlsx": b"x" for number in range(101)}, "These are more than 100 files."),
        ({"all.zip": zipped({f"{number}.xlsx": b"x" for number in range(101)})}, "These are more than 100 files."),
        ({"all.zip": zipped({f"{number}.xlsx": bytes(4_000_000) for number in range(30)})}, "These are 114 MB, more than 100 MB."),
        ({"all.zip": b"no zip"}, "all.zip is not a zip that can be opened."),
        ({"all.zip": zipped({"notes.txt": b"x"})}, "There is no workbook in it"),
        ({"all.zip": zipped({f"{number:0200}": b"" for number in range(6_000)})}, "all.zip is not a zip that can be opened."),
    ],
)
def test_what_is_too_much_or_no_zip_is_refused_in_a_sentence(as_user: SignIn, files: Mapping[str, bytes], said: str) -> None:
    answer = post(as_user(make.admin()), files)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Import.objects.exists()
    assert not Run.objects.exists()


def test_a_form_beyond_all_limits_is_not_kept_and_said(as_user: SignIn) -> None:
    answer = post(as_user(make.admin()), {"one.xlsx": bytes(LARGEST_FORM // 2), "two.xlsx": bytes(LARGEST_FORM // 2)})

    assert answer.status_code == 422
    assert "These are 101 MB, more than 100 MB." in answer.content.decode()


def test_only_those_who_may_import_send_large_forms(as_user: SignIn, use: StandardSection, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr("assay.web.uploads.tempfile.TemporaryFile", lambda: made.append(None) or io.BytesIO())
    file = {"file": SimpleUploadedFile("large.xlsx", bytes(LARGEST_UPLOAD + 2_000_000))}

    client = as_user(make.sa(use.standard.skill))
    assert client.post(reverse("imports"), file).status_code == 403
    assert client.post(reverse("my_skills"), file).status_code in {403, 405}
    assert made == []


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_odd_packing_is_not_unpacked(as_user: SignIn, packed: int) -> None:
    post(as_user(make.admin()), {"all.zip": zipped({"one.xlsx": data(JOINTS)}, packed=packed)})
    work()

    assert Import.objects.get().why == "It is packed in a way that is not unpacked here. Pack it as a usual zip."


def test_what_is_ready_is_imported_each_by_itself_and_undone_by_itself(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS), two_WSC2026=data(LOG, PALETTE), bomb_WSC2026=bomb(), rubric=RUBRIC)
    assert states(run) == {"one_WSC2026": "ready", "two_WSC2026": "ready", "bomb_WSC2026": "refused", "rubric": "needed"}

    question = client.get(address(run, "import_run_import")).content.decode()
    assert "Import 2 workbooks" in question
    assert "Their aspects of judgement: New 3." in question
    import_ready(client, run)

    assert states(run) == {"one_WSC2026": "imported", "two_WSC2026": "imported", "bomb_WSC2026": "refused", "rubric": "needed"}
    assert Scheme.objects.count() == 2
    assert {row.criterion_name for row in Descriptor.objects.all()} == {JOINTS.name, LOG.name, PALETTE.name}
    assert Event.objects.filter(verb="imported", subject_type="import").count() == 2
    page = client.get(address(run)).content.decode()
    assert "2 workbooks of your run are imported" in client.get("/notices/").content.decode()
    one, two = (Import.objects.get(file=f"{name}_WSC2026.xlsx").scheme for name in ("one", "two"))
    assert one is not None
    assert two is not None
    assert page.count("Undo…") == 2
    take_back(client, one)
    two.refresh_from_db()
    assert two.undone_at is None
    assert set(Descriptor.objects.live().values_list("criterion_name", flat=True)) == {LOG.name, PALETTE.name}
    assert "Undone" in client.get(address(run)).content.decode()
    assert list(broken()) == []


def test_whose_the_files_are_is_settled_at_one_save(as_user: SignIn, use: StandardSection) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one=data(JOINTS, preamble=NAMELESS), two=data(LOG))
    assert states(run) == {"one": "needed", "two": "needed"}
    page = client.get(address(run)).content.decode()
    assert "Choose its skill." in page
    assert "Cell A1 is empty, and the file&#x27;s name has no number of a skill." in page
    found = Import.objects.get(file="one.xlsx")

    refused = client.post(address(run), {"competition": "WSC2026", f"skill-{found.uid}": "no such", "confidentiality": "AS_SAID"})
    answer = client.post(address(run), {"competition": "WSC2026", f"skill-{found.uid}": "09", "confidentiality": "AS_SAID"})
    work()

    assert refused.status_code == 422
    assert "Choose one of the skills that are listed." in refused.content.decode()
    assert 'value="WSC2026" selected' in refused.content.decode()
    assert answer.headers["Location"] == address(run)
    assert states(run) == {"one": "ready", "two": "ready"}
    found.refresh_from_db()
    assert (found.skill, found.competition) == (use.standard.skill, use.standard.competition)
    assert f'name="skill-{found.uid}"' in client.get(address(run)).content.decode()


def test_how_all_start_is_asked_once(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS), two_WSC2026=data(LOG))
    start = {"quality": "EXCELLENT", "confidentiality": "UNTIL", "confidential_until": ""}

    refused = client.post(address(run), start)
    client.post(address(run), start | {"confidential_until": "2099-05-01T12:00", "import": "ready"})
    question = client.get(address(run, "import_run_import")).content.decode()
    own = client.get(reverse("import", args=[Import.objects.earliest("pk").uid])).content.decode()
    import_ready(client, run)

    assert refused.status_code == 422
    assert "Choose the day." in refused.content.decode()
    assert "Quality: Exemplary." in question
    assert 'value="2099-05-01T12:00"' in own
    assert {row.quality_indicator for row in Descriptor.objects.all()} == {Quality.EXCELLENT}
    assert {row.confidential_until for row in Descriptor.objects.all()} == {datetime(2099, 5, 1, 12, tzinfo=UTC)}


def test_section_names_are_settled_once_for_all_files_and_remembered(as_user: SignIn, use: StandardSection) -> None:
    client = as_user(by := make.admin())
    wrong = written("Work organisation, self-management")
    run = begun(by, one_WSC2026=data(JOINTS, preamble=wrong), two_WSC2026=data(LOG, preamble=wrong))
    assert states(run) == {"one_WSC2026": "needed", "two_WSC2026": "needed"}
    page = client.get(address(run)).content.decode()
    assert page.count("1 section name to settle.") == 2
    assert "one_WSC2026.xlsx, two_WSC2026.xlsx" in page

    name = field_of(client, run, "Work organisation, self-management")
    client.post(address(run), {"confidentiality": "AS_SAID", name: str(use.section.uid)})
    work()
    assert states(run) == {"one_WSC2026": "ready", "two_WSC2026": "ready"}
    import_ready(client, run)

    assert {row.wsos_section for row in Descriptor.objects.all()} == {use.section}
    assert SectionName.objects.get().skill == use.standard.skill
    assert states(begun(by, later_WSC2026=data(PALETTE, preamble=wrong))) == {"later_WSC2026": "ready"}
    single = make.uploaded(use.standard.skill, by=by, competition=use.standard.competition, book=make.workbook(preamble=wrong))
    assert "So it was settled in an earlier import of the skill." in client.get(reverse("import", args=[single.uid])).content.decode()


def test_what_is_settled_on_the_page_of_one_workbook_is_remembered_as_well(as_user: SignIn, use: StandardSection) -> None:
    client, skill = as_user(by := make.admin()), use.standard.skill
    wrong = written("How work is organised")
    single = make.uploaded(skill, by=by, competition=use.standard.competition, book=make.workbook(preamble=wrong))
    url, whose = reverse("import", args=[single.uid]), {"skill": "09", "competition": "WSC2026", "section_2": "none"}

    client.post(url, whose | {"section_1": str(use.section.uid), "quality": "", "confidential_until": ""})

    assert [(one.skill, one.name, one.section) for one in SectionName.objects.all()] == [(skill, "How work is organised", use.section)]
    assert states(begun(by, later_WSC2026=data(PALETTE, preamble=wrong))) == {"later_WSC2026": "ready"}


@pytest.mark.parametrize(("answer", "sections"), [("new", {"Colour and light"}), ("none", set())])
def test_a_name_may_be_a_new_section_or_none(as_user: SignIn, answer: str, sections: set[str]) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS, preamble=written("Colour and light")))

    client.post(address(run), {"confidentiality": "AS_SAID", field_of(client, run, "Colour and light"): answer})
    work()
    question = client.get(address(run, "import_run_import")).content.decode()
    import_ready(client, run)

    assert ("A new WSOS section is made: “Colour and light”." in question) == bool(sections)
    assert {row.wsos_section.name for row in Descriptor.objects.all() if row.wsos_section} == sections
    assert Descriptor.objects.count() == 1
    assert not SectionName.objects.exists()


@pytest.mark.parametrize("name", ["Of " + "long " * 80 + "names", "ﷺ" * 200])
def test_a_name_that_no_section_can_have_is_cut_and_settled_all_the_same(as_user: SignIn, use: StandardSection, name: str) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS, preamble=written(name)), two_WSC2026=data(LOG, preamble=written(name)))
    (field,) = [one.field for one in Names(Table(run, by)).rows]

    for answer in (str(use.section.uid), "new"):
        client.post(address(run), {"confidentiality": "AS_SAID", field: answer})
        work()
        assert set(states(run).values()) == {"ready"}
    import_ready(client, run)

    (made,) = {row.wsos_section for row in Descriptor.objects.select_related("wsos_section")}
    assert made is not None
    assert name_key(name).startswith(made.name_key)
    assert len(made.name_key) <= 300


@pytest.mark.parametrize(("answer", "has_section"), [("standard", True), ("none", False)])
def test_numbers_without_names_are_asked_once(as_user: SignIn, use: StandardSection, answer: str, *, has_section: bool) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS, preamble=NUMBERS))
    assert "Its sections have only numbers: say what they mean." in client.get(address(run)).content.decode()

    client.post(address(run), {"confidentiality": "AS_SAID", field_of(client, run, "Only a number, no name"): answer})
    work()
    import_ready(client, run)

    assert Descriptor.objects.get().wsos_section == (use.section if has_section else None)


def test_an_scm_imports_into_drafts_of_their_skills_only(as_user: SignIn, use: StandardSection) -> None:
    client = as_user(by := make.scm(use.standard.skill))
    other = make.SkillFactory.create(code="17", name="Web Technologies")
    named = dict(NAMED) | {1: {"A": "17 Web Technologies"}}
    run = begun(by, one_WSC2026=data(JOINTS), two_WSC2026=data(LOG, preamble=named))
    assert states(run) == {"one_WSC2026": "ready", "two_WSC2026": "needed"}
    found = Import.objects.get(file="two_WSC2026.xlsx")

    refused = client.post(address(run), {f"skill-{found.uid}": other.code})
    page = client.get(address(run)).content.decode()
    import_ready(client, run)

    assert refused.status_code == 422
    assert 'name="quality"' not in page
    assert states(run) == {"one_WSC2026": "imported", "two_WSC2026": "needed"}
    assert [(row.created_by, row.batch_status) for row in Descriptor.objects.all()] == [(by, "DRAFT")]


def test_what_was_chosen_on_a_files_own_page_goes_before(as_user: SignIn, use: StandardSection) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS, LOG))
    found = Import.objects.get()
    row = found.document["sub_criteria"][0]["aspects"][1]["row"]
    whose = {"skill": "09", "competition": "WSC2026", "section_1": str(use.section.uid), "quality": "GOOD", "confidential_until": ""}

    client.post(reverse("import", args=[found.uid]), whose | {f"do-{row}": "skip"}, headers={"X-Autosave": "1"})
    assert states(run) == {"one_WSC2026": "open"}
    work()
    import_ready(client, run)

    assert [(one.criterion_name, one.quality_indicator) for one in Descriptor.objects.all()] == [(JOINTS.name, Quality.GOOD)]
    assert [crumb["label"] for crumb in client.get(reverse("import", args=[found.uid])).context["crumbs"]] == ["Import", "Run"]


def test_a_file_that_was_imported_before_or_comes_twice_is_not_ready(as_user: SignIn) -> None:
    client, content = as_user(by := make.admin()), data(JOINTS)
    import_ready(client, begun(by, one_WSC2026=content))

    run = begun(by, again_WSC2026=content, new_WSC2026=(twice := data(LOG)), twice_WSC2026=twice)
    page = client.get(address(run)).content.decode()

    assert states(run) == {"again_WSC2026": "before", "new_WSC2026": "ready", "twice_WSC2026": "needed"}
    assert "The same file as new_WSC2026.xlsx." in page
    assert "in WSC2026 already" in page


def test_a_later_version_in_the_same_run_updates_the_earlier_one(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    later = JOINTS.but(level1="Closed, with gaps under a millimetre")

    import_ready(client, run := begun(by, one_WSC2026=data(JOINTS, LOG), two_WSC2026=data(later, LOG)))

    assert set(states(run).values()) == {"imported"}
    assert sorted((row.criterion_name, row.version) for row in Descriptor.objects.all()) == [(JOINTS.name, 2), (LOG.name, 1)]
    assert "1 updated, 1 was there already" in client.get(address(run)).content.decode()


def test_of_several_later_versions_in_the_same_run_each_updates_the_one_before(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    second, third = (
        JOINTS.but(level1="Closed, with gaps under a millimetre"),
        JOINTS.but(level1="Closed, with gaps under half a millimetre"),
    )

    import_ready(client, begun(by, one_WSC2026=data(JOINTS), three_WSC2026=data(second), two_WSC2026=data(third)))

    assert [(row.version, row.score1) for row in Descriptor.objects.all()] == [(3, third.levels[1])]


def test_what_stops_one_file_stops_no_other(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS), two_WSC2026=data(LOG))

    def breaks(*, found: Import, **rest: Any) -> Scheme:
        if found.file.startswith("one"):
            raise ValueError(found.file)
        return apply_upload(found=found, **rest)

    monkeypatch.setattr(working, "apply_upload", breaks)
    import_ready(client, run)

    assert states(run) == {"one_WSC2026": "ready", "two_WSC2026": "imported"}
    assert "Something went wrong with it" in client.get(address(run)).content.decode()
    assert not Job.objects.exclude(state="DONE").exists()


def test_it_is_done_in_turns_so_that_other_work_comes_in_between(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "A_TURN", -1.0)
    client = as_user(by := make.admin())

    run = begun(by, one_WSC2026=data(JOINTS), two_WSC2026=data(LOG), three_WSC2026=data(PALETTE))
    turns = Job.objects.filter(kind="run").count()
    import_ready(client, run)

    assert turns == 3
    assert set(states(run).values()) == {"imported"}
    assert [(notice.kind, notice.data["count"]) for notice in Notice.objects.order_by("pk")] == [("run_read", 3), ("run_imported", 3)]


def test_two_workers_do_not_do_one_run_at_once() -> None:
    run, now = make.run(by=make.admin(), at=timezone.now(), one_WSC2026=data(JOINTS)), timezone.now()
    first = Job.objects.get(kind="run")
    Job.objects.update(state="RUNNING", attempts=1, leased_until=now + timedelta(minutes=1))
    ask(run, at=now)

    work()
    assert states(run) == {"one_WSC2026": "open"}

    Job.objects.filter(pk=first.pk).update(state="DONE")
    run_due(now=now + timedelta(minutes=1))
    assert states(run) == {"one_WSC2026": "ready"}


def test_what_is_settled_while_it_is_compared_is_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = make.run(by=make.admin(), at=timezone.now(), one_WSC2026=data(JOINTS))
    compared, settled = working.compared, []

    def settling(*arguments: Any) -> Any:
        if not settled:
            settled.append(compare_again(run.files.all()))
        return compared(*arguments)

    monkeypatch.setattr(working, "compared", settling)
    work()

    assert Import.objects.get().told["turn"] == 1  # type: ignore[index]  # it was read
    assert states(run) == {"one_WSC2026": "ready"}


def test_what_two_settle_from_the_same_page_is_kept_of_both() -> None:
    run = begun(make.admin(), one_WSC2026=data(JOINTS, preamble=written("Colour")), two_WSC2026=data(LOG, preamble=written("Sound")))
    table = Table(run, run.uploaded_by)
    names = {one.name: one for one in Names(table).rows}
    seen_before = Run.objects.get(pk=run.pk)

    for name in ("Colour", "Sound"):
        settled = actions.Settled({}, {}, [(names[name], NEW)])
        actions.settle(run=seen_before, settled=settled, by=run.uploaded_by, at=timezone.now())

    assert Run.objects.get(pk=run.pk).sections == {names["Colour"].key: NEW, names["Sound"].key: NEW}


def test_a_run_that_was_discarded_is_not_settled() -> None:
    run = begun(make.admin(), one_WSC2026=data(JOINTS))
    gone = Run.objects.get(pk=run.pk)
    actions.discard_run(run=run, by=run.uploaded_by)

    with pytest.raises(DomainError, match="discarded meanwhile"):
        actions.settle(run=gone, settled=actions.Settled({}, {}), by=gone.uploaded_by, at=timezone.now())


def test_settling_asks_no_more_for_three_files_than_for_one(queries_of: Queries, use: StandardSection) -> None:
    by, counts = make.admin(), []
    words = (JOINTS, PALETTE, LOG)
    for many in (1, 3):
        run = begun(by, **{f"new_{many}_{n}": data(words[n]) for n in range(many)})
        whose = {found.uid: (use.standard.skill, use.standard.competition) for found in run.files.all()}
        with queries_of() as queries:
            actions.settle(run=run, settled=actions.Settled(whose, {}), by=by, at=timezone.now())
        counts.append(len(queries))
        assert {found.competition for found in run.files.all()} == {use.standard.competition}

    assert counts[0] == counts[1]


def test_the_right_is_asked_when_it_is_imported(as_user: SignIn, use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    run = begun(by, one_WSC2026=data(JOINTS))
    actions.want(run=run, uids=[Import.objects.get().uid], by=by, at=timezone.now())
    by.memberships.all().delete()

    work()

    assert not Scheme.objects.exists()
    assert Import.objects.get().why
    assert Import.objects.get().wanted_by is None


def test_asking_twice_imports_once(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS))
    file = {"file": str(Import.objects.get().uid)}

    client.post(address(run, "import_run_import"), file)
    client.post(address(run, "import_run_import"), file)
    work()
    gone = client.post(address(run, "import_run_import"), file, follow=True)

    assert Scheme.objects.count() == 1
    assert "1 file was changed meanwhile and stays here." in gone.content.decode()
    assert client.get(address(run, "import_run_import")).headers["Location"] == address(run)


def test_columns_are_assigned_once_for_all_files_with_these_headers(as_user: SignIn, use: StandardSection) -> None:
    client = as_user(by := make.admin())
    run = begun(by, rubric=RUBRIC, another=ANOTHER)
    found = Import.objects.get(file="rubric.xlsx")
    assert "Say what its columns hold" in client.get(address(run)).content.decode()
    assert client.get(reverse("import", args=[found.uid])).headers["Location"] == reverse("import_columns", args=[found.uid])

    chosen = {"sheet": 0, "header": 1, "column-1": "description"}
    client.post(reverse("import_columns", args=[found.uid]), chosen)
    work()

    assert states(run) == {"rubric": "needed", "another": "needed"}
    page = client.get(address(run)).content.decode()
    assert page.count("Choose its skill.") == 2
    assert "Say what its columns hold" not in page


def test_a_file_is_left_out_and_a_run_discarded_but_not_what_was_imported(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS), two=data(LOG), notes=b"x")
    import_ready(client, run)

    out = client.post(reverse("import_discard", args=[Import.objects.get(file="notes.xlsx").uid]))
    assert out.headers["Location"] == address(run)
    assert "1 file that was not imported is forgotten." in client.get(address(run, "import_run_discard")).content.decode()
    client.post(address(run, "import_run_discard"))

    assert [found.file for found in Import.objects.all()] == ["one_WSC2026.xlsx"]
    assert Scheme.objects.count() == 1
    assert client.get(address(run)).status_code == 404
    assert reverse("import_run", args=[run.uid]) not in client.get("/notices/").content.decode()


def test_a_run_is_not_discarded_while_it_is_imported(as_user: SignIn) -> None:
    client = as_user(by := make.admin())
    run = begun(by, one_WSC2026=data(JOINTS))
    actions.want(run=run, uids=[Import.objects.get().uid], by=by, at=timezone.now())

    assert client.post(address(run, "import_run_discard")).status_code == 409
    assert Run.objects.exists()


def test_a_run_waits_seven_days(as_user: SignIn) -> None:
    client, now = as_user(by := make.admin()), timezone.now()
    old = begun(by, at=now - WAITS, one_WSC2026=data(JOINTS), two=data(LOG))
    import_ready(client, old)
    young = begun(by, at=now - WAITS + timedelta(minutes=5), three=data(PALETTE))
    page = client.get(reverse("imports")).content.decode()
    assert "2 workbooks together" in page
    assert page.count("1 not imported") == 2

    forget_old(now=now)

    assert list(Run.objects.all()) == [young]
    assert sorted(found.file for found in Import.objects.all()) == ["one_WSC2026.xlsx", "three.xlsx"]


def test_a_run_that_is_forgotten_leaves_no_work_behind(as_user: SignIn) -> None:
    run = make.run(by=make.admin(), one_WSC2026=data(JOINTS))
    actions.discard_run(run=run, by=run.uploaded_by)

    work()

    assert Job.objects.get(kind="run").state == "DONE"
    assert not Notice.objects.exists()


def test_the_page_asks_no_more_for_three_than_for_one(as_user: SignIn, queries_of: Queries, use: StandardSection) -> None:
    client, counts = as_user(by := make.admin()), []
    words = (JOINTS, PALETTE, LOG)
    for many in (1, 3):
        new = {f"new_{many}_{n}": data(words[n], preamble=written(f"Colour {many} {n}")) for n in range(many)}
        done = {f"done_{many}_{n}_WSC2026": data(words[n].but(name=f"Aspect {many} {n}")) for n in range(many)}
        run = begun(by, **new, **done, **{f"bad_{n}": b"x" for n in range(many)}, **{f"rubric_{n}": RUBRIC for n in range(many)})
        Import.objects.filter(file__startswith="new").update(competition=use.standard.competition)
        import_ready(client, run)
        with queries_of() as queries:
            assert client.get(address(run)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_list_of_runs_asks_no_more_for_three_than_for_one(as_user: SignIn, queries_of: Queries, use: StandardSection) -> None:
    client, counts = as_user(make.admin()), []
    for many in (1, 2):
        for number in range(many):
            make.run(by=make.scm(use.standard.skill), **{f"one_{many}_{number}": b"x"})
        with queries_of() as queries:
            client.get(reverse("imports"))
        counts.append(len(queries))

    assert counts[0] == counts[1]
