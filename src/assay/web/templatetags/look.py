"""What templates of every app draw with: `{% load look %}`."""

from collections.abc import Iterable

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Return an icon of the sprite; it says nothing to a screen reader, so words stand beside it."""
    return format_html(
        '<svg class="icon {}" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("web/icons.svg"),
        name,
    )


@register.filter
def seen_from(ops: Iterable[tuple[str, str]], side: str) -> list[tuple[str, str]]:
    """Return the pieces of a word diff that one side shows: "before" has no insertions, "now" no deletions."""
    hidden = {"before": "ins", "now": "del"}.get(side)
    return [(kind, text) for kind, text in ops or () if kind != hidden and text]


@register.filter
def unchanged(ops: Iterable[tuple[str, str]]) -> bool:
    """Return whether a word diff changes nothing."""
    return all(kind == "same" for kind, _ in ops or ())
