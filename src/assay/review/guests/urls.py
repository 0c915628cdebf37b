"""Addresses of guests."""

from django.urls import URLPattern, path

from assay.review.guests import views

urlpatterns: list[URLPattern] = [
    path("guest/", views.guest, name="guest"),
    path("batches/<uuid:uid>/guests/invite/", views.guest_invite, name="guest_invite"),
    path("batches/<uuid:uid>/guests/<uuid:guest>/", views.guest_change, name="guest_change"),
]
