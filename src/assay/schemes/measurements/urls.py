"""Addresses of the measurement aspects."""

from django.urls import path

from assay.schemes.measurements import views

urlpatterns = [
    path("library/measurements/", views.measurements, name="measurements"),
    path("library/measurements/copy/", views.copy, name="copy_measurements"),
]
