"""The matrix of every route, every kind of person, every method and every state: it enumerates itself from the URLs."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors.actions import delete
from assay.descriptors.models import Batch, Descriptor, Quality
from assay.notifications.models import Job, Notice
from assay.review.actions import return_for_changes
from assay.review.guests.actions import take_back
from assay.schemes.models import Aspect
from assay.standards.models import TeamSees
from assay.web.access import routes
from tests import factories as make
from tests.access import ANONYMOUS, GUESTS, MEMBERS, PENDING, PRINCIPALS, ROUTES, SEEN_BY, Route

SAFE = ("HEAD", "OPTIONS")
STRANGE = ("PUT", "PATCH", "DELETE")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
MAY_BE_WRITTEN = {"django_session", "review_lastlooked", settings.CACHES["default"]["LOCATION"]}
LOOKED = re.compile(r'^UPDATE "accounts_user" SET "(?:looked_at|looking_since)"')
REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
ANSWERED = {200, 204, 302, 400, 405, 409, 422}
POSTED = {
    "comment": "Say what can be seen at level 2.",
    "decision": "return",
    "act": "return",
    "confirm": "on",
    "on": "1",
    "criterion_name": "Taken over",
    "score1": "Something else",
    "name": "Taken over",
    "reason": "Both are needed.",
    "batch_status": "APPROVED",
    "quality_indicator": "EXCELLENT",
}


class World:
    """One skill with everything in it, its people, and people of another skill."""

    def __init__(self, who: str) -> None:
        self.skill = make.SkillFactory.create(team_sees=TeamSees.IN_REVIEW if who == "watching team" else TeamSees.NOTHING)
        self.other = make.SkillFactory.create()
        self.use = make.StandardSectionFactory.create(standard__skill=self.skill)
        self.scm, self.sa = make.scm(self.skill), make.sa(self.skill)
        self.descriptors = self.in_every_state()
        self.batch: Batch = self.descriptors["pending"].batch  # type: ignore[assignment]  # what is pending was sent
        self.principal = self.person(who)

    def person(self, who: str) -> User | None:
        """Return the account of a principal; None for nobody."""
        people: dict[str, Any] = {
            "anonymous": lambda: None,
            "deactivated": lambda: make.scm(self.skill),
            "pending": lambda: make.scm(self.skill, access=Access.PENDING),
            "former guest": lambda: take_back(guest=make.guest(self.batch, by=self.sa), by=self.sa, at=timezone.now()).user,
            "guest": lambda: make.guest(self.batch, by=self.sa).user,
            "team": lambda: make.member("SKILL_TEAM", self.skill),
            "watching team": lambda: make.member("SKILL_TEAM", self.skill),
            "scm": lambda: make.scm(self.skill),
            "other scm": lambda: make.scm(self.other),
            "sa": lambda: self.sa,
            "deputy": lambda: make.deputised(self.skill, absent=self.sa, person=make.UserFactory.create()).person,
            "other sa": lambda: make.sa(self.other),
            "secretariat": make.secretariat,
            "admin": make.admin,
        }
        return people[who]()

    def in_every_state(self) -> dict[str, Descriptor]:
        """Return a descriptor of the skill in each state."""
        section = self.use.section
        written = [make.draft(self.skill, self.scm, name=f"Aspect {n}", section=section) for n in range(6)]
        draft, pending, returned, approved, gone, hidden = written
        make.sent(pending, by=self.scm)
        make.sent(returned, by=self.scm)
        return_for_changes(descriptor=returned, seen=returned.change, comment="Say what can be seen.", by=self.sa, at=make.NOW)
        make.approved(approved, by=self.sa)
        make.approved(hidden, by=self.sa)
        Descriptor.objects.filter(pk=hidden.pk).update(confidential_until=timezone.now() + timedelta(days=90))
        delete(descriptor=gone, seen=gone.change, by=self.scm, at=make.NOW)
        aside = make.imported(self.skill, name="Deleted", deleted_at=make.NOW, deleted_by=self.scm)
        return {
            "draft": draft,
            "pending": pending,
            "returned": returned,
            "approved": approved,
            "imported": make.imported(self.skill),
            "imported, needs review": make.imported(self.skill, quality_indicator=Quality.NEEDS_REVIEW),
            "confidential": hidden,
            "deleted draft": gone,
            "deleted from the library": aside,
        }

    def arguments(self, route: Route, name: str, state: str) -> dict[str, Any]:
        """Return what stands in the address of a route."""
        membership = self.scm.memberships.get()
        others = make.UserFactory.create()
        known: dict[str, Any] = {
            "": {},
            "descriptor": lambda: {"uid": self.descriptors[state].uid},
            "asks": dict,
            "descriptors": dict,
            "measurement": dict,
            "cycle": lambda: {"uid": make.cycle(self.skill, self.use.standard.competition, by=self.scm).uid},
            "export": lambda: {"uid": make.export(by=others).uid},
            "search": lambda: {"uid": make.saved_search(by=others).uid},
            "reply": lambda: {"uid": make.saved_reply(by=self.sa, skill=self.skill).uid},
            "collection": lambda: {"uid": make.collection(self.skill, by=self.scm).uid},
            "batch": lambda: {"uid": self.batch.uid},
            "guest": lambda: {"uid": self.batch.uid, "guest": make.guest(self.batch, by=self.sa).uid},
            "skill": lambda: {"code": self.skill.code},
            "standard": lambda: {"code": self.skill.code, "competition": self.use.standard.competition.code},
            "section": lambda: {"uid": self.use.section.uid},
            "sector": lambda: {"uid": self.skill.sector.uid},
            "competition": lambda: {"code": self.use.standard.competition.code},
            "person": lambda: {"uid": self.scm.uid},
            "membership": lambda: {"uid": self.scm.uid, "membership": membership.uid},
            "notice": lambda: {
                "uid": Notice.objects.create(user=others, kind="decision_left_out", key=str(uuid.uuid4()), created_at=make.NOW).uid
            },
            "job": lambda: {"uid": Job.objects.create(kind="mail", key="k", state="DEAD", run_after=make.NOW, created_at=make.NOW).uid},
            "import": lambda: {"uid": make.uploaded(self.skill, by=self.scm).uid},
            "run": lambda: {"uid": make.run(by=self.scm, made_WSC2026=b"no workbook").uid},
            "raw import": lambda: {"uid": make.uploaded_raw(by=self.scm).uid},
            "scheme": lambda: {"uid": make.scheme(self.skill, self.use.standard.competition).uid},
            "deputy": lambda: {"uid": make.deputised(self.skill, absent=self.sa, person=others).uid},
            "category": lambda: {"uid": make.CategoryFactory.create().uid},
            "mapping": lambda: {"uid": make.column_mapping(by=self.scm).uid},
        }
        made = known[route.of]() if route.of else {}
        extra = {
            "account_reset_password_from_key": {"uidb36": "1", "key": "not-a-key"},
            "accept_invitation": {"token": "not-a-token"},
            "stop_mails": {"token": "not-a-token"},
            "library_filter": {"facet": "skill"},
            "mail": {"name": "no-such-mail"},
            "changes": {"number": 1},
            "revision": {"number": 1},
            "review_comment": {"comment": uuid.uuid4()},
            "dismiss_question": {"rule": "vague-word", "field": "level2"},
            "ask_question_again": {"dismissal": uuid.uuid4()},
            **{key: {"other": self.descriptors["imported"].uid} for key in ("keep_both", "use_instead")},
        }
        return made | extra.get(name, {})

    def query(self, route: Route, state: str) -> str:
        """Return what stands in the address behind the path."""
        queries = {"asks": f"?skill={self.skill.code}", "descriptors": f"?d={self.descriptors[state].uid}" if state else ""}
        if route.of == "measurement":
            scheme = make.scheme(self.skill, self.use.standard.competition)
            return f"?a={scheme.uid}:{Aspect.objects.get(sub_criterion__scheme=scheme, type='M').row}"
        return queries.get(route.of, "")

    def signed_in(self, who: str) -> Client:
        """Return the principal's client; a deactivated one was signed in before."""
        client = Client()
        if self.principal is not None:
            client.force_login(self.principal)
        if who == "deactivated":
            User.objects.filter(pk=self.principal and self.principal.pk).update(is_active=False)
        return client


def every_route() -> list[str]:
    return sorted({route.name or path for path, route in routes()})


def test_every_route_is_in_the_table() -> None:
    assert every_route() == sorted(ROUTES)


def written_tables(queries: CaptureQueriesContext) -> set[str]:
    """Return the tables that a request wrote to, beyond the session, the cache and the mark of the last look."""
    sqls = [query["sql"] for query in queries.captured_queries if not LOOKED.match(query["sql"])]
    return {found[1] for sql in sqls if (found := WRITES.match(sql))} - MAY_BE_WRITTEN


def asked(client: Client, method: str, url: str, data: dict[str, Any]) -> tuple[Any, set[str]]:
    """Send one request and take its effects back; return the answer and the tables it wrote to."""
    reset_queries()  # the log of all requests together has an end, and what goes beyond it would not be seen
    with CaptureQueriesContext(connection) as queries:
        mark = transaction.savepoint()
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        answer = client.generic(method, url) if method not in {"POST", "GET"} else getattr(client, method.lower())(url, data)
        transaction.savepoint_rollback(mark)
        client.cookies.clear()
        client.cookies.load(cookies)
    return answer, written_tables(queries)


def to_sign_in(answer: Any) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith(settings.LOGIN_URL)


def to_waiting(answer: Any) -> bool:
    return answer.status_code == HTTPStatus.FOUND and answer.headers["Location"] == reverse("waiting")


@dataclass(frozen=True)
class Asking:
    """Who asks for what: a principal, the state of the object, the method."""

    who: str
    state: str
    method: str


def deviation(route: Route, asking: Asking, answer: Any, written: set[str]) -> str:
    """Return what is wrong with an answer, or nothing."""
    status = answer.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "broke"
    if written and (asking.method != "POST" or status in REFUSED):
        return f"wrote {sorted(written)}"
    if not route.lets_in(asking.who):
        return "" if kept_out(asking.who, answer) else "was let in"
    if route.of == "notice" or (route.sees and not route.sees(asking.who, asking.state)):
        return "" if status in GONE else "is not hidden"
    if route.may and not route.may(asking.who, asking.state):
        return "" if status in REFUSED else "is open to somebody else"
    return answered(route, asking, status)


def answered(route: Route, asking: Asking, status: int) -> str:
    """Return what is wrong with the answer to somebody who was let in and may see the object."""
    if asking.method == "POST":
        return posted(route, asking.who, status)
    if asking.method in STRANGE:
        return "" if status == HTTPStatus.METHOD_NOT_ALLOWED else "answered a strange method"
    may_be = ANSWERED | ({HTTPStatus.FORBIDDEN} if route.acts else set())
    return "" if status in may_be or route.open_to_all else "was refused"


def kept_out(who: str, answer: Any) -> bool:
    """Return whether somebody without access was sent where they belong, a guest from the first page alone."""
    if who in ANONYMOUS:
        return to_sign_in(answer)
    if who in GUESTS and answer.wsgi_request.path == "/" and answer.wsgi_request.method in {"GET", "HEAD"}:
        return bool(answer.status_code == HTTPStatus.FOUND and answer.headers["Location"] == reverse("guest"))
    return answer.status_code == HTTPStatus.FORBIDDEN or (who in PENDING and to_waiting(answer))


def posted(route: Route, who: str, status: int) -> str:
    """Return what is wrong with the answer to a form."""
    if who in route.acts:
        return "" if status in ANSWERED | {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN} else "may act and was refused"
    return "" if status in REFUSED else "acted without the right"


@pytest.mark.django_db
@pytest.mark.either_engine
@pytest.mark.parametrize("who", PRINCIPALS)
def test_every_route_answers_as_the_rights_table_says(who: str) -> None:
    world = World(who)
    client = world.signed_in(who)
    wrong = []
    for name, route in ROUTES.items():
        for number, state in enumerate(SEEN_BY if route.of in {"descriptor", "descriptors"} else [""]):
            url = reverse(name, kwargs=world.arguments(route, name, state)) + world.query(route, state)
            data = POSTED | ({"change": world.descriptors[state].change, "seen": world.descriptors[state].change} if state else {})
            for method in ("GET", "POST", *(SAFE + STRANGE if number == 0 else ())):
                answer, written = asked(client, method, url, {} if method == "GET" else data)
                problem = deviation(route, Asking(who, state, method), answer, written)
                if problem:
                    wrong.append(f"{who}: {method} {name} ({state}) {answer.status_code}: {problem}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_the_matrix_catches_a_right_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Teeth: with the guard of visibility gone, the matrix speaks."""
    monkeypatch.setattr("assay.descriptors.querysets.Descriptors.visible_to", lambda self, *_args, **_kwargs: self)
    world = World("other scm")
    client = world.signed_in("other scm")
    route = ROUTES["descriptor"]
    answer, written = asked(client, "GET", reverse("descriptor", args=[world.descriptors["draft"].uid]), {})
    assert deviation(route, Asking("other scm", "draft", "GET"), answer, written) == "is not hidden"


def test_the_table_knows_everybody() -> None:
    assert {who for seen in SEEN_BY.values() for who in seen} == MEMBERS
