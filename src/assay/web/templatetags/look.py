"""What templates of every app draw with: `{% load look %}`."""

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
