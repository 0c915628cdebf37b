"""Addresses of sending."""

from django.urls import path

from assay.review.sending import views

urlpatterns = [
    path("my-skills/send/", views.send, name="send"),
    path("my-skills/<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
]
