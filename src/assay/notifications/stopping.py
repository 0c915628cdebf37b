"""The link that ends mails with one click: signed, for one person and one topic, without signing in."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse

from assay.notifications.models import Reach
from assay.notifications.topics import choices_of, choose, topics

if TYPE_CHECKING:
    from assay.accounts.models import User

SIGNER = signing.Signer(salt="assay.notifications.stop")


def stop_address(user: "User", topic: str) -> str:
    """Return the full address that stops mails of a topic, or of every topic where it is empty."""
    token = SIGNER.sign_object([str(user.uid), topic])  # without a time: a mail that is sent again says the same
    return settings.BASE_URL + reverse("stop_mails", args=[token])


def read(token: str) -> "tuple[User, str] | None":
    """Return whose mails of which topic a link stops, or None for one that we did not make."""
    try:
        uid, topic = SIGNER.unsign_object(token)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(uid=uid).first()
    return (user, topic) if user and (topic in topics or not topic) else None


def stop(*, user: "User", topic: str) -> None:
    """Let what came by mail come in the app only; what was off stays off."""
    now = choices_of(user)
    names = [topic] if topic else list(topics)
    choose(person=user, chosen={name: Reach.APP for name in names if now[name] in {Reach.AT_ONCE, Reach.DAILY}})
