"""Two who import or undo the same at the same moment, and who edits meanwhile: one wins, and the other is told."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.actions import edit
from assay.descriptors.models import Descriptor
from assay.errors import DomainError
from assay.history.models import Event
from assay.history.record import Fact, record, take
from assay.importing.actions import ImportedBefore, apply_upload
from assay.importing.choice import Choice, Decided, Do
from assay.importing.models import Import, Run
from assay.importing.undoing import undo
from assay.review.invariants import broken
from assay.schemes.models import Scheme
from assay.standards.models import StandardSection, WSOSSection
from tests import factories as make
from tests.importing.books import JOINTS, LOG, PALETTE, THREE, book, bring_in, named, row_of
from tests.importing.conftest import ROWS
from tests.standards.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(use: StandardSection, **fields: Any) -> Import:
    book = make.workbook("made_WSC2026.xlsx", *ROWS)
    return make.uploaded(use.standard.skill, by=make.admin(), competition=use.standard.competition, book=book, **fields)


def choice_of(use: StandardSection) -> Choice:
    return Choice(use.standard.skill, use.standard.competition, {1: use.section}, new_sections={2: "Development"})


def test_two_clicks_on_one_upload_make_one_scheme(use: StandardSection) -> None:
    found = waiting(use)

    ends = at_once(*[lambda: apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW)] * 4)

    assert ends == [Scheme.objects.get()] * 4
    assert Descriptor.objects.count() == 2
    assert broken() == []


def test_many_files_that_are_sent_twice_at_once_are_one_run(sign_in: Callable[[User], Client]) -> None:
    by, form = make.admin(), {"uid": str(uuid.uuid4())}

    def send() -> str:
        files = [SimpleUploadedFile(name, b"no workbook") for name in ("one.xlsx", "two.xlsx")]
        return sign_in(by).post(reverse("imports"), form | {"file": files}).headers["Location"]

    ends = at_once(*[send] * 4)

    assert ends == [reverse("import_run", args=[Run.objects.get().uid])] * 4
    assert Import.objects.count() == 2


def test_of_two_who_import_the_same_file_one_is_told(use: StandardSection) -> None:
    uploads = [waiting(use, sha256="a" * 64) for _ in range(2)]

    ends = at_once(
        *(lambda found=found: apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW) for found in uploads)
    )

    told = [end for end in ends if isinstance(end, ImportedBefore)]
    assert [one.scheme for one in told] == [Scheme.objects.get()]
    assert Descriptor.objects.count() == 2
    assert sorted(one.scheme is not None for one in Import.objects.all()) == [False, True]
    assert broken() == []


def test_two_files_that_name_the_same_new_section_make_it_once(use: StandardSection) -> None:
    uploads = [waiting(use) for _ in range(2)]

    ends = at_once(
        *(lambda found=found: apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW) for found in uploads)
    )

    assert all(isinstance(end, Scheme) for end in ends)
    section = WSOSSection.objects.get(name="Development")
    assert Event.objects.filter(subject=section.uid).count() == 1
    assert broken() == []


def test_an_import_and_a_new_draft_do_not_wait_for_each_other(use: StandardSection) -> None:
    found, numbered = waiting(use), threading.Event()

    def write() -> None:
        """Number a row and record it last, as everybody who makes one; meanwhile the import comes as far as its own numbers."""
        with transaction.atomic():
            take("descriptors")
            numbered.set()
            threading.Event().wait(1)
            record([Fact("section", use.section.uid, "renamed")], by=None, at=make.NOW)

    def bring_in() -> Scheme:
        numbered.wait()
        return apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW)

    ends = at_once(write, bring_in)

    assert ends == [None, Scheme.objects.get()]
    assert broken() == []


def test_of_two_who_undo_one_import_one_wins_and_the_other_is_told(use: StandardSection) -> None:
    found = waiting(use)
    scheme = apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW)
    people = [found.uploaded_by, make.admin()]

    ends = at_once(*(lambda by=by: undo(scheme=Scheme.objects.get(pk=scheme.pk), by=by, at=make.NOW) for by in people))

    won = [end for end in ends if isinstance(end, Scheme)]
    assert [isinstance(end, DomainError) for end in ends].count(True) == 1
    assert [one.undone_by for one in won] == [Scheme.objects.get().undone_by]
    assert Event.objects.filter(verb="undone").count() == 1
    assert not Descriptor.objects.live().exists()
    assert broken() == []


def test_two_clicks_on_undo_take_it_back_once(use: StandardSection) -> None:
    found = waiting(use)
    scheme = apply_upload(found=found, choice=choice_of(use), by=found.uploaded_by, at=make.NOW)

    ends = at_once(*[lambda: undo(scheme=Scheme.objects.get(pk=scheme.pk), by=found.uploaded_by, at=make.NOW)] * 3)

    assert ends == [scheme] * 3
    assert Event.objects.filter(verb="undone").count() == 1
    assert broken() == []


def test_who_edits_while_somebody_undoes_keeps_the_row_or_is_told(use: StandardSection) -> None:
    by, other = make.scm(use.standard.skill), make.scm(use.standard.skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    row = named(JOINTS.name)
    better = replace(row.wording, levels=PALETTE.levels)

    edited, undone = at_once(
        lambda: edit(descriptor=Descriptor.objects.get(pk=row.pk), seen=row.change, wording=better, by=other, at=make.NOW),
        lambda: undo(scheme=Scheme.objects.get(pk=scheme.pk), by=by, at=make.NOW),
    )

    now = Descriptor.objects.get(pk=row.pk)
    assert isinstance(undone, Scheme)
    assert (now.deleted_at is None, now.levels == PALETTE.levels) == ((True, True) if isinstance(edited, Descriptor) else (False, False))
    assert Descriptor.objects.live().count() == (1 if isinstance(edited, Descriptor) else 0)
    assert broken() == []


def test_who_edits_while_somebody_imports_over_it_wins_or_is_told(use: StandardSection) -> None:
    by, other = make.scm(use.standard.skill), make.scm(use.standard.skill)
    bring_in(use, book(*THREE), by, as_drafts=True)
    row = named(JOINTS.name)
    better = replace(row.wording, levels=PALETTE.levels)
    seen = {f"row{row_of(0)}": Decided(Do.UPDATE, row.uid, row.change)}

    edited, imported = at_once(
        lambda: edit(descriptor=Descriptor.objects.get(pk=row.pk), seen=row.change, wording=better, by=other, at=make.NOW),
        lambda: bring_in(use, book(JOINTS.but(level0="Gaps"), PALETTE, LOG), by, as_drafts=True, **seen),
    )

    assert sorted(isinstance(end, DomainError) for end in (edited, imported)) == [False, True]
    assert named(JOINTS.name).version == 2
    assert broken() == []
