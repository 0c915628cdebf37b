"""Addresses of deciding many and of releasing, below a batch."""

from django.urls import URLPattern, path

from assay.review.deciding import views

urlpatterns: list[URLPattern] = [
    path("decide/", views.decide_many, name="decide_many"),
    path("undo/", views.undo_decisions, name="undo_decisions"),
    path("release/", views.release, name="release"),
]
