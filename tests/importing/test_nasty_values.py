"""No form or address of imports and schemes breaks, whatever is sent to it."""

from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from assay.descriptors.models import Descriptor
from assay.standards.models import StandardSection
from tests import factories as make
from tests.accounts.test_nasty_values import NASTY, encoded
from tests.importing.conftest import ROWS, Upload

pytestmark = pytest.mark.django_db
DATES = ("0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00", "tomorrow")


@pytest.fixture
def client(use: StandardSection) -> Client:
    client = Client()
    client.force_login(make.admin(time_zone="Asia/Tokyo"))
    return client


def plausible(use: StandardSection) -> dict[str, str]:
    return {
        "skill": "09",
        "competition": "WSC2026",
        "section_1": str(use.section.uid),
        "section_2": "none",
        "quality": "",
        "confidential_until": "",
    }


@pytest.mark.parametrize("name", ["skill", "competition", "section_1", "section_2", "quality", "confidential_until", "leave_out"])
def test_the_preview_answers_nonsense(use: StandardSection, client: Client, name: str) -> None:
    for value in (*NASTY, *DATES):
        found = make.uploaded(use.standard.skill, by=make.admin(), book=make.workbook("made.xlsx", *ROWS))
        url = reverse("import", args=[found.uid])
        body = urlencode({field: encoded(typed) for field, typed in (plausible(use) | {name: value}).items()})
        statuses = [
            client.get(f"{url}?{name}={quote(encoded(value[:4000]))}").status_code,
            client.post(url, body, content_type="application/x-www-form-urlencoded").status_code,
        ]
        assert max(statuses) < 500, (name, value[:20], statuses)


@pytest.mark.parametrize("address", ["/schemes/?skill={}", "/schemes/?competition={}", "/schemes/?page={}"])
def test_the_list_of_schemes_answers_nonsense(use: StandardSection, client: Client, address: str) -> None:
    make.scheme(use.standard.skill, use.standard.competition)

    assert {client.get(address.format(quote(encoded(value[:4000])))).status_code for value in NASTY} == {200}


@pytest.mark.parametrize("value", NASTY)
def test_the_upload_answers_nonsense(client: Client, post_file: Upload, value: str) -> None:
    body = urlencode({"uid": encoded(value), "file": encoded(value)})
    named = post_file(client, name=f"{value[:300]}.xlsx".encode("utf-8", "replace").decode())

    answer = client.post(reverse("imports"), body, content_type="application/x-www-form-urlencoded")

    assert (named.status_code, answer.status_code) in {(302, 422), (422, 422)}
    assert not Descriptor.objects.exists()
