"""Addresses of the schemes app."""

from django.urls import URLPattern, URLResolver, include, path

from assay.schemes import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assay.schemes.cycles.urls")),
    path("", include("assay.schemes.measurements.urls")),
    path("schemes/", views.schemes, name="schemes"),
    path("schemes/<uuid:uid>/", views.scheme, name="scheme"),
]
