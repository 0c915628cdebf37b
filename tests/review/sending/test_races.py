"""The same form, twice at the same moment."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.models import Batch, Descriptor, Submission
from assay.history.models import Event
from tests.factories import SkillFactory, WSOSSectionFactory, draft, sa, scm


def at_once(person: User, url: str, data: dict[str, Any]) -> list[int]:
    """Return the answers to one form that two browsers send together."""
    gate, answers = threading.Barrier(2), []

    def send() -> None:
        client = Client()
        client.force_login(person)
        gate.wait()
        answers.append(client.post(url, data).status_code)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_batch() -> None:
    skill = SkillFactory.create(code="17")
    author = scm(skill)
    sa(skill)
    rows = [draft(skill, author, name=f"Number {n}") for n in range(3)]
    form = {"d": [str(row.uid) for row in rows], "batch-17": str(uuid.uuid4())} | {f"change-{row.uid}": "1" for row in rows}

    answers = at_once(author, "/my-skills/send/", form)

    assert answers == [302, 302]
    assert (Batch.objects.count(), Submission.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["/my-skills/write/", "/my-skills/scratch/"])
def test_two_at_once_make_one_draft(url: str) -> None:
    skill = SkillFactory.create(code="17")
    fields: Callable[[str], str] = "{} of the page".format
    form = {"uid": str(uuid.uuid4()), "skill": "17", "wsos_section": str(WSOSSectionFactory.create().uid), "change": "0"}
    form |= {name: fields(name) for name in ("criterion_name", "score1")}

    answers = at_once(scm(skill), url, form)

    assert set(answers) <= {200, 302}
    assert Descriptor.objects.count() == 1
    assert Event.objects.filter(subject=form["uid"]).count() == 1
