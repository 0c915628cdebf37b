"""Addresses of saved replies."""

from django.urls import URLPattern, path

from assay.review.replies import views

urlpatterns: list[URLPattern] = [
    path("replies/", views.replies, name="replies"),
    path("replies/new/", views.reply_new, name="reply_new"),
    path("replies/<uuid:uid>/", views.reply, name="reply"),
]
