"""Addresses of the schemes app."""

from django.urls import path

from assay.schemes import views

urlpatterns = [
    path("schemes/", views.schemes, name="schemes"),
    path("schemes/<uuid:uid>/", views.scheme, name="scheme"),
]
