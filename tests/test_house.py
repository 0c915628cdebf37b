"""The rules of the house that no linter knows."""

import ast
import re
import statistics
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.text import slugify
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "assay"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.*"))
STATIC = sorted(path for path in PACKAGE.glob("*/static/**/*.*") if not path.name.endswith("-OFL.txt"))  # licences stand beside their fonts
MIGRATIONS = sorted(PACKAGE.glob("*/migrations/0*.py"))
MODULES = sorted(path for path in PACKAGE.glob("**/*.py") if "migrations" not in path.parts)
BINARY = {".png", ".woff2", ".xlsx", ".ico"}


@cache
def tracked() -> list[Path]:
    """Return the files of the repository."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")  # noqa: S607
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@cache
def text_of(path: Path) -> str:
    """Return the text of a file."""
    return path.read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))


# Documents


PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATHS = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|md|toml|html|css|js|sh))`")


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    return {slugify(line.lstrip("#")) for line in text_of(path).splitlines() if line.startswith("#")}


def leads_nowhere(page: Path, target: str) -> bool:
    """Return whether a link of a page leads to a file or heading that is not there; other sites are not asked."""
    if "://" in target or target.startswith("mailto:"):
        return False
    name, _, anchor = target.partition("#")
    file = page.parent / name if name else page
    return not file.exists() or bool(anchor and anchor not in anchors(file))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [target for target in LINK.findall(text_of(page)) if leads_nowhere(page, target)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    assert [name for name in PATHS.findall(text_of(page)) if not any(path.as_posix().endswith(f"/{name}") for path in tracked())] == []


def test_the_words_are_in_their_order_and_stand_once() -> None:
    words = [line.split("|")[1].strip() for line in text_of(ROOT / "docs" / "words.md").splitlines() if line.startswith("| ")][1:]
    assert words == sorted(set(words), key=str.casefold)


def test_decisions_are_numbered_once_each_without_a_gap_and_take_half_a_page() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if len(text_of(path).splitlines()) > 45] == []


def test_the_changes_begin_with_this_version() -> None:
    heading = next(line for line in text_of(ROOT / "CHANGELOG.md").splitlines() if line.startswith("## "))
    assert heading.startswith(f"## {project()['project']['version']}")


# Everything that is in the repository

MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp(?!/never)|root|home/\w+)/|session-work|\b(?:TODO|FIXME|XXX)\b")


@pytest.mark.parametrize("path", [path for path in tracked() if path.suffix not in BINARY], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_knows_the_machine_it_was_written_on(path: Path) -> None:
    if path in (Path(__file__), ROOT / "requirements.lock"):
        return
    assert MACHINE.findall(text_of(path)) == []


def test_what_make_runs_is_there() -> None:
    named = re.findall(r"\b(?:scripts|benchmarks)/[\w.]+", text_of(ROOT / "Makefile") + text_of(ROOT / ".ci" / "run"))
    assert [name for name in named if not list(ROOT.glob(f"{name}*"))] == []


# Dependencies


def listed(*, group: str) -> list[tuple[str, str]]:
    """Return (the line of a dependency, the line before it) of one list in pyproject.toml."""
    block = re.search(rf"^{group} = \[\n(.*?)^\]", text_of(ROOT / "pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert block
    lines = block[1].splitlines()
    return [
        (line.strip(), lines[number - 1].strip() if number else "") for number, line in enumerate(lines) if line.strip().startswith('"')
    ]


@pytest.mark.parametrize(("line", "before"), [*listed(group="dependencies"), *listed(group="dev")])
def test_a_dependency_says_why_it_is_here(line: str, before: str) -> None:
    assert before.startswith(("# ", '"')), line
    assert not before.startswith("#") or before.endswith("."), line


def locked() -> dict[str, str]:
    """Return what the lock file installs: name and version."""
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", text_of(ROOT / "requirements.lock"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


def test_the_lock_file_holds_what_is_asked_for() -> None:
    asked = [Requirement(text) for text in (*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"])]
    assert [str(one) for one in asked if not one.specifier.contains(locked().get(canonicalize_name(one.name), "0"))] == []


def test_everything_that_is_installed_is_checked_by_its_hash() -> None:
    entries = re.split(r"^(?=[\w.-]+==)", text_of(ROOT / "requirements.lock"), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


# Rooms


def rooms() -> list[str]:
    """Return the rooms from the highest to the lowest."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    return [layer.removeprefix("assay.") for layer in next(one for one in contracts if one["type"] == "layers")["layers"]]


def test_every_app_is_a_room() -> None:
    assert {name.removeprefix("assay.") for name in settings.INSTALLED_APPS if name.startswith("assay.")} == set(rooms())


def test_the_way_of_imports_is_told_as_it_is() -> None:
    assert " → ".join(rooms()) in text_of(ROOT / "CONTRIBUTING.md")


def test_keys_point_downwards() -> None:
    order = rooms()
    models = [model for model in apps.get_models() if model.__module__.startswith("assay.")]
    keys = [(model, field) for model in models for field in (*model._meta.fields, *model._meta.many_to_many) if field.is_relation]
    upwards = [
        f"{model._meta.label}.{field.name}"
        for model, field in keys
        if field.related_model._meta.label != settings.AUTH_USER_MODEL
        and order.index(field.related_model._meta.app_label) < order.index(model._meta.app_label)
    ]
    assert upwards == []


NAMES_FOR_ANYTHING = {"utils", "util", "helpers", "helper", "common", "services", "managers", "misc", "tools"}


def test_no_module_is_named_for_anything() -> None:
    assert [str(path) for path in MODULES if NAMES_FOR_ANYTHING & {*path.parts, path.stem}] == []


# Sizes: the median of the code that people admire has 6 to 9 lines a function


def lengths_of_functions(path: Path) -> dict[str, int]:
    """Return how many lines each function of a module has."""
    found = [node for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {f"{path.relative_to(PACKAGE)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1 for node in found}


def test_functions_are_short() -> None:
    lengths = {name: length for path in MODULES for name, length in lengths_of_functions(path).items()}
    *_, tenth = statistics.quantiles(lengths.values(), n=10)
    assert statistics.median(lengths.values()) <= 8
    assert tenth <= 25
    assert [name for name, length in lengths.items() if length > 45 and not name.startswith("web/look.py")] == []  # a table of examples


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(PACKAGE)): len(text_of(path).splitlines()) for path in MODULES if path.name != "__init__.py"}
    *_, tenth = statistics.quantiles(lengths.values(), n=10)
    assert statistics.median(lengths.values()) <= 80
    assert tenth <= 250
    assert [name for name, length in lengths.items() if length > 300] == []


# Migrations


def test_migrations_say_what_they_do_and_are_numbered_without_a_gap() -> None:
    for folder in {path.parent for path in MIGRATIONS}:
        names = sorted(path.stem for path in folder.glob("0*.py"))
        assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)], folder
        assert [name for name in names if "auto" in name or not re.fullmatch(r"\d{4}_[a-z][a-z_]+", name)] == []


# Templates, styles and scripts

INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son(?:click|change|submit|input|load|error|focus|blur|toggle|key|mouse|pointer)\w*=|hx-on|javascript:",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_holds_script_or_style(path: Path) -> None:
    """The Content-Security-Policy forbids them; mails have no policy and no other way."""
    if "mails" in path.parts or "mail" in path.parts:
        return
    assert INLINE.findall(text_of(path)) == []


@cache
def mentions() -> str:
    """Return everything that may name a template or a static file."""
    sources = [*MODULES, *TEMPLATES, *(path for path in STATIC if path.suffix in {".css", ".js"})]
    return "\n".join(text_of(path) for path in sources)


# Django and allauth look for these by their names.
FOUND_BY_NAME = re.compile(r"(?:400|403|404|429|500)\.html|account/messages/\w+\.txt")
PARTS_OF_A_MAIL = {"subject.txt", "text.txt", "mail.html"}


def name_of(path: Path, folder: str) -> str:
    """Return a file's name below `templates` or `static`."""
    return str(path).rpartition(f"/{folder}/")[2]


def is_drawn(name: str) -> bool:
    """Return whether a template is named somewhere; the three parts of a mail by their folder."""
    folder, _, part = name.rpartition("/")
    named = [f'"{name}', f"'{name}"] + (
        [f'/{folder.rpartition("/")[2]}"', f'"{folder.rpartition("/")[2]}"'] if part in PARTS_OF_A_MAIL else []
    )
    return bool(FOUND_BY_NAME.fullmatch(name)) or any(text in mentions() for text in named)


def test_every_template_is_drawn() -> None:
    assert [name for path in TEMPLATES if not is_drawn(name := name_of(path, "templates"))] == []


def test_every_static_file_is_used() -> None:
    names = [name_of(path, "static") for path in STATIC]
    assert [name for name in names if name not in mentions() and name.rpartition("/")[2] not in mentions()] == []
