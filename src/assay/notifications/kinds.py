"""The kinds of notices, each registered by the app that owns it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.notifications.models import Notice

if TYPE_CHECKING:
    from assay.accounts.models import User

Notices = Sequence[Notice]


def all_of_them(_user: "User", notices: Notices) -> list[Notice]:
    """Keep all."""
    return list(notices)


def nothing(_notices: Notices) -> None:
    """Fetch nothing beforehand."""


def without_quotes(_notice: Notice) -> list[str]:
    """Quote nothing."""
    return []


def no_mail(_user: "User", _notices: Notices) -> dict[str, Any]:
    """Say nothing by mail."""
    return {}


@dataclass(frozen=True)
class Kind:
    """How notices of one kind are said, opened, mailed, and who may still receive them.

    `prefetch` may put what it reads for many notices into each one's `known`, for `sentence`, `link` and the two below.
    `mail_template_folder` holds subject.txt, text.txt and mail.html; kinds that name the same folder may travel in one mail;
    an empty one sends no mail; `topic` is the line of the person's matrix, `quotes` what people wrote, which a daily mail carries in full;
    `for_guests`: also people without access may receive them, where `may_receive` says so;
    `worth_a_mail` leaves out what is settled when the mail is about to go. `link` returns a path.
    """

    name: str
    mail_template_folder: str
    sentence: Callable[[Notice], str]
    link: Callable[[Notice], str]
    may_receive: "Callable[[User, Notices], list[Notice]]"
    mail_context: "Callable[[User, Notices], dict[str, Any]]" = no_mail
    prefetch: Callable[[Notices], None] = nothing
    worth_a_mail: "Callable[[User, Notices], list[Notice]]" = all_of_them
    topic: str = "other"
    quotes: Callable[[Notice], list[str]] = without_quotes
    for_guests: bool = False


kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind known; called in `ready()`."""
    kinds[kind.name] = kind


def permitted(user: "User", notices: Notices) -> list[Notice]:
    """Return those that `user` may still receive, in their order, with what their kind fetches beforehand."""
    if not user.has_access:
        notices = [notice for notice in notices if notice.kind in kinds and kinds[notice.kind].for_guests and user.is_active]
    allowed: set[int] = set()
    for kind in {notice.kind: kinds[notice.kind] for notice in notices if notice.kind in kinds}.values():
        of_kind = [notice for notice in notices if notice.kind == kind.name]
        kind.prefetch(of_kind)
        allowed |= {notice.pk for notice in kind.may_receive(user, of_kind)}
    return [notice for notice in notices if notice.pk in allowed]
