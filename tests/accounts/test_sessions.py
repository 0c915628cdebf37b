from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from assay.notifications import loop
from tests.factories import UserFactory


@pytest.mark.django_db
def test_the_worker_forgets_sessions_that_are_over_once_an_hour() -> None:
    for _ in range(2):
        Client().force_login(UserFactory.create())
    over = Session.objects.first()
    assert over is not None
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))

    loop.tidy(timezone.now() - loop.TIDIED_EVERY)

    assert Session.objects.count() == 1
    assert not Session.objects.filter(pk=over.pk).exists()
