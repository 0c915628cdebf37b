"""What `{% once %}` draws once: the same values give the same HTML, and nothing but them decides how it looks."""

from typing import Any

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from assay.web.templatetags.once import DRAWN

DRAWS: list[str] = []


class Shown:
    """A value that writes down when it is drawn."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shown) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        DRAWS.append(self.text)
        return self.text


@pytest.fixture(autouse=True)
def nothing_drawn() -> None:
    DRAWS.clear()
    DRAWN.clear()


def drawn(template: Template, **values: Any) -> str:
    return template.render(Context(values))


def test_the_same_values_are_drawn_once_and_others_anew() -> None:
    template = Template("{% load once %}{% once who=person %}<b>{{ who }}</b>{% endonce %}")
    assert [drawn(template, person=Shown(text)) for text in ("Ada", "Ada", "Bo", "Ada")] == [
        "<b>Ada</b>",
        "<b>Ada</b>",
        "<b>Bo</b>",
        "<b>Ada</b>",
    ]
    assert DRAWS == ["Ada", "Bo"]


def test_nothing_but_the_values_is_known_inside() -> None:
    template = Template("{% load once %}{% once who=person %}{{ who }}{{ other }}{% endonce %}{{ other }}")
    assert drawn(template, person="Ada", other="!") == "Ada!"


def test_what_stands_around_is_printed_escaped_and_not_drawn_again() -> None:
    template = Template("{% load once %}{% once who=person around typed=q %}{{ who }}: {{ typed }}{% endonce %}")
    assert drawn(template, person=Shown("Ada"), q="<b>") == "Ada: &lt;b&gt;"
    assert drawn(template, person=Shown("Ada"), q=mark_safe("<i>")) == "Ada: <i>"
    assert DRAWS == ["Ada"]


def test_a_safe_text_is_not_taken_for_the_same_text_that_is_not() -> None:
    template = Template("{% load once %}{% once text=text %}{{ text }}{% endonce %}")
    assert [drawn(template, text=text) for text in (mark_safe("<b>"), "<b>", mark_safe("<b>"))] == ["<b>", "&lt;b&gt;", "<b>"]


def test_forms_have_the_token_of_their_own_request() -> None:
    template = Template("{% load once %}{% once %}<form>{% csrf_token %}</form>{% endonce %}")
    first, second, none = (drawn(template, csrf_token=token) for token in ("abc", "def", None))
    assert ('value="abc"' in first, 'value="def"' in second, none) == (True, True, "<form></form>")


def test_two_places_with_the_same_values_are_two() -> None:
    template = Template("{% load once %}{% once n=n %}a{{ n }}{% endonce %}{% once n=n %}b{{ n }}{% endonce %}")
    assert [drawn(template, n=1), drawn(template, n=1)] == ["a1b1", "a1b1"]
