from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from assay.env import Mail as MailServer
from assay.notifications import mailbox
from tests.factories import UserFactory, admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any) -> None:
    settings.EMAIL_BACKEND = "assay.notifications.mailbox.Backend"
    settings.DEMO = True
    settings.MAIL_SERVER = MailServer("", 25, "", "", tls=False)


def sent(subject: str, text: str = "Text", html: str = "") -> mailbox.Mail:
    message = EmailMultiAlternatives(subject, text, to=["scm@example.org"])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()
    return mailbox.mails()[0]


def test_a_mail_lands_as_a_whole_file(folder: None, settings: Any) -> None:
    mail = sent("Größe", "Text – ä", "<p>Text</p>")

    assert (mail.subject, mail.to, mail.text.strip(), mail.html.strip()) == ("Größe", "scm@example.org", "Text – ä", "<p>Text</p>")
    assert [path.suffix for path in settings.MAIL_DIR.iterdir()] == [".eml"]


def test_mails_are_listed_newest_first(folder: None, client: Client) -> None:
    sent("first")
    sent("second")

    page = client.get(reverse("mails"))

    assert [mail.subject for mail in page.context["mails"]] == ["second", "first"]


def test_a_mail_is_shown_as_text_with_links_that_work(folder: None, client: Client) -> None:
    mail = sent("Batch", "<b>Look</b> at http://127.0.0.1:8000/batches/1/", "<p onclick='x'>Look</p>")

    page = client.get(reverse("mail", args=[mail.name])).content.decode()

    assert '<a href="http://127.0.0.1:8000/batches/1/"' in page
    assert "&lt;b&gt;Look" in page
    assert "<p onclick" not in page


@pytest.mark.parametrize("name", ["nothing", "a-b_c"])
def test_a_mail_that_is_not_there_is_not_found(folder: None, client: Client, name: str) -> None:
    assert client.get(reverse("mail", args=[name])).status_code == 404


def test_only_names_reach_the_folder(folder: None, client: Client) -> None:
    for name in ("..", "../secret-key", "%2e%2e%2fsecret-key", "a.eml"):
        assert client.get(f"/mails/{name}/").status_code == 404


@pytest.mark.parametrize(
    ("set_up", "who", "status"),
    [
        ((True, False, ""), None, 200),
        ((True, False, "mail.example.org"), None, 404),
        ((True, False, "mail.example.org"), "admin", 404),
        ((False, False, ""), "admin", 404),
        ((False, True, ""), "admin", 200),
        ((False, True, ""), "member", 404),
        ((False, True, ""), None, 404),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_mails_are_shown_in_demonstration_and_development_alone(
    settings: Any, client: Client, set_up: tuple[bool, bool, str], who: str | None, status: int
) -> None:
    mail = sent("Subject")
    settings.DEMO, settings.DEBUG, host = set_up
    settings.MAIL_SERVER = MailServer(host, 25, "", "", tls=False)
    if who:
        client.force_login(admin() if who == "admin" else UserFactory.create())

    assert client.get(reverse("mails")).status_code == status
    assert client.get(reverse("mail", args=[mail.name])).status_code == status
