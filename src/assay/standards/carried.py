"""What forms carry besides the fields that people see: the new row's uid, the `change` that they saw."""

import uuid

from django.http import Http404, HttpRequest, QueryDict

DIGITS = 9


def seen_of(data: QueryDict) -> int:
    """Return the `change` that the form carries; 0, which no row has, where it is none."""
    typed = data.get("change", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS else 0


def uid_of(data: QueryDict) -> uuid.UUID:
    """Return the uid of the new row that the form carries. Raises Http404 where it is none."""
    try:
        return uuid.UUID(data.get("uid", ""))
    except ValueError:
        raise Http404 from None


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, or None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def text_of(data: QueryDict, name: str) -> str:
    """Return what an address or a form says, without the one character that no database looks for."""
    return data.get(name, "").replace("\x00", "").strip()
