"""A tracker as Prisma makes one, in a schema of its own: its tables, sound rows, and a generator of everything that goes wrong."""

import itertools
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import bcrypt
import psycopg
from psycopg import sql

PASSWORD = "three brass weights on a beam"
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
DAY = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
TABLES = """
CREATE TYPE "Role" AS ENUM ('Pending', 'SA', 'SCM', 'SkillTeam', 'Secretariat', 'Observer');
CREATE TYPE "BatchStatus" AS ENUM ('DRAFT', 'PENDING_REVIEW', 'APPROVED', 'RETURNED', 'ARCHIVED');
CREATE TYPE "Quality" AS ENUM ('EXCELLENT', 'GOOD', 'REFERENCE', 'NEEDS_REVIEW', 'POOR');
CREATE TABLE "User" (id text PRIMARY KEY, email text NOT NULL, name text, "passwordHash" text, role "Role" NOT NULL DEFAULT 'Pending',
  "createdAt" timestamp(3) NOT NULL DEFAULT now(), "updatedAt" timestamp(3));
CREATE TABLE "Skill" (id text PRIMARY KEY, name text NOT NULL, code text, sector text, "saId" text, "scmId" text);
CREATE TABLE "WSOSSection" (id text PRIMARY KEY, name text NOT NULL);
CREATE TABLE "Descriptor" (id text PRIMARY KEY, "criterionName" text, score0 text, score1 text, score2 text, score3 text,
  "skillNames" text[], categories text[], tags text[], source text, code text, "wsosSectionId" text, "qualityIndicator" "Quality",
  "batchStatus" "BatchStatus", "batchId" text, "createdById" text, "submittedAt" timestamptz(3), "reviewerId" text,
  "reviewedAt" timestamp(3), "reviewComment" text, "wasModifiedDuringApproval" boolean NOT NULL DEFAULT false, version int DEFAULT 1,
  "deletedAt" timestamp(3), "createdAt" timestamp(3) NOT NULL DEFAULT now(), "updatedAt" timestamp(3) NOT NULL DEFAULT now());
CREATE TABLE "DescriptorFavorite" ("userId" text NOT NULL, "descriptorId" text NOT NULL, "createdAt" timestamp(3) NOT NULL DEFAULT now(),
  PRIMARY KEY ("userId", "descriptorId"));
CREATE TABLE "_prisma_migrations" (id text PRIMARY KEY);
INSERT INTO "_prisma_migrations" VALUES ('1');
"""
NAMED = ("User", "Skill", "WSOSSection", "Descriptor", "DescriptorFavorite")
LADDER = {"score0": "Not styled", "score1": "Basic styling", "score2": "Attractive in parts", "score3": "Polished throughout"}
SENT = {"batchId": "b1", "submittedAt": DAY}
DECIDED = SENT | {"reviewerId": "sa", "reviewedAt": DAY + timedelta(days=2)}
STATES: dict[str | None, dict[str, Any]] = {
    None: {"qualityIndicator": "REFERENCE", "createdById": None},
    "DRAFT": {},
    "PENDING_REVIEW": SENT,
    "APPROVED": DECIDED | {"qualityIndicator": "GOOD"},
    "RETURNED": DECIDED | {"reviewComment": "Say what can be seen."},
}


class Tracker:
    """One schema of a database."""

    def __init__(self, server: str, schema: str) -> None:
        self.server, self.schema = server, schema
        self.url = f"{server}?schema={schema}&connection_limit=5"
        self.numbers = itertools.count(1)

    def sql(self, query: str, values: Any = None) -> list[tuple[Any, ...]]:
        """Ask or change it."""
        options = f"-c search_path={self.schema} -c TimeZone=Asia/Shanghai -c client_encoding=UTF8"
        with psycopg.connect(self.server, options=options) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]  # the test's own words
            return cursor.fetchall() if cursor.description else []

    def insert(self, table: str, *rows: dict[str, Any]) -> None:
        """Add rows that have the same columns, or some of them."""
        with (
            psycopg.connect(self.server, options=f"-c search_path={self.schema} -c TimeZone=UTC") as connection,
            connection.cursor() as cursor,
        ):
            for row in rows:
                columns = sql.SQL(", ").join(map(sql.Identifier, row))
                values = sql.SQL(", ").join(sql.Placeholder() * len(row))
                cursor.execute(
                    sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, values), list(row.values())
                )

    def change(self, table: str, row: str, **values: Any) -> None:
        """Change a row by its number."""
        names = ", ".join(f'"{name}" = %s' for name in values)
        self.sql(f'UPDATE "{table}" SET {names} WHERE id = %s', [*values.values(), row])  # noqa: S608  names of the tests

    def descriptor(self, state: str | None = "DRAFT", **values: Any) -> str:
        """Add a sound descriptor of a state, but for `values`; return its number."""
        row = values.pop("id", f"d{next(self.numbers)}")
        self.insert("Descriptor", sound(row, state, values))
        return str(row)

    def cast(self) -> None:
        """Add the people, skills and sections that a sound descriptor refers to."""
        people = {"scm": "SCM", "sa": "SA", "team": "SkillTeam", "office": "Secretariat", "new": "Pending"}
        self.insert(
            "User",
            *(
                {"id": one, "email": f"{one}@tracker.example.org", "name": one.title(), "role": role, "passwordHash": HASH}
                for one, role in people.items()
            ),
        )
        self.insert("Skill", {"id": "s17", "name": "Web Technologies", "code": "17", "saId": "sa", "scmId": "scm"})
        self.insert("WSOSSection", {"id": "w1", "name": "Work organization and management"}, {"id": "w2", "name": "Design"})


def sound(row: str, state: str | None, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row that has all that its state needs, but for `values`."""
    named = {"id": row, "criterionName": f"Home page design {row}", "skillNames": ["Web Technologies"], "wsosSectionId": "w1"}
    return named | {"createdById": "scm", "qualityIndicator": "NEEDS_REVIEW", "batchStatus": state} | LADDER | STATES[state] | values


@contextmanager
def tracker_on(server: str) -> Iterator[Tracker]:
    """Yield a tracker with its tables and nothing in them; it is gone afterwards."""
    one = Tracker(server, f"t{uuid.uuid4().hex[:12]}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {one.schema}")  # type: ignore[arg-type]  # a name that was made above
    one.sql(TABLES)
    try:
        yield one
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {one.schema} CASCADE")  # type: ignore[arg-type]  # as above


def server_beside(url: str, name: str) -> str:
    """Return the address of a database of that name on the same server, made anew."""
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]  # a name of the tests
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")  # type: ignore[arg-type]
    return parts._replace(path=f"/{name}", scheme="postgresql").geturl()


# The generator

NASTY = (
    "",
    "   ",
    "<script>alert(1)</script>",
    "a\x01b\x1b[31m",
    "ΑΣΦΑΛΕΙΑ und Ürümqi",
    "ﬁne \u00a0 spaces",
    "zero\u200bwidth",
    "x" * 5000,
    "'; DROP TABLE",
)
NAMES = (
    "Web Technologies",
    "17 Web Technologies",
    "WEB  technologies",
    "09",
    "Software Applications Development",
    "Basket Weaving",
    "No such skill",
)


def fill(tracker: Tracker, seed: int, descriptors: int = 300) -> dict[str, int]:
    """Add rows of every kind, sound and broken ones, the same for the same seed; return how many of each table."""
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated
    tracker.cast()
    tracker.insert("User", *people(chance))
    tracker.insert(
        "Skill",
        {"id": "s09", "name": "Software Applications Development", "code": "9", "saId": "p3", "scmId": "p4"},
        {"id": "sbw", "name": "Basket Weaving", "code": "17", "sector": "Crafts", "saId": "nobody", "scmId": "p5"},
        {"id": "snn", "name": "  ", "code": "99"},
    )
    tracker.insert("WSOSSection", {"id": "w3", "name": "DESIGN"}, {"id": "w4", "name": " "}, {"id": "w5", "name": "ß" * 299})
    tracker.insert("Descriptor", *(any_descriptor(chance, number) for number in range(descriptors)))
    kept = {(chance.choice(("scm", "sa", "p3", "gone")), f"r{chance.randrange(descriptors + 20)}") for _ in range(60)}
    tracker.insert("DescriptorFavorite", *({"userId": who, "descriptorId": what} for who, what in sorted(kept)))
    counted = ((table, tracker.sql(f'SELECT count(*) FROM "{table}"')) for table in NAMED)  # noqa: S608  names of the tests
    return {table: int(found[0][0]) for table, found in counted}


def people(chance: random.Random) -> list[dict[str, Any]]:
    """Return people whose addresses, roles and hashes are of every kind."""
    emails = [
        "Ann@Example.org",
        "ann@example.ORG",
        "no address",
        "",
        "p4@example.org",
        "p5@example.org",
        "ſs@example.org",
        "SS@example.org",
        "x" * 300 + "@example.org",
    ]
    hashes = [HASH, HASH.replace("$2b$", "$2a$"), HASH.replace("$2b$", "$2y$"), "plain", None, "$2b$31$" + HASH[7:], "$argon2id$v=19$m=1"]
    roles = ["Pending", "SA", "SCM", "SkillTeam", "Secretariat", "Observer"]
    names = [*NASTY, None, "Member"]
    return [
        {
            "id": f"p{n}",
            "email": email,
            "name": chance.choice(names),
            "role": chance.choice(roles),
            "passwordHash": chance.choice(hashes),
        }
        for n, email in enumerate(emails)
    ]


def any_descriptor(chance: random.Random, number: int) -> dict[str, Any]:
    """Return a descriptor: sound in two of five cases, else with one to three columns that are not."""
    state = chance.choice([None, "DRAFT", "PENDING_REVIEW", "APPROVED", "RETURNED"])
    batch = {"batchId": f"b{chance.randrange(12)}"} if state and state != "DRAFT" else {}
    terms = {"tags": ["layout", "Layout"], "categories": ["Design"]}
    wrong: dict[str, Any] = {
        "criterionName": chance.choice([*NASTY, None]),
        "score0": chance.choice([*NASTY, None]),
        "score2": chance.choice([*NASTY, None]),
        "skillNames": chance.choice([None, [], ["Web Technologies", None, "09"], *([name] for name in NAMES)]),
        "wsosSectionId": chance.choice([None, "w3", "w4", "w5", "nowhere"]),
        "qualityIndicator": chance.choice(["EXCELLENT", "GOOD", "REFERENCE", "NEEDS_REVIEW", "POOR", None]),
        "batchStatus": chance.choice(["ARCHIVED", None]),
        "batchId": chance.choice([None, "b1", ""]),
        "createdById": chance.choice([None, "sa", "nobody", "p0", "p1", "p2"]),
        "submittedAt": chance.choice([None, DAY, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]),
        "reviewerId": chance.choice([None, "scm", "sa", "p0", "p1"]),
        "reviewedAt": chance.choice([None, DAY, "infinity"]),
        "reviewComment": chance.choice([None, "", " ", "Say what.", "<b>no</b>"]),
        "wasModifiedDuringApproval": chance.random() < 0.5,
        "deletedAt": chance.choice([None, DAY]),
        "tags": chance.choice([None, [], [None, "", " a  b "], ["x" * 300], ["A", "a", "Ａ"]]),
        "categories": chance.choice([None, ["Safety", "SAFETY"], ["y" * 90]]),
        "source": chance.choice([None, "WSC2024", "z" * 80]),
        "createdAt": chance.choice([DAY, "-infinity"]),
    }
    chosen = chance.sample(sorted(wrong), k=chance.choice([0, 0, 1, 2, 3]))
    return sound(f"r{number}", state, terms | batch | {column: wrong[column] for column in chosen})
