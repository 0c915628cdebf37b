"""Every text of the interface goes through gettext: under a pseudo-language, what does not stands out."""

import ast
import re
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit
from uuid import uuid4

import pytest
from django.contrib.messages import constants
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.signals import template_rendered
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

import assay
from assay.accounts.actions import invite_again
from assay.accounts.models import User
from assay.demo.load import load
from assay.descriptors.models import Batch
from assay.descriptors.states import Outcome
from assay.errors import DomainError
from assay.history.models import Event
from assay.history.sentences import SENTENCES
from assay.history.timeline import moments
from assay.history.verbs import IN_WORDS
from assay.notifications.jobs import run_due
from assay.notifications.models import Reach
from assay.notifications.topics import choose, topics
from assay.review.actions import approve, return_for_changes
from assay.review.ahead import reminders, unreleased
from assay.review.deciding.actions import Verdict, decide
from assay.review.talk.actions import Words, comment
from assay.standards.deputies.actions import Absence, name_deputy
from assay.standards.models import Skill
from tests import factories as make
from tests.formats import sheets
from tests.forms import Form, Links, ways
from tests.pseudo import cyrillic, hard_coded, is_words, rewrite_what_people_wrote, said, spoken, unmarked

SignIn = Callable[[User], Client]
PACKAGE = Path(assay.__file__).parent
ROLES = ("scm", "sa", "admin", "secretariat", "team", "waiting", "guest", "")
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
PER_PLACE, PER_ROUTE = 1, 4
NOWHERE = ("http", "mailto:", "data:", "#")
# Addresses that are no page, and the page of components, which shows them with examples.
NOT_WALKED = {"", "look", "copy_many", "copy_measurements", "export_file"}  # what is copied or written is what people wrote


@cache
def place_of(url: str) -> tuple[str, str]:
    """Return what kind of page an address is: its route, and the names in its query."""
    parts = urlsplit(url)
    try:
        return resolve(parts.path).view_name, "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    except Resolver404:
        return "", ""


class Walk:
    """Looks at every kind of page that one person can reach, and sends every kind of form in every way."""

    def __init__(self, who: str, sent: set[tuple[Any, ...]]) -> None:
        self.who = who
        self.client = Client(raise_request_exception=False, headers={"referer": "http://testserver/"})
        if who:
            self.client.force_login(User.objects.get(email=f"{who}@example.org"))
        self.places: Counter[tuple[str, str]] = Counter()
        self.routes: Counter[str] = Counter()
        self.sent = sent
        self.found: dict[str, str] = {}

    def report(self, where: str, answer: Any) -> None:
        """Note what an answer says in plain words, and where it says so first."""
        broken = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
        for text in said(answer) + broken:
            self.found.setdefault(text, f"{where}, {answer.status_code}, {self.who or 'nobody'}")

    def go(self, *start: str) -> "Walk":
        """Follow every address from the first pages on."""
        queue = deque(start)
        while queue:
            url = queue.popleft()
            if self.is_new(url):
                queue.extend(self.look(url))
        return self

    def is_new(self, url: str) -> bool:
        """Return whether this kind of page was not looked at often enough yet, and count it."""
        place = place_of(url)
        if place[0] in NOT_WALKED or self.places[place] >= PER_PLACE or self.routes[place[0]] >= PER_ROUTE:
            return False
        self.places[place] += 1
        self.routes[place[0]] += 1
        return True

    def look(self, url: str) -> list[str]:
        """Open a page, send its forms, and return where it leads."""
        answer = self.client.get(url)
        self.report(url, answer)
        if answer.status_code in {301, 302}:
            return [urljoin(url, answer.headers["Location"])]
        if "html" not in answer.headers.get("Content-Type", ""):
            return []
        links = Links(answer.content.decode())
        for form in links.forms.values():
            if form.method == "post":
                self.send(urljoin(url, form.action), form)
        return sorted({urldefrag(urljoin(url, address))[0] for address in links.addresses if not address.startswith(NOWHERE)})

    def send(self, url: str, form: Form) -> None:
        """Send a form in every way, each kind once, and take the effects back."""
        for way, button, data in ways(form):
            kind = (place_of(url), button, way)
            if kind in self.sent:
                continue
            self.sent.add(kind)
            mark = transaction.savepoint()
            cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
            self.report(f"{url} {way} {button}", self.client.post(url, data, follow=True))
            transaction.savepoint_rollback(mark)
            self.client.cookies.clear()
            self.client.cookies.load(cookies)


@pytest.mark.either_engine
@pytest.mark.django_db
def test_no_page_says_anything_that_was_not_offered_for_translation(settings: Any) -> None:
    settings.DEMO = True
    load(at=timezone.now(), progress=lambda *_: None)
    for who, code in (("scm", "09"), ("admin", None)):
        by = User.objects.get(email=f"{who}@example.org")
        make.uploaded(code and Skill.objects.get(code=code), by=by, at=timezone.now())
    rewrite_what_people_wrote()
    sent: set[tuple[Any, ...]] = set()
    found: dict[str, str] = {}
    with spoken():
        for who in ROLES:
            walk = Walk(who, sent).go("/", "/no-such-page/", f"/library/?q={cyrillic('zzzzzz')}", f"/library/?q={cyrillic('surface')}")
            found = walk.found | found
    assert not found, "\n".join(f"{text!r}: {where}" for text, where in sorted(found.items()))


@pytest.mark.either_engine
@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 a damaged one"])
def test_no_refusal_of_a_file_says_anything_that_was_not_offered_for_translation(content: bytes, as_user: SignIn) -> None:
    with spoken():
        answer = as_user(make.admin(name="Член")).post("/import/", {"file": SimpleUploadedFile("файл.xlsx", content)})
    assert (answer.status_code, said(answer)) == (422, [])


@pytest.mark.either_engine
@pytest.mark.django_db
def test_the_page_of_an_unknown_layout_says_nothing_that_was_not_offered_for_translation(as_user: SignIn) -> None:
    unknown = SimpleUploadedFile("файл.xlsx", sheets.workbook({"Лист": {1: {"A": "ш"}}}))
    with spoken():
        answer = as_user(make.admin(name="Член")).post("/import/", {"file": unknown}, follow=True)
    left = [text for text in said(answer) if "файл.xlsx" not in text and text != "A"]  # the file's name, and a column's letter
    assert (answer.status_code, left) == (200, [])


@pytest.mark.either_engine
@pytest.mark.django_db
def test_every_fact_of_the_demonstration_has_a_sentence(settings: Any) -> None:
    load(at=timezone.now(), progress=lambda *_: None)
    rewrite_what_people_wrote()
    with spoken():
        told = moments(Event.objects.order_by("position"), User.objects.get(email="admin@example.org"), by_name=True)
        found = {text for one in told for text in unmarked(one.sentence) + unmarked(one.link)}
    assert not found


def test_every_verb_has_words_for_the_filter_of_the_log() -> None:
    assert set(IN_WORDS) == {verb for _, verb in SENTENCES}


def mail_templates() -> set[str]:
    """Return every template of a mail that ships."""
    folders = [subject.parent for subject in PACKAGE.glob("*/templates/**/subject.txt")]
    return {str(path).rpartition("/templates/")[2] for folder in folders for path in folder.iterdir()}


@contextmanager
def drawn() -> Iterator[set[str]]:
    """Collect the names of the templates that are drawn."""
    names: set[str] = set()

    def note(template: Any, **_: Any) -> None:
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.either_engine
@pytest.mark.django_db
def test_no_mail_says_anything_that_was_not_offered_for_translation(client: Client) -> None:
    make.secretariat()
    lonely, skill = make.SkillFactory.create(code="16"), make.SkillFactory.create(code="17")  # a longer code looks like a word
    without, scm, sa = make.scm(lonely), make.scm(skill), make.sa(skill)
    make.sent(make.draft(lonely, without), by=without)
    first, second, third = (make.draft(skill, scm, name=f"Aspect {n}") for n in range(3))
    make.sent(first, second, third, by=scm, note="Please begin with the first.")
    return_for_changes(descriptor=first, seen=first.change, comment="Say what can be seen.", by=sa, at=make.NOW)
    approve(descriptor=second, seen=second.change, by=sa, at=make.NOW)
    approve(descriptor=third, seen=third.change, by=sa, at=make.NOW, edits=replace(third.wording, criterion_name="Another name"))
    resubmitted = make.draft(skill, scm)
    make.sent(resubmitted, by=scm)
    return_for_changes(descriptor=resubmitted, seen=resubmitted.change, comment="Say what can be seen.", by=sa, at=make.NOW)
    resubmitted.refresh_from_db()
    make.sent(resubmitted, by=scm, reply="Done.")
    make.sent(make.draft(skill, scm), by=scm)
    comment(uid=uuid4(), descriptor=resubmitted, words=Words("Say what.", about="level2"), by=sa, at=make.NOW)
    Batch.objects.update(due_on=make.NOW.date())
    kept = make.draft(skill, scm)
    make.sent(kept, by=scm)
    decide(verdicts=[Verdict(kept, kept.change, Outcome.APPROVED, "", None)], by=sa, at=make.NOW)
    reminders.plan(now=timezone.now())
    unreleased.plan(now=timezone.now())
    away = Absence(sa, make.UserFactory.create(), [skill], timezone.localdate(), timezone.localdate())
    name_deputy(uid=uuid.uuid4(), absence=away, by=make.admin(), at=timezone.now())
    later = make.scm(skill)
    choose(person=later, chosen=dict.fromkeys(topics, Reach.DAILY))
    once_a_day = make.draft(skill, later)
    make.sent(once_a_day, by=later)
    approve(descriptor=once_a_day, seen=once_a_day.change, by=sa, at=make.NOW)
    rewrite_what_people_wrote()

    with spoken(), drawn() as templates:
        client.post("/sign-in/send-code/", {"login": scm.email, "password": ""})
        make.guest(Batch.objects.filter(skill=skill).latest("pk"), by=sa, at=make.NOW)
        client.post("/password/reset/", {"email": scm.email})
        invite_again(person=make.UserFactory.create(name="Член"), by=None, at=make.NOW)
        run_due(now=(timezone.now() + timedelta(days=1)).replace(hour=12))

    words = {text for one in mail.outbox for text in unmarked(one.subject) + unmarked(one.body) if not CODE.fullmatch(text)}
    words |= {text for one in mail.outbox for html, _type in one.alternatives for text in hard_coded(html) if not CODE.fullmatch(text)}
    assert not words
    assert mail_templates() <= templates


# What follows reads the source: it also finds the branches that no walk reaches.

# Translations, comments, and the one block whose text is a class.
UNSAID = re.compile(
    r"{% blocktranslate\b.*?{% endblocktranslate %}|{% translate .*?%}|{% comment %}.*?{% endcomment %}|{#.*?#}"
    r"|{% block width %}.*?{% endblock %}",
    re.DOTALL,
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TEMPLATES = sorted(set(PACKAGE.glob("*/templates/**/*.*")) - {PACKAGE / "web/templates/web/look.html"})  # which shows parts with examples
# The words of warnings are marked in formats/sentences.py, where no Django is; commands speak English.
SILENT = {"migrations", "management", "demo", "wording.py"}
SOURCES = [path for path in sorted(PACKAGE.glob("**/*.py")) if not SILENT & set(path.parts)]
OFFERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "gettext_noop"}
MESSAGES = {name.casefold() for name in vars(constants) if name.isupper()}
SHOWN = {"label", "help_text", "empty_label", "heading", "placeholder"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_template_holds_no_text_outside_a_translation(path: Path) -> None:
    bare = TAG.sub("", UNSAID.sub("", path.read_text(encoding="utf-8")))
    assert not (hard_coded(bare) if path.suffix == ".html" else unmarked(bare))


def calls(path: Path) -> list[ast.Call]:
    """Return every call of a module."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    """Return the last part of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_literal(node: ast.expr) -> bool:
    """Return whether an argument is a text that stands in the source, with words in it."""
    if isinstance(node, ast.BinOp):
        return is_literal(node.left)
    texts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(text, ast.Constant) and isinstance(text.value, str) and is_words(text.value) for text in texts)


def refusals(of: type[DomainError] = DomainError) -> set[str]:
    """Return the names of the exceptions whose message people read."""
    return {of.__name__}.union(*(refusals(each) for each in of.__subclasses__()))


def shown(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that people will read."""
    if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "models":
        return []  # no form is made of a model: their help is for those who read the model
    named = [each.value for each in call.keywords if each.arg in SHOWN]
    if called(call) in refusals():
        return call.args[:1] + named
    if isinstance(call.func, ast.Attribute) and called(call) in MESSAGES and getattr(call.func.value, "id", "") == "messages":
        return call.args[1:2] + named
    return named


@cache
def offered_elsewhere() -> set[str]:
    """Return the names of constants whose text is marked for extraction where it stands."""
    assignments = [node for path in SOURCES for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)]
    marked = [node for node in assignments if isinstance(node.value, ast.Call) and called(node.value) == "gettext_noop"]
    return {getattr(target, "id", "") for node in marked for target in node.targets}


def can_be_extracted(argument: ast.expr) -> bool:
    """Return whether makemessages finds the text that is asked for."""
    name = getattr(argument, "attr", getattr(argument, "id", None))
    return isinstance(argument, ast.Constant) or name in offered_elsewhere()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_people_read_is_offered_and_can_be_extracted(path: Path) -> None:
    found = calls(path)
    bare = [call.lineno for call in found if any(is_literal(argument) for argument in shown(call))]
    dynamic = [call.lineno for call in found if called(call) in OFFERS and call.args and not can_be_extracted(call.args[0])]
    assert (bare, dynamic) == ([], [])


# Teeth: the pseudo-language sees what it should.


def test_a_hard_coded_text_is_found_wherever_it_hides() -> None:
    page = """<h1>⟦Library⟧</h1><p title="Two words">⟦of <b>all⟧</b> skills</p><input type="submit" value="Send">
    <img alt="A picture"><button data-said="Copied" data-key="c">⟦Copy⟧</button><script>const text = "code"</script>"""
    assert hard_coded(page) == ["title=Two words", "skills", "value=Send", "alt=A picture", "data-said=Copied"]


def test_an_open_mark_hides_nothing() -> None:
    assert hard_coded("<p>⟦cut off<p>plain") == ["a mark is not closed"]


def test_numbers_contexts_and_plurals_are_marked() -> None:
    with spoken():
        said = [
            translation.gettext("Home"),
            translation.pgettext("filter", "Everything"),
            translation.ngettext("%(n)d day", "%(n)d days", 3) % {"n": 3},
        ]
    assert said == ["⟦Home⟧", "⟦Everything⟧", "⟦3 days⟧"]
    assert translation.gettext("Home") == "Home"
