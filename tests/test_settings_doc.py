"""docs/settings.md lists exactly the settings that exist, and nothing else reads the environment."""

import ast
import re
from pathlib import Path

import pytest

from assay import env

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").glob("**/*.py"))
READERS = {"text", "flag", "number", "folder", "database", "mail_server", "zone", "address"}
ENVIRONMENT = re.compile(r"\b(environb?|getenvb?)\b")
TELLS_DJANGO = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")'


def documented() -> list[tuple[str, str, str]]:
    """Return (name, default, what it does) of every row of the page's table."""
    lines = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [(name.strip("`"), default, meaning) for name, default, meaning in rows]


def read_with() -> list[tuple[str, list[ast.expr]]]:
    """Return (name, further arguments) of every setting that the code reads."""
    calls = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    through_env = [call for call in calls if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "env"]
    found = [call for call in through_env if isinstance(call.func, ast.Attribute) and call.func.attr in READERS]
    return [(call.args[0].value, call.args[1:]) for call in found if isinstance(call.args[0], ast.Constant)]


def test_the_page_lists_the_settings_in_their_order() -> None:
    assert documented() == [(name, default, meaning) for name, (default, meaning) in env.DECLARED.items()]


def test_every_setting_is_read_and_none_else() -> None:
    assert {name for name, _ in read_with()} == set(env.DECLARED)


def test_a_default_in_the_code_is_the_one_on_the_page() -> None:
    defaults = {name: more[0].value for name, more in read_with() if more and isinstance(more[0], ast.Constant)}
    assert defaults
    assert defaults == {name: env.DECLARED[name][0] for name in defaults}


def environment_in(path: Path) -> list[str]:
    """Return the lines of a module that touch the environment, but for telling Django where its settings are."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{path.name}: {line.strip()}" for line in lines if ENVIRONMENT.search(line) and TELLS_DJANGO not in line]


def test_nothing_else_reads_the_environment() -> None:
    assert [line for path in SOURCES if path.name != "env.py" for line in environment_in(path)] == []


@pytest.mark.parametrize("yes", ["1", "true", "Yes", "ON"])
def test_a_flag_says_yes_in_these_words(yes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_DEMO", yes)
    assert env.flag("ASSAY_DEMO")


def test_an_undeclared_setting_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        env.text("ASSAY_SOMETHING")


def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_TIME_ZONE", "")
    assert env.text("ASSAY_TIME_ZONE", "UTC") == "UTC"
