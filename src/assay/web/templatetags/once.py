"""`{% load once %}`: parts of a page that are the same for many requests are drawn once."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import get_language

from assay.web.places import Parts, filled, in_parts, place

register = template.Library()
MOST = 1024  # parts that are kept
AROUND, TOKEN = "around", "csrf_token"
DRAWN: dict[Any, Parts] = {}
Values = dict[str, FilterExpression]


class Once(template.Node):
    """Draws what is inside anew only for other values; inside, nothing is known but them, so nothing else can decide how it looks."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, values: Values, places: Values) -> None:
        self.nodelist, self.values, self.places = nodelist, values, places

    def render(self, context: Context) -> SafeString:
        """Return it with what differs from page to page in its places."""
        values = {name: value.resolve(context, ignore_failures=True) for name, value in self.values.items()}
        words = {name: conditional_escape(value.resolve(context)) for name, value in self.places.items()}
        token = context.get(TOKEN)
        # What is safe is equal to the same text that is not, and drawn otherwise.
        key = (self, get_language(), token is None, *((value, isinstance(value, SafeData)) for value in values.values()))
        parts = DRAWN.get(key)
        if parts is None:
            if len(DRAWN) >= MOST:
                DRAWN.clear()
            known = values | {name: place(name) for name in self.places} | ({} if token is None else {TOKEN: place(TOKEN)})
            parts = DRAWN[key] = in_parts(self.nodelist.render(context.new(known)))
        return filled(parts, words | {TOKEN: str(token)} if (TOKEN, True) in parts else words)


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """Read `{% once name=value … around name=value … %}…{% endonce %}`.

    The first values are compared (texts, numbers, tuples), and do not depend on the time. What stands after `around` is only printed.
    """
    bits = token.split_contents()[1:]
    cut = bits.index(AROUND) if AROUND in bits else len(bits)
    values, places = token_kwargs(bits[:cut], parser), token_kwargs(bits[cut + 1 :], parser)
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist, values, places)
