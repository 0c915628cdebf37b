"""Schemes and cycles from them, and decisions as the page sends them."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.test import Client

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.actions import Seen
from assay.schemes.cycles.page import CyclePage
from assay.schemes.cycles.sources import sources_of
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill
from tests import factories as make
from tests.factories import NOW
from tests.formats import sheets
from tests.forms import Links


def scheme_of(skill: Skill, aspects: int = 3, **options: Any) -> Scheme:
    rows: list[sheets.Row] = [sheets.SUB]
    for number in range(aspects):
        rows += [{**sheets.JUDGEMENT, "E": f"Aspect number {number}"}, *sheets.LADDER]
    return make.scheme(skill, make.CompetitionFactory.create(), book=make.workbook("made.xlsx", *rows), **options)


def cycle_of(scheme: Scheme, into: Competition, by: User) -> Cycle:
    source = next(one for one in sources_of(scheme.skill, by) if one.scheme == scheme)
    return actions.start(uid=uuid.uuid4(), source=source, competition=into, by=by, at=NOW)


def rows_of(cycle: Cycle, reader: User) -> list[Descriptor]:
    return [item.row for item in CyclePage(cycle, reader).items]


def decide(client: Client, cycle: Cycle, row: Descriptor, decision: str, *, seen: dict[str, str] | None = None, **more: Any) -> Any:
    form = seen_in(cycle, row) if seen is None else seen
    return client.post(f"/cycles/{cycle.uid}/decide/", {"descriptor": row.uid, "decision": decision} | form | more.pop("data", {}), **more)


def seen_in(cycle: Cycle, row: Descriptor) -> dict[str, str]:
    """Return what a page that is loaded now says of an aspect."""
    row.refresh_from_db()
    choice = CycleChoice.objects.filter(cycle=cycle, descriptor=row).first()
    return {"seen": f"{row.number}.{row.number}.{row.version}", "was": choice.decision if choice else ""}


def decided(cycle: Cycle, rows: Iterable[Descriptor], decision: Decision, by: User) -> None:
    for row in rows:
        actions.decide(cycle=cycle, row=row, seen=Seen(row.version, None), decision=decision, by=by, at=NOW)


def form_of(answer: Any, name: str) -> dict[str, Any]:
    """Return what the form of a page with this field sends."""
    form = next(form for form in Links(answer.content.decode()).forms.values() if name in dict(form.fields))
    return {key: [value for one, value in form.fields if one == key] for key in dict(form.fields)}


def keep_rest(client: Client, cycle: Cycle) -> Any:
    form = {"seen": CyclePage(cycle, cycle.started_by).rest}
    return client.post(f"/cycles/{cycle.uid}/rest/", form, follow=True)


def states(cycle: Cycle, reader: User) -> list[str]:
    return [item.state for item in CyclePage(cycle, reader).items]
