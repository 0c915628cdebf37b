"""Addresses of the event log."""

from django.urls import path

from assay.history import views

urlpatterns = [path("admin/events/", views.events, name="events")]
