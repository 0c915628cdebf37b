"""Addresses of the conversation about a descriptor."""

from django.urls import URLPattern, path

from assay.review.talk import views

urlpatterns: list[URLPattern] = [
    path("review/<uuid:uid>/talk/", views.talk, name="review_talk"),
    path("review/<uuid:uid>/talk/<uuid:comment>/", views.comment, name="review_comment"),
]
