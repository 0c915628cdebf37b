"""What templates of every app draw with: `{% load look %}`."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from assay.web.downloads import offers
from assay.web.places import Parts, filled, in_parts, place

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """Return an icon of the sprite; it says nothing to a screen reader, so words stand beside it."""
    return format_html(
        '<svg class="icon {}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("web/icons.svg"),
        name,
    )


class Frame(NamedTuple):
    """What decides how a filter is drawn, but its values: drawn once for the same."""

    name: str
    title: str
    open: bool
    form_id: str
    every: bool
    has_more: bool
    has_look: bool
    commonest: int
    of: int


@register.simple_tag
def filter_of(facet: Mapping[str, Any], form_id: str = "") -> SafeString:
    """Draw a filter.

    It has .title .name .open, .options (list of .value .label .count .checked), and where it is long .more (.count .url) or .every,
    .commonest, .of and .look, as web/components/facet.html says them. It belongs to the form with the id `form_id`, if it is not inside.
    """
    more, look = facet.get("more") or {}, facet.get("look", "")
    frame = Frame(
        name=facet["name"],
        title=str(facet["title"]),
        open=bool(facet.get("open")),
        form_id=form_id,
        every=bool(facet.get("every")),
        has_more=bool(more),
        has_look=bool(look),
        commonest=facet.get("commonest", 0),
        of=facet.get("of", 0),
    )
    listed = options(facet, form_id)
    words = {"listed": listed, "n": str(more.get("count", "")), "url": escape(more.get("url", "")), "look": escape(look)}
    return filled(parts_of(frame, get_language()), words)


@lru_cache(maxsize=1024)
def parts_of(frame: Frame, _language: str | None) -> Parts:
    """Return a drawn filter in parts, with places for its values and for what differs with the question."""
    known = frame._asdict() | {name: place(name) for name in ("listed", "n", "url", "look")}
    return in_parts(render_to_string("web/components/facet.html", known))


@register.simple_tag
def options(facet: Mapping[str, Any], form_id: str = "") -> SafeString:
    """Return the options of a filter as list items: joined here, since a page has hundreds of them."""
    found: list[str] = []
    for option in facet["options"]:
        box, label = option_parts(facet["name"], option["value"], str(option["label"]), form_id)
        count = "" if option["count"] is None else f'<span class="n">{option["count"]}</span>'
        found += [box, " checked>" if option.get("checked") else ">", label, count, "</label></li>"]
    return mark_safe("".join(found))


@lru_cache(maxsize=8192)
def option_parts(name: str, value: str, label: str, form_id: str) -> tuple[str, str]:
    """Return an option's box, still open, and its label."""
    form = format_html(' form="{}"', form_id) if form_id else ""
    box = '<li><label class="check"><input type="checkbox" id="{}-{}" name="{}" value="{}"{}'
    return format_html(box, name, slugify(value), name, value, form), format_html("<span>{}</span>", label)


@register.inclusion_tag("web/components/download.html")
def download(of: str, question: str = "", *, up: bool = False, small: bool = False, **named: object) -> dict[str, Any]:
    """Return the menu of what can be downloaded of a thing: `of` names its kind, `named` the thing, `question` is a search."""
    return {"offers": offers(of, question, **named), "up": up, "small": small or up}


@register.filter
def seen_from(ops: Iterable[tuple[str, str]], side: str) -> list[tuple[str, str]]:
    """Return the pieces of a word diff that one side shows: "before" has no insertions, "now" no deletions."""
    hidden = {"before": "ins", "now": "del"}.get(side)
    return [(kind, text) for kind, text in ops or () if kind != hidden and text]


@register.filter
def unchanged(ops: Iterable[tuple[str, str]]) -> bool:
    """Return whether a word diff changes nothing."""
    return all(kind == "same" for kind, _ in ops or ())
